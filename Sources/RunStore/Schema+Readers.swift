internal import GRDB

/// What a reader of an older store sees in place of what that store lacks.
extension Schema {
  /// For each version what the next one added, as this connection's own views over it: empty tables, and columns with
  /// the values that the migration gives them.
  private static let additions: [Int: String] = [
    1: """
    CREATE TEMP VIEW sweeps AS SELECT *, 'active' AS state, 0 AS priority FROM main.sweeps;
    CREATE TEMP VIEW attempts AS SELECT *, 0 AS pardoned FROM main.attempts;
    """,
    2: """
    CREATE TEMP VIEW spectra AS
      SELECT 0 AS trial, 0 AS epoch, 1 AS layer, x'' AS features, x'' AS weights WHERE 0;
    CREATE TEMP VIEW logs AS SELECT 0 AS trial, 1 AS attempt, '' AS text WHERE 0;
    """,
    3: "CREATE TEMP VIEW growing_sweeps AS SELECT 0 AS sweep WHERE 0;",
    4: "CREATE TEMP VIEW layers AS SELECT *, 'train' AS rows FROM main.layers;",
  ]

  /// Changes nothing in the file: a copy on read-only media is read as well.
  static func showAsToday(_ database: Database, version found: Int) throws {
    for step in found..<version { try database.execute(sql: additions[step] ?? "") }
    let empty = [
      "metrics": "SELECT 0 AS trial, 0 AS epoch, 0 AS layer, '' AS name, 0.0 AS value WHERE 0",
      "manners": "SELECT 0 AS sweep, '' AS text WHERE 0",
    ]
    for (table, rows) in empty where try !database.tableExists(table) {
      try database.execute(sql: "CREATE TEMP VIEW \(table) AS \(rows)")
    }
  }
}
