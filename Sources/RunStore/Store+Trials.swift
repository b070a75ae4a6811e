internal import Foundation
internal import GRDB
package import SweepModel

/// What a worker needs to run a trial.
package struct StoredSpecification: Hashable, Sendable {
  /// Canonical JSON, the bytes that were submitted.
  package var specification: [UInt8]
  /// Empty when the trial reads no file.
  package var dataPath: String
}

extension Store {
  /// Specifications and data paths, in the order asked for.
  ///
  /// - Throws: `.unknownTrial`.
  package func specifications(of trials: some Sequence<TrialID>) throws -> [StoredSpecification] {
    try read { database in
      let numbers = try TrialNumbers(self, database)
      let find = try RowStatement(
        """
        SELECT spec, path FROM trials
        LEFT JOIN data_files ON data_files.number = trials.data WHERE trials.number = ?
        """, database)
      return try trials.map { trial in
        find.bind(1, try numbers.number(of: trial))
        let found = try find.first { row in
          StoredSpecification(
            specification: row.bytes(0), dataPath: String(decoding: row.bytes(1), as: UTF8.self))
        }
        guard let found else { throw StoreError.unknownTrial(trial) }
        return found
      }
    }
  }

  /// All attempts of a trial, the first first.
  package func attempts(of trial: TrialID) throws -> [AttemptRow] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT attempt, workers.name, host, state, failure, failure_text, is_final, started_time, ended_time
          FROM attempts JOIN workers ON workers.number = attempts.worker
          WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY attempt
          """, arguments: [trial.bytes])
      var attempts: [AttemptRow] = []
      while let row = try rows.next() {
        guard let state: AttemptState = try row.value(3) else { continue }
        attempts.append(
          AttemptRow(
            attempt: Attempt(row[0]), worker: WorkerID(row[1]), host: row[2], state: state,
            failure: try row.value(4), failureText: row[5], isFinal: row[6], started: row.date(7),
            ended: row.date(8)))
      }
      return attempts
    }
  }

  /// Trials of one sweep that another one does not ask for, by position.
  package func trials(of sweep: SweepID, missingIn other: Set<TrialID>) throws -> [TrialID] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT trials.id FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
          WHERE sweep = ? ORDER BY position
          """, arguments: [try Self.sweep(sweep, database).number])
      var missing: [TrialID] = []
      while let row = try rows.next() {
        let id: TrialID = try row.identifier(0)
        if !other.contains(id) { missing.append(id) }
      }
      return missing
    }
  }

  /// The sweeps that ask for a trial, the first submitted first.
  package func sweeps(with trial: TrialID) throws -> [SweepRow] {
    try read { database in
      guard
        let number = try Int64.fetchOne(
          database, sql: "SELECT number FROM trials WHERE id = ?", arguments: [trial.bytes])
      else { return [] }
      return try Self.sweeps(
        database,
        "WHERE number IN (SELECT sweep FROM sweep_trials WHERE trial = \(number)) ORDER BY number"
      ).map(\.sweep)
    }
  }
}
