internal import GRDB
package import SweepModel

/// Whether every planned trial of a sweep has exactly one accepted result, and what speaks against it.
package struct Verification: Hashable, Sendable {
  /// Trials that the sweep was submitted with.
  package var planned: Int
  /// It asks for no more.
  package var isOver: Bool
  /// Of those, how many are stored with it, each at its own position from 0.
  package var stored: Int
  /// Of those, how many have an accepted result.
  package var accepted: Int
  /// Trials without an accepted result, by position.
  package var missing: [TrialID]
  /// Trials whose accepted attempts are not exactly the one that their result names, by position.
  package var contradicted: [TrialID]
  /// What SQLite found wrong with the file and its references; empty for a sound one.
  package var damage: [String]

  package var isProven: Bool {
    isOver && planned == stored && planned == accepted && missing.isEmpty && contradicted.isEmpty
      && damage.isEmpty
  }
}

extension Store {
  /// Reads the whole file and counts anew; nothing that the code keeps in memory is trusted.
  package func verify(_ id: SweepID) throws -> Verification {
    try read { database in
      let (sweep, stored) = try Self.sweep(id, database)
      func trials(_ condition: String) throws -> [TrialID] {
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT trials.id FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
            LEFT JOIN results ON results.trial = sweep_trials.trial
            WHERE sweep = ? AND \(condition) ORDER BY position
            """, arguments: [sweep])
        var found: [TrialID] = []
        while let row = try rows.next() { found.append(try row.identifier(0)) }
        return found
      }
      let count = "SELECT count(*) FROM sweep_trials"
      let range = "sweep = ? AND position BETWEEN 0 AND ? - 1"
      return Verification(
        planned: stored.sweep.trials, isOver: stored.isOver,
        stored: try Int.fetchOne(
          database, sql: "\(count) WHERE \(range)", arguments: [sweep, stored.sweep.trials]) ?? 0,
        accepted: try Int.fetchOne(
          database, sql: "\(count) JOIN results USING (trial) WHERE sweep = ?", arguments: [sweep]) ?? 0,
        missing: try trials("results.trial IS NULL"),
        contradicted: try trials(
          """
          (SELECT group_concat(attempt) FROM attempts
            WHERE attempts.trial = sweep_trials.trial AND state = 'accepted')
          IS NOT CAST(results.attempt AS TEXT)
          """),
        damage: try Self.damage(database))
    }
  }

  private static func damage(_ database: Database) throws -> [String] {
    let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
    let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(10).map { row in
      "a row of '\(row[0] as String)' refers to no row of '\(row[2] as String)'"
    }
    return pages + references
  }
}
