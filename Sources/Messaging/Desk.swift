internal import Dispatch
internal import Foundation
internal import Synchronization

/// A thread beside a polling loop for what takes long: it does one job after the other, and the loop waits for
/// `descriptor` among its sockets.
package final class Desk<Ticket: Hashable & Sendable, Outcome: Sendable>: Sendable {
  private struct State: Sendable {
    var jobs: [(ticket: Ticket, work: @Sendable () -> Outcome)] = []
    var ended: [(Ticket, Outcome)] = []
    /// Tickets that wait for their end: one that comes again meanwhile is not worked on twice.
    var open: Set<Ticket> = []
  }

  /// Jobs that wait at most.
  package let capacity: Int
  private let state = Mutex(State())
  private let work = DispatchSemaphore(value: 0)
  private let waker: Waker

  package init(capacity: Int) throws(MessagingError) {
    self.capacity = capacity
    waker = try Waker()
    let thread = Thread { [self] in while true { next() } }
    // A plan of nested expressions needs more than the half megabyte of a secondary thread.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Readable when something has ended.
  package var descriptor: Int32 { waker.descriptor }

  /// Takes a job, unless it has it already. Answers false when it has too many.
  package func take(_ ticket: Ticket, _ work: @escaping @Sendable () -> Outcome) -> Bool {
    let taken: Bool? = state.withLock { state in
      if state.open.contains(ticket) { return nil }
      guard state.jobs.count < capacity else { return false }
      state.open.insert(ticket)
      state.jobs.append((ticket, work))
      return true
    }
    if taken == true { self.work.signal() }
    return taken ?? true
  }

  package func takeEnded() -> [(Ticket, Outcome)] {
    waker.clear()
    return state.withLock { state in
      defer { state.ended = [] }
      for (ticket, _) in state.ended { state.open.remove(ticket) }
      return state.ended
    }
  }

  private func next() {
    work.wait()
    guard let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else { return }
    let outcome = job.work()
    state.withLock { $0.ended.append((job.ticket, outcome)) }
    waker.wake()
  }
}
