internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Dispatch
internal import Experiments
internal import Foundation
internal import Glibc
internal import LinearAlgebra
internal import Messaging
internal import Processes
internal import Synchronization

/// One slot: a process that an agent started, which runs one trial after another and ends with its agent.
struct SlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "slot", shouldDisplay: false)

  @Option(help: .hidden) var checkpoints: String?
  /// Where programs of users have their files; they are not run without it.
  @Option(help: .hidden) var commands: String?
  @Option(help: .hidden) var gpus: String?
  /// Seconds that a program may take once this slot was released.
  @Option(help: .hidden) var leaving = 0

  func run() throws {
    // A batch system signals every process of a job. The agent hands back what runs; the slot ends with it.
    for number in StopRequest.signals { signal(number, SIG_IGN) }
    // The agent reads frames from standard output, so whatever a library prints goes to standard error instead.
    let output = dup(1)
    dup2(2, 1)
    let interval = try CheckpointInterval.read(ProcessInfo.processInfo.environment)
    let leaving = max(SlotProcess.leavingTime, .seconds(leaving) + SlotProcess.leavingTime)
    let orders = OrderQueue(readingFrom: 0, leaving: leaving)
    let own = commands.flatMap { folder in
      CommandHost.ofSlot(
        in: folder, checkpoints: checkpoints, gpus: gpus.map { $0.split(separator: ",").map(String.init) },
        leaving: .seconds(self.leaving))
    }
    defer { if let own { DataCache.remove(own.0.folder) } }
    var slot = Slot(
      writer: PipeWriter(output), checkpoints: checkpoints, interval: interval, host: own?.0,
      isReleased: { orders.hasEnded })
    try slot.say(.ready(coreType: BLAS.kernels))
    do {
      // Of trials that share a process, those whose orders have come.
      var together: [Assignment] = []
      while let next = orders.next() {
        for case .run(let assignment, let more) in next {
          together.append(assignment)
          if more > 0 { continue }
          try slot.run(together)
          together = []
        }
        try slot.flush()
      }
    } catch is Slot.Released {
      return
    }
  }
}

/// Orders read by a thread of their own, so that the end of the pipe is seen in mid-training, and ends the process even
/// when training does not look.
private final class OrderQueue: Sendable {
  private let orders = Mutex<[SlotOrder]>([])
  private let available = DispatchSemaphore(value: 0)
  private let end = Atomic(false)

  /// - Parameter leaving: how long the process lives on after the pipe's end at most.
  init(readingFrom descriptor: Int32, leaving: Duration) {
    Thread.detachNewThread { [self] in
      var reader = PipeReader(descriptor)
      do {
        while true {
          let (frames, ended) = try reader.read()
          let new = try frames.map(SlotOrder.init(frame:))
          let wasEmpty = orders.withLock { orders in
            defer { orders += new }
            return orders.isEmpty
          }
          if wasEmpty, !new.isEmpty { available.signal() }
          if ended {
            end.store(true, ordering: .relaxed)
            available.signal()
            Thread.sleep(forTimeInterval: leaving / .seconds(1))
            _exit(0)
          }
        }
      } catch {
        Output.say("\(error)")
        _exit(1)
      }
    }
  }

  /// Whether the pipe has ended: the agent is gone, or has let this process go.
  var hasEnded: Bool { end.load(ordering: .relaxed) }

  /// Waits for orders and takes all that are there; `nil` at the pipe's end.
  func next() -> [SlotOrder]? {
    available.wait()
    if hasEnded { return nil }
    return orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }
}
