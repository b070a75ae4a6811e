internal import Foundation
internal import GRDB
internal import SweepModel

/// Carries a trial's accepted numbers into `results`, `layers` and `curves`. An absent figure becomes NULL.
struct ResultWriter {
  private let database: Database
  private let trialFigures: [TrialFigure]
  private let layerFigures: [LayerFigure]
  private let insertResult: String
  private let insertLayer: String

  init(_ database: Database, _ trialFigures: [TrialFigure], _ layerFigures: [LayerFigure]) {
    self.database = database
    self.trialFigures = trialFigures
    self.layerFigures = layerFigures
    insertResult = Self.insertion(
      into: "results",
      [
        "trial", "attempt", "diverged_epoch", "core_type", "processor", "libraries", "version", "host",
        "train_seconds", "measure_seconds",
      ] + trialFigures.map(\.rawValue))
    insertLayer = Self.insertion(
      into: "layers", ["trial", "epoch", "layer"] + layerFigures.map(\.rawValue))
  }

  func write(_ result: TrialResult, of trial: Int64, _ attempt: Attempt) throws {
    let provenance = result.provenance
    var row: [(any DatabaseValueConvertible)?] = [
      trial, attempt.number, result.divergedEpoch, provenance.coreType, provenance.processor,
      provenance.libraries, provenance.version, provenance.host, provenance.trainSeconds,
      provenance.measureSeconds,
    ]
    for figure in trialFigures { row.append(result.figures[figure]) }
    try database.cachedStatement(sql: insertResult).execute(arguments: StatementArguments(row))
    try writeLayers(result.layers, of: trial)
    try writeCurve(result.curve, of: trial)
  }

  private func writeLayers(_ layers: [LayerMeasure], of trial: Int64) throws {
    guard !layers.isEmpty else { return }
    let insert = try database.cachedStatement(sql: insertLayer)
    for measure in layers {
      var row: [(any DatabaseValueConvertible)?] = [trial, measure.epoch, measure.layer]
      for figure in layerFigures { row.append(measure.figures[figure]) }
      try insert.execute(arguments: StatementArguments(row))
    }
  }

  private func writeCurve(_ curve: [CurvePoint], of trial: Int64) throws {
    guard !curve.isEmpty else { return }
    let insert = try database.cachedStatement(
      sql: "INSERT INTO curves (trial, epoch, train_loss, test_loss) VALUES (?, ?, ?, ?)")
    for point in curve {
      try insert.execute(arguments: [trial, point.epoch, point.trainLoss, point.testLoss])
    }
  }

  private static func insertion(into table: String, _ columns: [String]) -> String {
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))"
  }
}
