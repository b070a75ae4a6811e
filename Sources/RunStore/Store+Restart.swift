internal import GRDB
package import SweepModel

extension Store {
  /// Where each trial of a sweep stands, from a position on, in the sweep's order: what a dispatcher is rebuilt from.
  package func dispatchedTrials(of id: SweepID, from position: Int = 0) throws -> [DispatchedTrial] {
    try read { database in
      let stored = try Self.sweep(id, database)
      let rows = try Row.fetchCursor(database, sql: Self.restart, arguments: [stored.number, position])
      var trials: [DispatchedTrial] = []
      while let row = try rows.next() {
        let trial: TrialID = try row.identifier(0)
        if trials.last?.trial != trial {
          trials.append(DispatchedTrial(trial, retries: stored.retryMax))
        }
        try trials[trials.count - 1].follow(row)
      }
      return trials
    }
  }

  /// One row a trial that has a result or no attempt, else one row an attempt, ascending. `CROSS JOIN` keeps the
  /// sweep's order the outer loop, so that nothing is sorted.
  private static let restart = """
    SELECT trials.id, results.attempt, attempts.attempt, attempts.state, attempts.failure, attempts.is_final,
      workers.name, attempts.pardoned
    FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
    LEFT JOIN results ON results.trial = sweep_trials.trial
    LEFT JOIN attempts ON attempts.trial = sweep_trials.trial AND results.trial IS NULL
    LEFT JOIN workers ON workers.number = attempts.worker
    WHERE sweep = ? AND position >= ? ORDER BY position, attempts.attempt
    """
}

extension DispatchedTrial {
  /// Takes in one row of `restart`; the last attempt decides where the trial stands.
  fileprivate mutating func follow(_ row: Row) throws {
    if let accepted: Int = row[1] {
      (attempt, standing) = (Attempt(accepted), .finished)
      return
    }
    guard let number: Int = row[2] else { return }
    (attempt, standing) = (Attempt(number), .waiting)
    let ended: AttemptState? = try row.value(3)
    switch ended {
    case .leased: standing = .leased(WorkerID(row[6]))
    case .expired: standing = .lapsed(WorkerID(row[6]), counted: false)
    case .failed:
      guard let failure: FailureClass = try row.value(4), row[7] == 0 else { return }
      failures += 1
      if row[5] {
        standing = .failed(failure)
      } else if [.lostWorker, .timedOut].contains(failure) {
        standing = .lapsed(WorkerID(row[6]), counted: true)
      }
    case .accepted, .superseded, .handedBack, nil: break
    }
  }
}
