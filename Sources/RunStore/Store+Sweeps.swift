internal import Foundation
internal import GRDB
package import SweepModel

/// A sweep with what it asks of each attempt.
package struct StoredSweep: Hashable, Sendable {
  /// Its place among all sweeps, the first submitted is 1.
  package var number: Int
  package var sweep: SweepRow
  package var limits: SweepLimits
  package var state: SweepState
  /// Higher comes first.
  package var priority: Int
  /// It asks for no more trials than it has.
  package var isOver: Bool
}

/// How many of a sweep's trials stand how.
package struct SweepCounts: Hashable, Sendable {
  package var waiting = 0
  package var running = 0
  package var finished = 0
  package var diverged = 0
  package var failed = 0
  /// Of the finished and diverged: found in the store when the sweep was submitted.
  package var reused = 0

  package init(
    waiting: Int = 0, running: Int = 0, finished: Int = 0, diverged: Int = 0, failed: Int = 0, reused: Int = 0
  ) {
    self.waiting = waiting
    self.running = running
    self.finished = finished
    self.diverged = diverged
    self.failed = failed
    self.reused = reused
  }

  package var trials: Int { waiting + running + finished + diverged + failed }
  /// Trials with an accepted result.
  package var done: Int { finished + diverged }
}

extension Store {
  /// All sweeps, the first submitted first.
  package func sweeps() throws -> [SweepRow] {
    try read { try Self.sweeps($0, "ORDER BY number").map(\.sweep) }
  }

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

  /// Counts the trials of a sweep by state; a walk over its trials, about a second for a million.
  package func counts(of id: SweepID) throws -> SweepCounts {
    try read { database in
      let number = try Self.sweep(id, database).number
      var counts = SweepCounts()
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT \(TrialSQL.state) AS trial_state, count(*), sum(reused)
          FROM sweep_trials \(TrialSQL.last) WHERE sweep = ? GROUP BY trial_state
          """, arguments: [number])
      while let row = try rows.next() {
        let state: TrialState? = try row.value(0)
        switch state {
        case .waiting: counts.waiting = row[1]
        case .running: counts.running = row[1]
        case .finished: counts.finished = row[1]
        case .diverged: counts.diverged = row[1]
        case .failed: counts.failed = row[1]
        case nil: break
        }
        counts.reused += row[2]
      }
      return counts
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
        state, priority, number, number NOT IN (SELECT sweep FROM growing_sweeps)
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
        limits: SweepLimits(retryMax: row[5], time: seconds.map { .seconds($0) }, memoryBytes: row[7]),
        state: state, priority: row[9], isOver: row[11])
    }
  }
}
