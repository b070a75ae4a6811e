internal import Collapse
internal import LinearAlgebra
internal import SweepModel

/// Everything that is measured of a network's arrays. A figure that is undefined is absent.
struct NetworkMeasures {
  struct Layer {
    let number: Int
    let inputs: Int
    let outputs: Int?
    let figures: [LayerFigure: Double]
  }

  let groups: Set<MetricGroup>
  let samples: Int
  let targetDimension: Int
  let knownRank: Int?
  /// K; `nil` without labels.
  let classes: Int?
  private(set) var layers: [Layer] = []
  private(set) var lastLayer: [LastLayerFigure: Double] = [:]
  let targetFigures: [TrialFigure: Double]
  let variance: Double?

  /// Measures a file layer by layer; no more than one layer's arrays are in memory at once.
  ///
  /// - Throws: `BadInput` for an entry that is not finite or a member that cannot be read.
  init(_ file: MeasuredFile, groups: Set<MetricGroup>, progress: (Int) -> Void) throws {
    do {
      let labels = file.hasLabels ? try file.labels() : nil
      let classes = try labels.map { try ClassLabels($0) }
      let targets = try Self.targets(file, labels, classes: classes?.classCount ?? 0)
      (self.groups, samples, self.classes) = (groups, file.samples, classes?.classCount)
      (targetDimension, knownRank, variance) = (targets.dimension, targets.knownRank, targets.variance)
      targetFigures = targets.figures
      let question = Question(
        targets: targets, groups: groups, classes: groups.contains(.nrc) ? classes : nil,
        predictions: classes == nil || !groups.contains(.nrc) ? nil : try Self.predictions(file))
      for layer in file.layers {
        progress(layer.number)
        try Self.withArrays(layer, file) { arrays in
          layers.append(
            Layer(
              number: layer.number, inputs: layer.inputs, outputs: layer.outputs,
              figures: try question.figures(of: arrays)))
          let isLast = layer.number == file.layers.last?.number && layer.outputs != nil
          if isLast, groups.contains(.nrc) { lastLayer = try LastLayer(arrays, targets).figures() }
        }
      }
    } catch let error as CollapseError {
      throw BadInput("\(file.path): \(error)")
    }
  }

  /// Y as it is or, where there are only labels, one column a class that is 1 for its samples and else 0, which has
  /// rank K - 1 once centred.
  private static func targets(_ file: MeasuredFile, _ labels: [Int]?, classes: Int) throws -> Targets {
    if file.hasTargets {
      return try file.matrix("Y").withView { try Targets($0, knownRank: file.targetRank) }
    }
    var indicators = Matrix<Float>(rows: file.samples, columns: classes, repeating: 0)
    for (row, label) in (labels ?? []).enumerated() { indicators[row, label] = 1 }
    let rank = file.targetRank ?? (classes > 1 ? classes - 1 : nil)
    return try indicators.withView { try Targets($0, knownRank: rank) }
  }

  /// The classes that the network itself gives its samples; `nil` where its last map is not in the file.
  private static func predictions(_ file: MeasuredFile) throws -> [Int]? {
    guard let last = file.layers.last, last.outputs != nil else { return nil }
    let biases = last.hasBiases ? try file.column("b\(last.number)") : []
    return try withArrays(last, file) { try $0.predictedClasses(biases: biases) }
  }

  /// `body` with one layer's arrays; weights that are not there have no rows.
  private static func withArrays<Result>(
    _ layer: MeasuredFile.Layer, _ file: MeasuredFile, _ body: (LayerArrays) throws -> Result
  ) throws -> Result {
    let features = try file.matrix("H\(layer.number)")
    let weights =
      layer.outputs == nil
      ? .single(Matrix(rows: 0, columns: layer.inputs, entries: [])) : try file.matrix("W\(layer.number)")
    return try features.withView { features in
      try weights.withView { weights in
        try body(LayerArrays(number: layer.number, features: features, weights: weights))
      }
    }
  }

  /// Every figure that was asked for and that arrays alone can give, defined or not.
  var layerFigures: [LayerFigure] {
    LayerFigure.allCases.filter {
      groups.contains($0.group) && !$0.needsTraining && (classes != nil || !$0.needsLabels)
    }
  }

  /// The first layer from which all later ones are collapsed, as far as arrays alone can tell; see `docs/metrics.md`.
  var collapseLayer: Int? {
    CollapseLayer.first(nrc1: layers.map { $0.figures[.nrc1Rank] ?? $0.figures[.nrc1] })
  }
}

/// What each layer is measured for.
private struct Question {
  let targets: Targets
  let groups: Set<MetricGroup>
  let classes: ClassLabels?
  let predictions: [Int]?

  func figures(of arrays: LayerArrays) throws -> [LayerFigure: Double] {
    var figures = try arrays.figures(against: targets, groups: groups)
    guard let classes else { return figures }
    figures.merge(try arrays.classFigures(classes, predictions: predictions)) { $1 }
    figures.merge(try arrays.clusterFigures(classes)) { $1 }
    if arrays.weights.rows > 0 { figures.merge(try arrays.singularFigures(classes)) { $1 } }
    return figures
  }
}

extension LayerFigure {
  /// Whether the figure is about classes.
  var needsLabels: Bool {
    switch self {
    case .nc1, .nc1Pinv, .nc1Svd, .nc2, .nc3, .nc4, .cdnv, .wcv, .tcv, .rankDistance, .nc1Right, .nc1Left:
      true
    default: false
    }
  }

  /// Whether the figure needs what only training knows.
  var needsTraining: Bool {
    [.rankBound, .agopCorrelation, .agopParticipationRatio, .nrc1Start].contains(self)
  }

  /// The group that brings this figure.
  var group: MetricGroup {
    switch self {
    case .nrc1, .nrc2, .nrc3, .nrc4, .nrc2Full, .nrc2First, .nrc1Rank, .nrc3Rank, .noiseAlignment,
      .nrc1Start:
      .nrc
    case .featureStableRank, .covarianceStableRank, .weightStableRank, .effectiveRank, .participationRatio,
      .pca99, .featureRank, .weightRank:
      .ranks
    case .twonn, .mle: .intrinsicDimension
    case .nc1, .nc1Pinv, .nc1Svd, .nc2, .nc3, .nc4, .cdnv, .wcv, .tcv, .rankDistance, .rankBound,
      .agopCorrelation, .agopParticipationRatio, .nc1Right, .nc1Left:
      .nrc
    }
  }
}
