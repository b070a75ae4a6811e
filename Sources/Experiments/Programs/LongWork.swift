internal import Foundation
internal import Synchronization

/// Work of one piece that may take longer than a lease, on a thread of its own while its caller says that it moves.
package enum LongWork {
  private static let tick = Duration.milliseconds(200)
  /// Of the thread: LAPACK's own arrays lie there.
  private static let stackSize = 16 << 20

  private struct Stopped: Error {}

  /// - Parameters:
  ///   - work: is given what it may call now and then, which throws once nobody waits for it any more.
  ///   - meanwhile: what it throws ends the wait; the thread then ends by itself.
  package static func run<Value: Sendable>(
    _ work: @escaping @Sendable (_ check: () throws -> Void) throws -> Value, meanwhile: () throws -> Void
  ) throws -> Value {
    let outcome = Outcome<Value>()
    let thread = Thread {
      let result = Result {
        try work { if outcome.isStopped.load(ordering: .relaxed) { throw Stopped() } }
      }
      outcome.result.withLock { $0 = result }
      outcome.isDone.signal()
    }
    thread.stackSize = stackSize
    thread.start()
    while outcome.isDone.wait(timeout: .now() + tick / .seconds(1)) == .timedOut {
      do { try meanwhile() } catch {
        outcome.isStopped.store(true, ordering: .relaxed)
        throw error
      }
    }
    guard let result = outcome.result.withLock({ $0 }) else { throw Stopped() }
    return try result.get()
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isStopped = Atomic(false)
    let isDone = DispatchSemaphore(value: 0)
  }
}
