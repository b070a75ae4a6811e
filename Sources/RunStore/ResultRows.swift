internal import GRDB
internal import SweepModel

/// Carries a trial's accepted numbers into `results` and the tables that refer to it.
struct ResultRows {
  /// A table's statement, and how a value is bound to it.
  private struct Insertion<Value> {
    let codec: RowCodec<Value>
    let statement: RowStatement

    init(_ codec: RowCodec<Value>, _ database: Database) throws {
      (self.codec, statement) = (codec, try codec.insertion(database))
    }

    func write(_ values: [Value], of trial: Int64) throws {
      for value in values {
        statement.bind(1, trial)
        codec.bind(value, statement, 2)
        try statement.run()
      }
    }
  }

  private let results: RowCodec<TrialResult>
  private let insertResult: RowStatement
  private let layers: Insertion<LayerMeasure>
  private let curves: Insertion<CurvePoint>
  private let spectra: Insertion<LayerSpectra>
  private let named: Insertion<NamedValue>

  init(_ database: Database, _ store: Store) throws {
    results = store.results
    insertResult = try results.insertion(database, after: ["trial", "attempt"])
    layers = try Insertion(store.layers, database)
    curves = try Insertion(.curves, database)
    spectra = try Insertion(.spectra, database)
    named = try Insertion(.metrics, database)
  }

  func write(_ result: TrialResult, of trial: Int64, _ attempt: Attempt) throws {
    insertResult.bind(1, trial)
    insertResult.bind(2, attempt.number)
    results.bind(result, insertResult, 3)
    try insertResult.run()
    try layers.write(result.layers, of: trial)
    try curves.write(result.curve, of: trial)
    try spectra.write(result.spectra, of: trial)
    try named.write(result.named, of: trial)
  }
}
