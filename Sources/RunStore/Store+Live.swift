package import Foundation
internal import GRDB
package import SweepModel

/// A trial that is out with a worker.
package typealias TrialOut = (trial: TrialID, attempt: AttemptRow, spec: Specification)

/// Queries of what watches a sweep: each bounded in what it answers, and a walk over the sweep's trials at most.
extension Store {
  /// A number that changes when another connection has committed something.
  package func changes() throws -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }

  /// When the last trials of a sweep were given out and when they ended, the latest first; those that it found finished
  /// are left out.
  package func recentEnds(of id: SweepID, limit: Int) throws -> [(started: Date, ended: Date)] {
    try read { database in
      try database.all(
        """
        SELECT started_time, ended_time FROM sweep_trials
        CROSS JOIN attempts ON attempts.trial = sweep_trials.trial
        WHERE sweep = ? AND reused = 0 AND started_time IS NOT NULL
          AND (attempts.state = 'accepted' OR is_final = 1)
        ORDER BY ended_time DESC LIMIT ?
        """, [try Self.sweep(id, database).number, limit]
      ) { row in
        guard let started = row.date(0), let ended = row.date(1) else { return nil }
        return (started, ended)
      }
    }
  }

  /// Trials of a sweep that are out, by worker and then as they were given out, at most `limit`.
  package func trialsOut(of id: SweepID, limit: Int) throws -> [TrialOut] {
    try read { database in
      try Self.trialsOut(
        database,
        """
        FROM sweep_trials CROSS JOIN attempts ON attempts.trial = sweep_trials.trial
        JOIN trials ON trials.number = sweep_trials.trial
        JOIN workers ON workers.number = attempts.worker
        WHERE sweep = ? AND attempts.state = 'leased'
        ORDER BY workers.name, started_time, position LIMIT ?
        """, [try Self.sweep(id, database).number, limit])
    }
  }

  /// Those of the trials that are out, in no order.
  package func trialsOut(among trials: [TrialID]) throws -> [TrialOut] {
    try read { database in
      try trials.flatMap { trial in
        try Self.trialsOut(
          database,
          """
          FROM trials JOIN attempts ON attempts.trial = trials.number
          JOIN workers ON workers.number = attempts.worker
          WHERE trials.id = ? AND attempts.state = 'leased'
          """, [trial.bytes])
      }
    }
  }

  private static func trialsOut(
    _ database: Database, _ rest: String, _ arguments: StatementArguments
  ) throws -> [TrialOut] {
    let statement = try database.cachedStatement(sql: "SELECT trials.id, spec, \(AttemptRow.columns) \(rest)")
    return try Row.fetchAll(statement, arguments: arguments).compactMap { row in
      let spec = try specification(row[1], column: 1)
      return try AttemptRow(row, 2).map { (try row.identifier(0), $0, spec) }
    }
  }

  /// Attempts of a sweep that failed, the latest first, at most `limit`.
  package func recentFailures(of id: SweepID, limit: Int) throws -> [(trial: TrialID, attempt: AttemptRow)] {
    try read { database in
      try database.all(
        """
        SELECT trials.id, \(AttemptRow.columns)
        FROM sweep_trials CROSS JOIN attempts ON attempts.trial = sweep_trials.trial
        JOIN trials ON trials.number = sweep_trials.trial
        JOIN workers ON workers.number = attempts.worker
        WHERE sweep = ? AND attempts.state = 'failed'
        ORDER BY ended_time DESC, position LIMIT ?
        """, [try Self.sweep(id, database).number, limit]
      ) { row in try AttemptRow(row, 1).map { (try row.identifier(0), $0) } }
    }
  }

  /// A page of a sweep's trials, by position, without their layers and curves.
  package func trials(of id: SweepID, in state: TrialState?, from first: Int, limit: Int) throws -> [TrialRow]
  {
    try read { database in
      try trials(
        of: Self.sweep(id, database).number, database,
        where: state.map { "AND \(TrialSQL.state) = '\($0.rawValue)'" } ?? "",
        limit: "LIMIT \(limit) OFFSET \(first)")
    }
  }
}
