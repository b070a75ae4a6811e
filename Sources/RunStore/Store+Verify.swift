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
      let stored = try Self.sweep(id, database)
      let count = "SELECT count(*) FROM sweep_trials"
      let range = "sweep = ? AND position BETWEEN 0 AND ? - 1"
      return Verification(
        planned: stored.sweep.trials, isOver: stored.isOver,
        stored: try Int.fetchOne(
          database, sql: "\(count) WHERE \(range)", arguments: [stored.number, stored.sweep.trials]) ?? 0,
        accepted: try Int.fetchOne(
          database, sql: "\(count) JOIN results USING (trial) WHERE sweep = ?", arguments: [stored.number])
          ?? 0,
        missing: try Self.trialIDs(of: stored, database, where: "results.trial IS NULL"),
        contradicted: try Self.trialIDs(
          of: stored, database,
          where: """
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
