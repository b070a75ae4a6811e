internal import Collapse
internal import LinearAlgebra
package import SweepModel
internal import Training

/// A trial of a deep recursive feature machine: each layer's samples, what projection and random map make of them, and
/// the projection itself.
package final class DeepRFMProgram: TrialProgram {
  private let spec: TrialSpec
  private let machine: Provenance
  private let samples: Matrix<Double>
  private let labels: ClassLabels
  /// Labels coded as -1 and 1, N x K.
  private let coded: Matrix<Float>

  package init(_ setup: TrialSetup) throws {
    let data = try setup.data(labelled: true)
    let (rows, classes) = (data.train.labels, data.outputs)
    (spec, machine, samples) = (setup.spec, setup.machine, Matrix(data.train.inputs))
    labels = try ClassLabels(rows, classCount: classes)
    coded = LabelCoding.plusMinus.targets(rows, classes: classes)
  }

  /// `moved` is called several times a layer.
  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    let clock = ContinuousClock()
    var (fitting, measuring) = (Duration.zero, Duration.zero)
    let targets = try coded.withView { try Targets($0, knownRank: coded.columns - 1) }
    let meter = Meter(targets, spec.metrics, classes: labels)
    var features = DeepRFM(samples, targets: Matrix(coded), settings, seed: spec.seed)
    var result = TrialResult(figures: targets.figures, provenance: machine)
    var layers: [MeasuredLayer] = []
    for _ in 0..<spec.depth {
      let start = clock.now
      let layer = try next(&features, moved)
      let fitted = clock.now
      layers.append(try measured(layer, meter, moved))
      result.figures[.trainLoss] = layer.trainError
      fitting += fitted - start
      measuring += clock.now - fitted
    }
    (result.layers, result.spectra) = (layers.map(\.measure), layers.spectra)
    result.curve = [
      CurvePoint(epoch: spec.epochs, trainLoss: result.figures[.trainLoss], testLoss: nil)
    ]
    result.provenance = machine.after(train: fitting, measure: measuring)
    return result
  }

  private var settings: DeepRFM.Settings {
    let map: DeepRFM.FeatureMap =
      switch spec.featureMap {
      case .relu: .relu
      case .cosine: .cosine(scale: spec.frequencyScale ?? 0.05)
      }
    var settings = DeepRFM.Settings(width: spec.width, map: map)
    settings.bandwidth = spec.kernelBandwidth
    settings.ridge = spec.ridge
    settings.projects = spec.projection == .agop
    return settings
  }

  private func next(_ features: inout DeepRFM, _ moved: () throws -> Void) throws -> DeepRFM.Layer {
    do { return try features.next(progress: moved) } catch LinearAlgebraError.failed(
      routine: "dposv", info: _, order: _)
    {
      throw TrialFailure(
        "The kernel matrix with ridge \(spec.ridge) is not positive definite, as with equal samples. "
          + "Raise 'ridge'.")
    }
  }

  private func measured(
    _ layer: DeepRFM.Layer, _ meter: Meter, _ moved: () throws -> Void
  ) throws -> MeasuredLayer {
    // The control has no projection, so that there is none to measure.
    let map =
      settings.projects ? layer.root : Matrix(rows: 0, columns: layer.features.columns, entries: [])
    let found = try layer.features.withView { features in
      try map.withView { weights in
        var metered = MeteredLayer(LayerArrays(number: layer.number, features: features, weights: weights))
        metered.stages = (right: layer.projected, left: layer.mapped)
        if settings.projects {
          metered.agop = { moved in
            try moved()
            return layer.agop
          }
        }
        // The projection is none of a classifier's, and the AGOP's own root.
        metered.undefined = [.nc3, .agopCorrelation]
        return try meter.measured(metered, epoch: spec.epochs, progress: moved)
      }
    }
    try moved()
    return found
  }
}
