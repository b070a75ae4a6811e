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
      try database.all(
        """
        SELECT attempt, workers.name, host, state, failure, failure_text, is_final, started_time, ended_time
        FROM attempts JOIN workers ON workers.number = attempts.worker
        WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY attempt
        """, [trial.bytes]
      ) { row in
        guard let state: AttemptState = try row.value(3) else { return nil }
        return AttemptRow(
          attempt: Attempt(row[0]), worker: WorkerID(row[1]), host: row[2], state: state,
          failure: try row.value(4), failureText: row[5], isFinal: row[6], started: row.date(7),
          ended: row.date(8))
      }
    }
  }

  /// What a trial's attempts wrote last, as far as they have ended with a report; the first attempt first.
  package func logs(of trial: TrialID) throws -> [AttemptLog] {
    try read { database in
      try database.all(
        """
        SELECT attempt, text FROM logs WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY attempt
        """, [trial.bytes]
      ) { AttemptLog(attempt: Attempt($0[0]), text: $0[1]) }
    }
  }

  /// Trials of one sweep that another one does not ask for, by position.
  package func trials(of sweep: SweepID, missingIn other: Set<TrialID>) throws -> [TrialID] {
    try read { try Self.trialIDs(of: Self.sweep(sweep, $0), $0).filter { !other.contains($0) } }
  }

  /// Trials of a sweep by position, those that fulfil a condition in SQL.
  static func trialIDs(
    of sweep: StoredSweep, _ database: Database, where condition: String = "true"
  ) throws -> [TrialID] {
    try database.all(
      """
      SELECT trials.id FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
      LEFT JOIN results ON results.trial = sweep_trials.trial
      WHERE sweep = ? AND \(condition) ORDER BY position
      """, [sweep.number]
    ) { try $0.identifier(0) }
  }

  /// The sweeps that ask for a trial, the first submitted first.
  package func sweeps(with trial: TrialID) throws -> [SweepRow] {
    try read { database in
      try Self.sweeps(
        database,
        """
        WHERE number IN (SELECT sweep FROM sweep_trials
          WHERE trial = (SELECT trials.number FROM trials WHERE trials.id = ?)) ORDER BY number
        """, [trial.bytes]
      ).map(\.sweep)
    }
  }
}
