package import Foundation
internal import GRDB
package import SweepModel

/// When a trial's last attempt was given out and when it ended.
package struct AttemptSpan: Hashable, Sendable {
  package var started: Date
  package var ended: Date
}

/// A trial that is out with a worker.
package struct TrialOut: Hashable, Sendable {
  package var trial: TrialID
  package var attempt: Attempt
  package var worker: WorkerID
  package var host: String
  package var since: Date?
  package var spec: Specification
}

/// An attempt that failed.
package struct FailedAttempt: Hashable, Sendable {
  package var trial: TrialID
  package var attempt: Attempt
  package var worker: WorkerID
  package var failure: FailureClass
  package var text: String
  /// The trial was given up with it.
  package var isFinal: Bool
  package var ended: Date
}

/// Queries of what watches a sweep: each bounded in what it answers, and a walk over the sweep's trials at most.
extension Store {
  /// A number that changes when another connection has committed something.
  package func changes() throws -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }

  /// The last trials of a sweep that ended, the latest first; those that it found finished are left out.
  package func recentEnds(of id: SweepID, limit: Int) throws -> [AttemptSpan] {
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
        return AttemptSpan(started: started, ended: ended)
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

  private static func trialsOut(_ database: Database, _ rest: String, _ arguments: StatementArguments) throws
    -> [TrialOut]
  {
    let statement = try database.cachedStatement(
      sql: "SELECT trials.id, attempts.attempt, workers.name, host, started_time, spec \(rest)")
    return try Row.fetchAll(statement, arguments: arguments).map { row in
      TrialOut(
        trial: try row.identifier(0), attempt: Attempt(row[1]), worker: WorkerID(row[2]), host: row[3],
        since: row.date(4), spec: try specification(row[5], column: 5))
    }
  }

  /// Attempts of a sweep that failed, the latest first, at most `limit`.
  package func recentFailures(of id: SweepID, limit: Int) throws -> [FailedAttempt] {
    try read { database in
      try database.all(
        """
        SELECT trials.id, attempts.attempt, workers.name, failure, failure_text, is_final, ended_time
        FROM sweep_trials CROSS JOIN attempts ON attempts.trial = sweep_trials.trial
        JOIN trials ON trials.number = sweep_trials.trial
        JOIN workers ON workers.number = attempts.worker
        WHERE sweep = ? AND attempts.state = 'failed'
        ORDER BY ended_time DESC, position LIMIT ?
        """, [try Self.sweep(id, database).number, limit]
      ) { row in
        guard let failure: FailureClass = try row.value(3), let ended = row.date(6) else { return nil }
        return FailedAttempt(
          trial: try row.identifier(0), attempt: Attempt(row[1]), worker: WorkerID(row[2]),
          failure: failure, text: row[4], isFinal: row[5], ended: ended)
      }
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
