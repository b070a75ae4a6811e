internal import GRDB
internal import SweepModel

/// Carries a trial's accepted numbers into `results` and the tables that refer to it.
struct ResultRows {
  /// A table's statement, and how a value is bound to it.
  private struct Insertion<Value: Sendable> {
    let columns: [RowColumn<Value>]
    let statement: RowStatement

    /// - `first`: columns of numbers before those of a value.
    init(_ codec: RowCodec<Value>, after first: [String] = ["trial"], _ database: Database) throws {
      columns = codec.columns
      let names = first + columns.map(\.name)
      let places = Array(repeating: "?", count: names.count).joined(separator: ", ")
      statement = try RowStatement(
        "INSERT INTO \(codec.table) (\(names.joined(separator: ", "))) VALUES (\(places))", database)
    }

    func write(_ values: [Value], after numbers: Int64...) throws {
      for (place, number) in numbers.enumerated() { statement.bind(1 + place, number) }
      for value in values {
        for (place, column) in columns.enumerated() {
          column.bind(value, statement, 1 + numbers.count + place)
        }
        try statement.run()
      }
    }
  }

  private let results: Insertion<TrialResult>
  private let layers: Insertion<LayerMeasure>
  private let curves: Insertion<CurvePoint>
  private let spectra: Insertion<LayerSpectra>
  private let named: Insertion<NamedValue>

  init(_ database: Database, _ store: Store) throws {
    results = try Insertion(store.results, after: ["trial", "attempt"], database)
    layers = try Insertion(store.layers, database)
    curves = try Insertion(.curves, database)
    spectra = try Insertion(.spectra, database)
    named = try Insertion(.metrics, database)
  }

  func write(_ result: TrialResult, of trial: Int64, _ attempt: Attempt) throws {
    try results.write([result], after: trial, Int64(attempt.number))
    try layers.write(result.layers, after: trial)
    try curves.write(result.curve, after: trial)
    try spectra.write(result.spectra, after: trial)
    try named.write(result.named, after: trial)
  }
}
