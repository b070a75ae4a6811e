import Coordination
import Glibc
import SweepModel
import Testing

/// Serialized: both tests count what this process or thread takes from the system.
@Suite(.serialized) struct MillionTrialsTests {
  private static let count = 1_000_000

  /// Memory of this process.
  private func residentBytes() throws -> Int {
    let file = try #require(fopen("/proc/self/statm", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    _ = fgets(&line, 256, file)
    let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(
      separator: " ")
    return try #require(Int(fields[1])) * Int(getpagesize())
  }

  /// Pages of memory that this thread was the first to touch.
  private func newPages() -> Int {
    var usage = rusage()
    getrusage(1, &usage)  // RUSAGE_THREAD
    return usage.ru_minflt
  }

  private func planned(_ count: Int = count) -> Dispatcher {
    var dispatcher = Dispatcher()
    let plan = (0..<count).map { DispatchedTrial(trial($0), retries: 3) }
    _ = dispatcher.handle(.planned(plan), at: .zero)
    return dispatcher
  }

  @Test(.timeLimit(.minutes(1)))
  func `a million trials are assigned and finished once each, with little memory`() throws {
    let before = try residentBytes()
    var dispatcher = planned()
    let bytes = try residentBytes() - before
    #expect(bytes < Self.count * 128, "\(bytes / Self.count) bytes a trial")

    let workers = (1...4).map { WorkerID("w-\($0)") }
    var actions: [Dispatcher.Action] = []
    for worker in workers {
      dispatcher.handle(.said(worker, .hello(.of(worker, slots: 2, room: 512))), at: .zero, into: &actions)
    }
    var (assigned, accepted, messages, turn) = (0, 0, 0, 0)
    while turn < actions.count {
      switch actions[turn] {
      case .assign(let worker, let leases):
        assigned += leases.count
        let reports = leases.map { Report($0, result) }
        dispatcher.handle(
          .said(worker, .reported(room: 512, reports)), at: .milliseconds(messages), into: &actions)
        messages += 1
      case .record(.accepted): accepted += 1
      default: break
      }
      turn += 1
      if turn > 100_000 {
        actions.removeFirst(turn)
        turn = 0
      }
    }
    #expect(assigned == Self.count)
    #expect(accepted == Self.count)
    #expect(dispatcher.isComplete)
  }

  /// A copy of the trials' table is over 32 MiB here, which malloc takes from the system each time, page by page.
  @Test func `an event copies nothing of a million trials`() {
    var dispatcher = planned(1_100_000)
    var actions: [Dispatcher.Action] = []
    dispatcher.handle(.said("w-1", .hello(.of("w-1", room: 1))), at: .zero, into: &actions)
    let before = newPages()
    for place in 0..<500 {
      actions.removeAll(keepingCapacity: true)
      let now = Duration.milliseconds(place)
      let held = [Holding(lease(place), .running(steps: 1))]
      dispatcher.handle(.said("w-1", .beat(room: 1, held: held)), at: now, into: &actions)
      let outcome = place % 10 == 0 ? crash : result
      dispatcher.handle(
        .said("w-1", .reported(room: 1, [Report(lease(place), outcome)])), at: now, into: &actions)
      dispatcher.handle(.timePassed, at: now, into: &actions)
    }
    let touched = newPages() - before
    // Every tenth has crashed and waits behind all others.
    #expect(dispatcher.counts.finished == 450)
    #expect(touched < 3_000)
  }
}
