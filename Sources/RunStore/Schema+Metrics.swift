internal import GRDB
internal import SweepModel

/// What an owner adds to any store that lacks it: an older build goes on with a store that has more than it knows of.
extension Schema {
  /// The greatest finite double, as SQL. SQLite itself turns NaN into NULL, so this bound leaves finite numbers.
  static let greatest = "1.7976931348623157e308"

  /// The column of `layers` for what a program calls a layer.
  static let layerName = "name"

  /// A column for each metric, of `results` or of `layers`, and a table for what programs name themselves and one for how they are run.
  static func addMissingMetrics(_ database: Database) throws {
    for (metrics, table) in [(Metric.ofTrials, "results"), (Metric.ofLayers, "layers")] {
      let present = Set(try columns(of: table, database))
      try add(metrics.map(\.name).filter { !present.contains($0) }, to: table, database)
    }
    if try !columns(of: "layers", database).contains(layerName) {
      try database.execute(
        sql:
          "ALTER TABLE layers ADD COLUMN \(layerName) TEXT CONSTRAINT layer_name_is_told CHECK (\(layerName) <> '')"
      )
    }
    try database.execute(sql: named + manners + names)
  }

  /// Whose a worker's name is, where workers come with keys.
  private static let names = """
    CREATE TABLE IF NOT EXISTS worker_keys (
      worker INTEGER PRIMARY KEY REFERENCES workers (number),
      key TEXT NOT NULL CONSTRAINT key_has_64_digits CHECK (length(key) = 64)
    ) STRICT;
    """

  static func add(_ metrics: [String], to table: String, _ database: Database) throws {
    for name in metrics {
      try database.execute(
        sql: """
          ALTER TABLE \(table) ADD COLUMN \(name) REAL
          CONSTRAINT \(name)_is_finite CHECK (abs(\(name)) <= \(greatest))
          """)
    }
  }

  /// Layer 0 is the whole trial.
  private static let named = """
    CREATE TABLE IF NOT EXISTS metrics (
      trial INTEGER NOT NULL REFERENCES results (trial),
      epoch INTEGER NOT NULL CONSTRAINT metric_epoch_not_negative CHECK (epoch >= 0),
      layer INTEGER NOT NULL CONSTRAINT metric_layer_not_negative CHECK (layer >= 0),
      name TEXT NOT NULL CONSTRAINT metric_has_a_name CHECK (name <> ''),
      value REAL NOT NULL CONSTRAINT metric_is_finite CHECK (abs(value) <= \(greatest)),
      PRIMARY KEY (trial, epoch, layer, name)
    ) STRICT, WITHOUT ROWID;
    """

  /// How a sweep's programs are run, where it has some.
  private static let manners = """
    CREATE TABLE IF NOT EXISTS manners (
      sweep INTEGER PRIMARY KEY REFERENCES sweeps (number),
      text TEXT NOT NULL CONSTRAINT manner_is_told CHECK (text <> '')
    ) STRICT;
    """

  /// Those of `metrics` that have a column.
  static func present(_ metrics: [Metric], in table: String, _ database: Database) throws -> [Metric] {
    let present = Set(try columns(of: table, database))
    return metrics.filter { present.contains($0.name) }
  }

  /// The raw values as a list of SQL texts.
  static func list<Value: CaseIterable & RawRepresentable<String>>(_ values: Value.Type) -> String {
    values.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
  }

  static func columns(of table: String, _ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
  }
}
