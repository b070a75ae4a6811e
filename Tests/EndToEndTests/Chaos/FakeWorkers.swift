import Coordination
import Foundation
import Messaging
import SweepModel
import Synchronization

/// Workers that join and behave badly, each on a thread of its own.
final class FakeWorkers: Sendable {
  enum Manner: String, CaseIterable {
    /// Takes trials and is never heard again, until it comes back under another name.
    case silent
    /// Takes trials and says again and again that they run, and none of them moves.
    case slow
    /// Reports what it was not asked, under attempts that are not its own, and results that cannot be read.
    case lying
    /// Beats, greets and sends noise by the thousand.
    case flooding
  }

  private let isEnded = Mutex(false)
  private let said = Mutex<[String: Int]>([:])

  /// Frames sent, by manner.
  var counts: [String: Int] { said.withLock { $0 } }

  init(at port: UInt16, seed: Int, _ manners: [Manner] = Manner.allCases) {
    for (number, manner) in manners.enumerated() {
      Thread.detachNewThread { [self] in
        var life = 0
        while !isEnded.withLock({ $0 }) {
          life += 1
          var fake = FakeWorker(
            manner, life: life, random: RandomStream(seed: seed + 31 * number + life, for: .test))
          // Its connection or context may fail in the turmoil; it simply starts again.
          try? fake.run(at: port) { isEnded.withLock { $0 } }
          said.withLock { $0[manner.rawValue, default: 0] += fake.sent }
          usleep(200_000)
        }
      }
    }
  }

  func end() { isEnded.withLock { $0 = true } }
}

private struct FakeWorker {
  let manner: FakeWorkers.Manner
  let name: WorkerID
  var random: RandomStream
  var leases: [Lease] = []
  var sent = 0

  init(_ manner: FakeWorkers.Manner, life: Int, random: RandomStream) {
    self.manner = manner
    self.random = random
    name = WorkerID("fake-\(manner.rawValue)-\(life)")
  }

  /// One life of some seconds.
  mutating func run(at port: UInt16, until isEnded: () -> Bool) throws {
    let socket = try WorkerSocket(Context(), connectTo: Endpoint("tcp://127.0.0.1:\(port)"))
    let end = Date(timeIntervalSinceNow: 3 + 4 * random.uniform())
    _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(1))
    try say(.hello(hello), to: socket)
    while Date() < end, !isEnded() {
      _ = try Poller.wait(for: [(.socket(socket), .readable)], upTo: .milliseconds(200))
      for frame in try socket.receive(max: 100) {
        if case .assign(let assignments) = try CoordinatorMessage(frame: frame) {
          leases += assignments.map(\.lease)
        }
      }
      switch manner {
      case .silent: break
      case .slow:
        try say(.beat(room: 3, held: leases.map { Holding($0, .running(steps: 1)) }), to: socket)
      case .lying: for message in lies() { try say(message, to: socket) }
      case .flooding: try flood(socket)
      }
    }
  }

  private var hello: Hello {
    Hello(
      worker: name, host: "elsewhere", slots: 1, room: 3, numerics: Specification.currentNumerics,
      coreType: "none",
      held: [])
  }

  private mutating func lies() -> [WorkerMessage] {
    let stranger = Lease(TrialID(high: random.next(), low: random.next()), Attempt(1 + random.below(5)))
    let others = leases.map { Lease($0.trial, Attempt(max(1, $0.attempt.number + random.below(3) - 1))) }
    defer { leases = leases.suffix(8) }
    let noise = Report.Outcome.result((0..<40).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    return [
      .reported(room: 3, ([stranger] + others).map { Report($0, noise) }),
      .beat(
        room: 3, held: others.map { Holding($0, .running(steps: .max)) } + [Holding(stranger, .reporting)]),
      .handedBack([stranger] + others),
    ]
  }

  private mutating func flood(_ socket: WorkerSocket) throws {
    let beat = WorkerMessage.beat(room: 3, held: leases.map { Holding($0, .queued) })
    for _ in 0..<300 { try say(beat, to: socket) }
    try say(.hello(hello), to: socket)
    for _ in 0..<2 {
      _ = try socket.send((0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) })
      sent += 1
    }
  }

  private mutating func say(_ message: WorkerMessage, to socket: WorkerSocket) throws {
    for frame in try message.frames() where try socket.send(frame) == .sent { sent += 1 }
  }
}
