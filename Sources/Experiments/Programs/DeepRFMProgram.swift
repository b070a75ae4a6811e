internal import Collapse
internal import Datasets
internal import LinearAlgebra
internal import Surrogates
package import SweepModel
internal import Training

/// A trial of a deep recursive feature machine: each layer's samples, what projection and random map make of them, and
/// the projection itself.
package final class DeepRFMProgram: TrialProgram {
  /// It has layers and no epochs: its end counts as the first one.
  private static let epoch = 1

  private let spec: Specification
  private let machine: Provenance
  private let samples: Matrix<Double>
  private let labels: ClassLabels
  /// Labels coded as -1 and 1, N x K.
  private let coded: Matrix<Float>

  package init(_ setup: TrialSetup) throws {
    let data = try setup.data()
    let (rows, classes) = (data.train.labels, data.outputs)
    (spec, machine, samples) = (setup.spec, setup.machine, Matrix(data.train.inputs))
    labels = try ClassLabels(rows, classCount: classes)
    coded = LabelCoding.plusMinus.targets(rows, classes: classes)
  }

  /// `moved` is called several times a layer.
  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    var (fitting, measuring) = (Duration.zero, Duration.zero)
    let targets = try coded.withView { try Targets($0, knownRank: coded.columns - 1) }
    var meter = Meter(targets, try spec.required(.metrics), classes: labels)
    meter.window = TheilerWindow(spec)
    let settings = try DeepRFM.Settings(spec)
    var features = DeepRFM(samples, targets: Matrix(coded), settings, seed: spec.seed)
    var result = TrialResult(metrics: targets.metrics, provenance: machine)
    var layers: [MeasuredLayer] = []
    for _ in 0..<(try spec.required(.depth)) {
      let start = CoreTime.now
      let layer = try next(&features, moved)
      let fitted = CoreTime.now
      layers.append(try measured(layer, settings.projects, meter, moved))
      result.metrics[.trainLoss] = layer.trainError
      fitting += fitted - start
      measuring += CoreTime.now - fitted
    }
    (result.layers, result.spectra) = (layers.map(\.measure), layers.spectra)
    result.curve = [CurvePoint(epoch: Self.epoch, trainLoss: result.metrics[.trainLoss], testLoss: nil)]
    result.provenance = machine.after(train: fitting, measure: measuring)
    return result
  }

  private func next(_ features: inout DeepRFM, _ moved: () throws -> Void) throws -> DeepRFM.Layer {
    do { return try features.next(progress: moved) } catch LinearAlgebraError.failed(
      routine: "dposv", info: _, order: _)
    {
      throw TrialFailure(
        "The kernel matrix with ridge \(try spec.required(.ridge)) is not positive definite, as with equal samples. "
          + "Raise 'ridge'.")
    }
  }

  private func measured(
    _ layer: DeepRFM.Layer, _ projects: Bool, _ meter: Meter, _ moved: () throws -> Void
  ) throws -> MeasuredLayer {
    // The control has no projection, so that there is none to measure.
    let map =
      projects ? layer.root : Matrix(rows: 0, columns: layer.features.columns, entries: [])
    let found = try layer.features.withView { features in
      try map.withView { weights in
        var metered = MeteredLayer(LayerArrays(number: layer.number, features: features, weights: weights))
        metered.stages = (right: layer.projected, left: layer.mapped)
        if projects {
          metered.agop = { moved in
            try moved()
            return layer.agop
          }
        }
        // The projection is none of a classifier's, and the AGOP's own root.
        metered.undefined = [.nc3, .agopCorrelation]
        return try meter.measured(metered, epoch: Self.epoch, progress: moved)
      }
    }
    try moved()
    return found
  }
}

extension DeepRFM.Settings {
  fileprivate init(_ spec: Specification) throws(TrainingError) {
    self.init(width: try spec.required(.width), map: try spec.required(.featureMap))
    if let scale = spec[.frequencyScale] { frequencyScale = scale }
    bandwidth = try spec.required(.kernelBandwidth)
    ridge = try spec.required(.ridge)
    projects = try spec.required(.projection) == .agop
  }
}
