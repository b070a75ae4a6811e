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
        sweep.sweep.id, state: sweep.state, priority: sweep.priority, isOver: sweep.isOver,
        programGPUs: sweep.limits.manner?.gpus))
  }

  /// A sweep's trials from a position on, each with where it stands. Their limits are noted.
  func dispatchedTrials(of sweep: StoredSweep, from position: Int = 0) throws -> [DispatchedTrial] {
    let trials = try store.dispatchedTrials(of: sweep.sweep.id, from: position)
    for trial in trials.map(\.trial) {
      dispatcher.limits.note(sweep.limits, of: trial, isFirst: !dispatcher.knows(trial))
    }
    return try inBatches(trials, sweep.limits)
  }

  /// Those that may share a process one after the other, so that a worker gets them together.
  private func inBatches(_ trials: [DispatchedTrial], _ limits: AttemptLimits) throws -> [DispatchedTrial] {
    guard limits.manner?.batch != nil else { return trials }
    var batches: [BatchKey?: [DispatchedTrial]] = [:]
    var order: [BatchKey?] = []
    for (trial, stored) in zip(trials, try store.specifications(of: trials.map(\.trial))) {
      let key = BatchKey(stored.specification, limits)
      if batches[key] == nil { order.append(key) }
      batches[key, default: []].append(trial)
    }
    return order.flatMap { batches[$0] ?? [] }
  }

  private func endLeases(of sweep: SweepID) throws {
    try commit(
      try store.dispatchedTrials(of: sweep).compactMap { trial in
        guard case .leased = trial.standing, let attempt = trial.attempt else { return nil }
        return .leaseExpired(trial.trial, attempt, at: Date())
      })
  }
}
