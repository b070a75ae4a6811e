internal import GRDB
package import SweepModel

/// Where a trial stands when a coordinator starts: what the dispatcher is rebuilt from.
package struct RestartRow: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    case accepted(Attempt)
    case failed(FailureClass)
    case leased(Attempt, WorkerID)
    /// It waits, and its last attempt ended in silence at this worker, which may still come back with it;
    /// `counted` when that attempt counts as failed.
    case lapsed(WorkerID, counted: Bool)
    case waiting
  }

  package var trial: TrialID
  package var position: Int
  package var cell: Int
  package var state: State
  /// The highest attempt so far, whatever became of it.
  package var attempt: Attempt?
  /// Failed attempts by class; empty once the trial has a result.
  package var failures: [FailureClass: Int]
  /// Attempts whose lease ran out; 0 once the trial has a result.
  package var expired: Int

  package init(
    trial: TrialID, position: Int, cell: Int, state: State = .waiting, attempt: Attempt? = nil,
    failures: [FailureClass: Int] = [:], expired: Int = 0
  ) {
    self.trial = trial
    self.position = position
    self.cell = cell
    self.state = state
    self.attempt = attempt
    self.failures = failures
    self.expired = expired
  }
}

extension Store {
  /// Hands over each trial of a sweep, from a position on, in the sweep's order.
  package func forEachRestartRow(
    of id: SweepID, from position: Int = 0, _ take: (RestartRow) throws -> Void
  ) throws {
    try read { database in
      let rows = try Row.fetchCursor(
        database, sql: Self.restart, arguments: [try Self.sweep(id, database).number, position])
      var current: RestartRow?
      while let row = try rows.next() {
        let position: Int = row[0]
        if current?.position != position {
          if let current { try take(current) }
          current = RestartRow(trial: try row.identifier(1), position: position, cell: row[2])
        }
        try current?.follow(row)
      }
      if let current { try take(current) }
    }
  }

  /// One row a trial that has a result or no attempt, else one row an attempt, ascending. `CROSS JOIN` keeps the
  /// sweep's order the outer loop, so that nothing is sorted.
  private static let restart = """
    SELECT position, trials.id, cell, results.attempt, attempts.attempt, attempts.state, attempts.failure,
      attempts.is_final, workers.name, attempts.pardoned
    FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
    LEFT JOIN results ON results.trial = sweep_trials.trial
    LEFT JOIN attempts ON attempts.trial = sweep_trials.trial AND results.trial IS NULL
    LEFT JOIN workers ON workers.number = attempts.worker
    WHERE sweep = ? AND position >= ? ORDER BY position, attempts.attempt
    """
}

extension RestartRow {
  /// Takes in one row of `restart`; the last attempt decides the state.
  fileprivate mutating func follow(_ row: Row) throws {
    if let accepted: Int = row[3] {
      attempt = Attempt(accepted)
      state = .accepted(Attempt(accepted))
      return
    }
    guard let number: Int = row[4] else { return }
    attempt = Attempt(number)
    state = .waiting
    let ended: AttemptState? = try row.value(5)
    switch ended {
    case .leased: state = .leased(Attempt(number), WorkerID(row[8]))
    case .expired:
      expired += 1
      state = .lapsed(WorkerID(row[8]), counted: false)
    case .failed:
      guard let failure: FailureClass = try row.value(6), row[9] == 0 else { return }
      failures[failure, default: 0] += 1
      if row[7] {
        state = .failed(failure)
      } else if [.lostWorker, .timedOut].contains(failure) {
        state = .lapsed(WorkerID(row[8]), counted: true)
      }
    case .accepted, .superseded, .handedBack, nil: break
    }
  }
}
