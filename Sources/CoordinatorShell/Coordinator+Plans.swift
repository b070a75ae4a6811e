internal import Coordination
internal import Foundation
package import RunStore
internal import SweepModel

/// Stored sweeps become the dispatcher's trials.
extension Coordinator {
  /// Feeds a stored sweep's trials to the dispatcher as events: for a new sweep and after a restart alike.
  ///
  /// - Parameters:
  ///   - workersAreGone: no worker of an earlier coordinator can reach this one, so that its leases are over.
  ///   - retryingFailed: trials that were given up start over.
  package func plan(_ sweep: StoredSweep, workersAreGone: Bool = false, retryingFailed: Bool = false) throws {
    if workersAreGone { try endLeases(of: sweep.sweep.id) }
    try carryOut(dispatcher.handle(planned(sweep, retryingFailed: retryingFailed), at: now))
  }

  /// Its trials, each with where it stands.
  func planned(_ sweep: StoredSweep, retryingFailed: Bool = false) throws -> Dispatcher.Event {
    var planned = try dispatchedTrials(of: sweep)
    for place in planned.indices where retryingFailed {
      guard case .failed = planned[place].standing else { continue }
      (planned[place].standing, planned[place].failures) = (.waiting, 0)
    }
    return .planned(
      planned,
      of: DispatchedSweep(
        sweep.sweep.id, state: sweep.state, priority: sweep.priority, isOver: sweep.isOver))
  }

  /// A sweep's trials from a position on, each with where it stands. Their limits are noted.
  func dispatchedTrials(of sweep: StoredSweep, from position: Int = 0) throws -> [DispatchedTrial] {
    let trials = try store.dispatchedTrials(of: sweep.sweep.id, from: position)
    for trial in trials.map(\.trial) {
      limits.note(sweep.limits, of: trial, isFirst: !dispatcher.knows(trial))
    }
    return trials
  }

  private func endLeases(of sweep: SweepID) throws {
    try commit(
      try store.dispatchedTrials(of: sweep).compactMap { trial in
        guard case .leased = trial.standing, let attempt = trial.attempt else { return nil }
        return .leaseExpired(trial.trial, attempt, at: Date())
      })
  }
}

/// Of the trials that have any. One that several sweeps ask for gets the wider ones.
struct PlannedLimits {
  private var limits: [TrialID: AttemptLimits] = [:]

  subscript(trial: TrialID) -> AttemptLimits { limits[trial] ?? .none }

  mutating func note(_ asked: AttemptLimits, of trial: TrialID, isFirst: Bool) {
    if isFirst {
      if asked != .none { limits[trial] = asked }
    } else if let known = limits[trial] {
      limits[trial] = known.wider(asked)
    }
  }
}

extension AttemptLimits {
  fileprivate func wider(_ other: AttemptLimits) -> AttemptLimits {
    func wider<Limit: Comparable>(_ one: Limit?, _ other: Limit?) -> Limit? {
      one.flatMap { one in other.map { max(one, $0) } }
    }
    return AttemptLimits(
      time: wider(time, other.time), residentBytes: wider(residentBytes, other.residentBytes),
      manner: other.manner ?? manner)
  }
}
