package import SweepModel

/// A sweep whose trials are planned, as the store tells of it.
package struct DispatchedSweep: Hashable, Sendable {
  package var id: SweepID
  package var state: SweepState
  package var priority: Int
  /// It asks for no more than the trials that are planned with it.
  package var isOver: Bool
  /// GPUs that each of its programs asks for; `nil` where its trials are no programs.
  package var programGPUs: Int?

  package init(
    _ id: SweepID = SweepID(high: 0, low: 0), state: SweepState = .active, priority: Int = 0,
    isOver: Bool = true, programGPUs: Int? = nil
  ) {
    (self.id, self.state, self.priority, self.isOver) = (id, state, priority, isOver)
    self.programGPUs = programGPUs
  }
}

/// A sweep and its trials, as the dispatcher sees them.
package struct SweepStanding: Hashable, Sendable {
  package internal(set) var state = SweepState.active
  package internal(set) var priority = 0
  /// Trials without a result and without a lease.
  package internal(set) var waiting = 0
  package internal(set) var running = 0
  package internal(set) var finished = 0
  package internal(set) var failed = 0
  /// It asks for no more trials than these.
  package internal(set) var isOver = true

  package init() {}

  package var trials: Int { waiting + running + finished + failed }
}

/// What a person asks of a sweep that was planned. Asking for what is so already changes nothing.
package enum SweepOrder: Hashable, Sendable {
  /// Give out nothing new. What runs goes on.
  case pause
  /// Go on after a pause, or after it was cancelled.
  case resume
  /// Stop what runs for it alone and give out nothing new. Its results stay.
  case cancel
  /// Start the trials over that were given up.
  case retryFailed
  /// Higher goes first.
  case prioritise(Int)

  package static let priorities = -1_000...1_000
}
