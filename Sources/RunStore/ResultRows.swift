internal import GRDB
internal import SweepModel

/// Carries a trial's accepted numbers into `results`, `layers`, `curves` and `spectra`. An absent figure becomes NULL.
struct ResultWriter {
  private let trialFigures: [TrialFigure]
  private let layerFigures: [LayerFigure]
  private let insertResult: RowStatement
  private let insertLayer: RowStatement
  private let insertPoint: RowStatement
  private let insertSpectra: RowStatement

  init(_ database: Database, _ trialFigures: [TrialFigure], _ layerFigures: [LayerFigure]) throws {
    self.trialFigures = trialFigures
    self.layerFigures = layerFigures
    func insertion(_ table: String, _ columns: [String]) throws -> RowStatement {
      let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
      return try RowStatement(
        "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))", database)
    }
    insertResult = try insertion(
      "results",
      [
        "trial", "attempt", "diverged_epoch", "core_type", "processor", "libraries", "version", "host",
        "train_seconds", "measure_seconds",
      ] + trialFigures.map(\.rawValue))
    insertLayer = try insertion("layers", ["trial", "epoch", "layer"] + layerFigures.map(\.rawValue))
    insertPoint = try insertion("curves", ["trial", "epoch", "train_loss", "test_loss"])
    insertSpectra = try insertion("spectra", ["trial", "epoch", "layer", "features", "weights"])
  }

  func write(_ result: TrialResult, of trial: Int64, _ attempt: Attempt) throws {
    let provenance = result.provenance
    insertResult.bind(1, trial)
    insertResult.bind(2, attempt.number)
    insertResult.bind(3, result.divergedEpoch)
    insertResult.bind(4, provenance.coreType)
    insertResult.bind(5, provenance.processor)
    insertResult.bind(6, provenance.libraries)
    insertResult.bind(7, provenance.version)
    insertResult.bind(8, provenance.host)
    insertResult.bind(9, provenance.trainSeconds)
    insertResult.bind(10, provenance.measureSeconds)
    bind(result.figures, trialFigures, to: insertResult, from: 11)
    try insertResult.run()
    try write(result.layers, of: trial)
    try write(result.curve, of: trial)
    try write(result.spectra, of: trial)
  }

  private func write(_ layers: [LayerMeasure], of trial: Int64) throws {
    for measure in layers {
      insertLayer.bind(1, trial)
      insertLayer.bind(2, measure.epoch)
      insertLayer.bind(3, measure.layer)
      bind(measure.figures, layerFigures, to: insertLayer, from: 4)
      try insertLayer.run()
    }
  }

  private func write(_ curve: [CurvePoint], of trial: Int64) throws {
    for point in curve {
      insertPoint.bind(1, trial)
      insertPoint.bind(2, point.epoch)
      insertPoint.bind(3, point.trainLoss)
      insertPoint.bind(4, point.testLoss)
      try insertPoint.run()
    }
  }

  private func write(_ all: [LayerSpectra], of trial: Int64) throws {
    for spectra in all {
      insertSpectra.bind(1, trial)
      insertSpectra.bind(2, spectra.epoch)
      insertSpectra.bind(3, spectra.layer)
      insertSpectra.bind(4, spectra.features.isEmpty ? nil : LayerSpectra.bytes(of: spectra.features))
      insertSpectra.bind(5, spectra.weights.isEmpty ? nil : LayerSpectra.bytes(of: spectra.weights))
      try insertSpectra.run()
    }
  }

  private func bind<Figure: Hashable>(
    _ values: [Figure: Double], _ figures: [Figure], to statement: RowStatement, from first: Int
  ) {
    for (place, figure) in figures.enumerated() {
      statement.bind(first + place, values.isEmpty ? nil : values[figure])
    }
  }
}
