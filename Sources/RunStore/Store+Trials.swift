internal import Foundation
internal import GRDB
package import SweepModel

extension Store {
  /// What a worker needs to run each trial, in the order asked for: its specification in canonical JSON, the bytes that
  /// were submitted, and the path of its data, empty when it reads no file.
  ///
  /// - Throws: `.unknownTrial`.
  package func specifications(
    of trials: some Sequence<TrialID>
  ) throws -> [(specification: [UInt8], dataPath: String)] {
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
          (row.bytes(0), String(decoding: row.bytes(1), as: UTF8.self))
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
        SELECT \(AttemptRow.columns) FROM attempts JOIN workers ON workers.number = attempts.worker
        WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY attempt
        """, [trial.bytes]
      ) { try AttemptRow($0, 0) }
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
}

extension AttemptRow {
  /// Of a query over `attempts` and `workers`.
  static let columns = """
    attempts.attempt, workers.name, workers.host, attempts.state, failure, failure_text, is_final, started_time,
      ended_time
    """

  /// A row in which `columns` start at a place; `nil` for one that is of no known state.
  init?(_ row: Row, _ first: Int) throws {
    guard let state: AttemptState = try row.value(first + 3) else { return nil }
    self.init(
      attempt: Attempt(row[first]), worker: WorkerID(row[first + 1]), host: row[first + 2], state: state,
      failure: try row.value(first + 4), failureText: row[first + 5], isFinal: row[first + 6],
      started: row.date(first + 7), ended: row.date(first + 8))
  }
}
