internal import ArgumentParser
internal import Dispatch
internal import Foundation
internal import Glibc
internal import LinearAlgebra
internal import Messaging
internal import Synchronization

/// One slot: a process that an agent started, which runs one trial after another and ends with its agent.
struct SlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "slot", shouldDisplay: false)

  func run() throws {
    // The agent reads frames from standard output, so whatever a library prints goes to standard error instead.
    let output = dup(1)
    dup2(2, 1)
    let orders = OrderQueue(readingFrom: 0)
    var slot = Slot(writer: PipeWriter(output))
    try slot.say(.ready(coreType: BLAS.kernels))
    while true {
      for case .run(let assignment) in orders.next() { try slot.run(assignment) }
      try slot.flush()
    }
  }
}

/// Orders read by a thread of their own, so that the end of the pipe ends the process even in mid-training.
private final class OrderQueue: Sendable {
  private let orders = Mutex<[SlotOrder]>([])
  private let available = DispatchSemaphore(value: 0)

  init(readingFrom descriptor: Int32) {
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
          if ended { _exit(0) }
        }
      } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        _exit(1)
      }
    }
  }

  /// Waits for orders and takes all that are there.
  func next() -> [SlotOrder] {
    available.wait()
    return orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }
}
