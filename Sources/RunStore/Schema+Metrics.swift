internal import GRDB
internal import SweepModel

extension Schema {
  /// The greatest finite double, as SQL. SQLite itself turns NaN into NULL, so this bound leaves finite numbers.
  static let greatest = "1.7976931348623157e308"

  /// Gives each `TrialFigure` a column of `results` and each `LayerFigure` one of `layers`, where it has none yet.
  static func addMissingFigures(_ database: Database) throws {
    try addMissing(TrialFigure.self, to: "results", database)
    try addMissing(LayerFigure.self, to: "layers", database)
  }

  /// Adds a REAL column that takes only finite numbers for each case whose raw value names none.
  static func addMissing<Figure: CaseIterable & RawRepresentable<String>>(
    _ figures: Figure.Type, to table: String, _ database: Database
  ) throws {
    let present = Set(try columns(of: table, database))
    for name in figures.allCases.map(\.rawValue) where !present.contains(name) {
      try database.execute(
        sql: """
          ALTER TABLE \(table) ADD COLUMN \(name) REAL
          CONSTRAINT \(name)_is_finite CHECK (abs(\(name)) <= \(greatest))
          """)
    }
  }

  /// The cases that have a column, in the enumeration's order.
  static func presentFigures<Figure: CaseIterable & RawRepresentable<String>>(
    in table: String, _ figures: Figure.Type, _ database: Database
  ) throws -> [Figure] {
    let present = Set(try columns(of: table, database))
    return figures.allCases.filter { present.contains($0.rawValue) }
  }

  /// The raw values as a list of SQL texts.
  static func list<Value: CaseIterable & RawRepresentable<String>>(_ values: Value.Type) -> String {
    values.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
  }

  private static func columns(of table: String, _ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
  }
}
