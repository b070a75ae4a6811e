internal import Collapse
internal import LinearAlgebra
internal import SweepModel
internal import Training

/// A trial of a deep recursive feature machine: each layer's samples, what projection and random map make of them, and
/// the projection itself.
struct DeepRFMTrial {
  private let spec: TrialSpec
  private let samples: Matrix<Double>
  private let labels: ClassLabels
  /// Labels coded as -1 and 1, N x K.
  private let coded: Matrix<Float>

  init(_ spec: TrialSpec, _ data: TrainingData) throws {
    let (rows, classes) = (data.train.labels, data.outputs)
    (self.spec, samples) = (spec, Matrix(data.train.inputs))
    labels = try ClassLabels(rows, classCount: classes)
    coded = LabelCoding.plusMinus.targets(rows, classes: classes)
  }

  /// `progress` is called several times a layer, and what it throws is thrown at once.
  func result(progress: () throws -> Void) throws -> TrialResult {
    let clock = ContinuousClock()
    var (fitting, measuring) = (Duration.zero, Duration.zero)
    let targets = try coded.withView { try Targets($0, knownRank: coded.columns - 1) }
    var machine = DeepRFM(samples, targets: Matrix(coded), settings, seed: spec.seed)
    var result = TrialResult(figures: targets.figures, provenance: TrialRunner.provenance())
    var layers: [MeasuredLayer] = []
    for _ in 0..<spec.depth {
      let start = clock.now
      let layer = try next(&machine, progress)
      let fitted = clock.now
      layers.append(try measured(layer, targets, progress))
      result.figures[.trainLoss] = layer.trainError
      fitting += fitted - start
      measuring += clock.now - fitted
    }
    (result.layers, result.spectra) = (layers.map(\.measure), layers.spectra)
    result.curve = [
      CurvePoint(epoch: spec.epochs, trainLoss: result.figures[.trainLoss], testLoss: nil)
    ]
    result.provenance = TrialRunner.provenance(train: fitting, measure: measuring)
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

  private func next(_ machine: inout DeepRFM, _ progress: () throws -> Void) throws -> DeepRFM.Layer {
    do { return try machine.next(progress: progress) } catch LinearAlgebraError.failed(
      routine: "dposv", info: _, order: _)
    {
      throw TrialRunner.Failure(
        description:
          "The kernel matrix with ridge \(spec.ridge) is not positive definite, as with equal samples. "
          + "Raise 'ridge'.")
    }
  }

  private func measured(
    _ layer: DeepRFM.Layer, _ targets: Targets, _ progress: () throws -> Void
  ) throws -> MeasuredLayer {
    let groups = Set(spec.metrics)
    var figures: [LayerFigure: Double] = [:]
    var spectra = LayerSpectra(epoch: spec.epochs, layer: layer.number, features: [], weights: [])
    // The control has no projection, so that there is none to measure.
    let map = settings.projects ? layer.root : Matrix(rows: 0, columns: layer.features.columns, entries: [])
    try measure(layer.features, map, layer.number) { arrays in
      (figures, spectra.features, spectra.weights) = try arrays.measures(against: targets, groups: groups)
      try progress()
      guard groups.contains(.agop), settings.projects else { return }
      let agop = try layer.agop.withView { try arrays.agopFigures($0) }
      figures[.agopParticipationRatio] = agop[.agopParticipationRatio]
    }
    try progress()
    if groups.contains(.classes) { figures.merge(try classFigures(layer.features, layer.number)) { $1 } }
    if groups.contains(.singular) {
      try progress()
      figures[.nc1Right] = try classFigures(layer.projected, layer.number)[.nc1]
      try progress()
      figures[.nc1Left] = try classFigures(layer.mapped, layer.number)[.nc1]
    }
    try progress()
    return MeasuredLayer(
      measure: LayerMeasure(epoch: spec.epochs, layer: layer.number, figures: figures), spectra: spectra)
  }

  /// A map is none of a classifier's, so features come without.
  private func classFigures(_ features: Matrix<Double>, _ number: Int) throws -> [LayerFigure: Double] {
    let none = Matrix<Double>(rows: 0, columns: features.columns, entries: [])
    var figures: [LayerFigure: Double] = [:]
    try measure(features, none, number) { figures = try $0.classFigures(labels) }
    return figures
  }

  private func measure(
    _ features: Matrix<Double>, _ weights: Matrix<Double>, _ number: Int,
    _ body: (LayerArrays) throws -> Void
  ) throws {
    try features.withView { features in
      try weights.withView { weights in
        try body(LayerArrays(number: number, features: features, weights: weights))
      }
    }
  }
}
