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
    var actions: [Dispatcher.Action] = []
    try plan(sweep, retryingFailed: retryingFailed, into: &actions)
    try carryOut(actions)
  }

  func plan(_ sweep: StoredSweep, retryingFailed: Bool = false, into actions: inout [Dispatcher.Action])
    throws
  {
    var planned = try dispatchedTrials(of: sweep)
    for place in planned.indices where retryingFailed {
      guard case .failed = planned[place].standing else { continue }
      (planned[place].standing, planned[place].failures) = (.waiting, 0)
    }
    let asked = DispatchedSweep(
      sweep.sweep.id, state: sweep.state, priority: sweep.priority, isOver: sweep.isOver)
    dispatcher.handle(.planned(planned, of: asked), at: now, into: &actions)
  }

  /// A sweep's trials from a position on, each with where it stands. Their limits are noted.
  func dispatchedTrials(of sweep: StoredSweep, from position: Int = 0) throws -> [DispatchedTrial] {
    var trials: [DispatchedTrial] = []
    try store.forEachRestartRow(of: sweep.sweep.id, from: position) { row in
      limits.note(AttemptLimits(sweep.limits), of: row.trial, isFirst: !dispatcher.knows(row.trial))
      trials.append(DispatchedTrial(row, retries: sweep.limits.retryMax))
    }
    return trials
  }

  private func endLeases(of sweep: SweepID) throws {
    var over: [StoreRecord] = []
    try store.forEachRestartRow(of: sweep) { row in
      if case .leased(let attempt, _) = row.state {
        over.append(.leaseExpired(row.trial, attempt, at: Date()))
      }
    }
    try commit(over)
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
  fileprivate init(_ limits: SweepLimits) {
    self.init(time: limits.time, residentBytes: limits.memoryBytes)
  }

  fileprivate func wider(_ other: AttemptLimits) -> AttemptLimits {
    func wider<Limit: Comparable>(_ one: Limit?, _ other: Limit?) -> Limit? {
      one.flatMap { one in other.map { max(one, $0) } }
    }
    return AttemptLimits(
      time: wider(time, other.time), residentBytes: wider(residentBytes, other.residentBytes))
  }
}

extension DispatchedTrial {
  /// Where a stored trial stands, in the dispatcher's words.
  fileprivate init(_ row: RestartRow, retries: Int) {
    let standing: Standing =
      switch row.state {
      case .accepted: .finished
      case .failed(let failure): .failed(failure)
      case .leased(_, let worker): .leased(worker)
      case .lapsed(let worker, let counted): .lapsed(worker, counted: counted)
      case .waiting: .waiting
      }
    self.init(
      row.trial, retries: retries, standing: standing, attempt: row.attempt,
      failures: row.failures.values.reduce(0, +))
  }
}
