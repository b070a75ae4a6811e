internal import Foundation
internal import GRDB
package import SweepModel

/// A sweep with what it asks of each attempt.
package struct StoredSweep: Hashable, Sendable {
  /// Its place among all sweeps, the first submitted is 1.
  package var number: Int
  package var sweep: SweepRow
  /// How many times a failed attempt is followed by another one.
  package var retryMax: Int
  package var limits: AttemptLimits
  package var state: SweepState
  /// Higher comes first.
  package var priority: Int
  /// It asks for no more trials than it has.
  package var isOver: Bool
}

extension Store {
  /// All sweeps with what was decided about them, the first submitted first.
  package func storedSweeps() throws -> [StoredSweep] { try read { try Self.sweeps($0, "ORDER BY number") } }

  package func sweep(_ id: SweepID) throws -> StoredSweep {
    try read { try Self.sweep(id, $0) }
  }

  /// Active and paused sweeps that may grow or have a trial that waits or runs, the first submitted first.
  package func unfinishedSweeps() throws -> [StoredSweep] {
    try read { database in
      try Self.sweeps(
        database,
        """
        WHERE sweeps.state IN ('active', 'paused') AND (number IN (SELECT sweep FROM growing_sweeps) OR EXISTS (
          SELECT 1 FROM sweep_trials \(TrialSQL.last)
          WHERE sweep_trials.sweep = sweeps.number AND results.trial IS NULL
            AND attempts.is_final IS NOT 1))
        ORDER BY number
        """)
    }
  }

  /// How many of a sweep's trials are in each state that any is in; a walk over them, about a second for a million.
  package func counts(of id: SweepID) throws -> [TrialState: Int] {
    let counts: [(TrialState, Int)] = try read { database in
      try database.all(
        """
        SELECT \(TrialSQL.state) AS trial_state, count(*)
        FROM sweep_trials \(TrialSQL.last) WHERE sweep = ? GROUP BY trial_state
        """, [try Self.sweep(id, database).number]
      ) { row in try row.value(0).map { ($0, row[1]) } }
    }
    return Dictionary(uniqueKeysWithValues: counts)
  }

  /// The same of every sweep, by its number, in one walk.
  package func countsOfSweeps() throws -> [Int: [TrialState: Int]] {
    let counts: [(Int, TrialState, Int)] = try read { database in
      try database.all(
        """
        SELECT sweep, \(TrialSQL.state) AS trial_state, count(*)
        FROM sweep_trials \(TrialSQL.last) GROUP BY sweep, trial_state
        """, []
      ) { row in try row.value(1).map { (row[0], $0, row[2]) } }
    }
    return counts.reduce(into: [:]) { $0[$1.0, default: [:]][$1.1] = $1.2 }
  }

  /// Names of workers and the keys that they belong to.
  package func nameOwners() throws -> [WorkerID: String] {
    try read { database in
      // A store that its owner has not opened since has no such table.
      guard try database.tableExists("worker_keys") else { return [:] }
      let rows: [(WorkerID, String)] = try database.all(
        "SELECT name, key FROM worker_keys JOIN workers ON workers.number = worker", []
      ) { (WorkerID($0[0]), $0[1]) }
      return Dictionary(rows) { $1 }
    }
  }

  static func sweep(_ id: SweepID, _ database: Database) throws -> StoredSweep {
    guard let stored = try sweeps(database, "WHERE id = ?", [id.bytes]).first else {
      throw StoreError.unknownSweep(id)
    }
    return stored
  }

  static func sweeps(
    _ database: Database, _ rest: String, _ arguments: StatementArguments = []
  ) throws -> [StoredSweep] {
    try database.all(
      """
      SELECT id, name, file, trials, submitted_time, retry_max, time_limit_seconds, memory_limit_bytes,
        state, priority, number, number NOT IN (SELECT sweep FROM growing_sweeps),
        (SELECT text FROM manners WHERE sweep = sweeps.number)
      FROM sweeps \(rest)
      """, arguments
    ) { row in
      let seconds: Double? = row[6]
      guard let state: SweepState = try row.value(8) else { return nil }
      return StoredSweep(
        number: row[10],
        sweep: SweepRow(
          id: try row.identifier(0), name: row[1], file: row[2], trials: row[3],
          submitted: Date(microseconds: row[4])),
        retryMax: row[5],
        limits: AttemptLimits(
          time: seconds.map { .seconds($0) }, residentBytes: row[7],
          manner: try (row[12] as String?).map(Self.manner)),
        state: state, priority: row[9], isOver: row[11])
    }
  }
}

extension Store {
  private static func manner(_ text: String) throws -> CommandManner {
    guard let manner = CommandManner(text: text) else {
      throw RowError(column: 12, expected: "the manner of a program")
    }
    return manner
  }
}

extension [TrialState: Int] {
  /// Trials with an accepted result.
  package var done: Int { self[.finished, default: 0] + self[.diverged, default: 0] }
}
