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
  let targetFigures: [TrialFigure: Double]
  let variance: Double?

  /// Measures a file layer by layer; no more than one layer's arrays are in memory at once.
  ///
  /// - Throws: `BadInput` for an entry that is not finite or a member that cannot be read.
  init(_ file: MeasuredFile, groups: Set<MetricGroup>, progress: (Int) -> Void) throws {
    do {
      let labels = file.hasLabels ? try file.labels() : nil
      let classes = try labels.map { try ClassLabels($0) }
      let matrix = try Self.targetMatrix(file, labels, classes: classes?.classCount ?? 0)
      let rank = file.targetRank ?? (file.hasTargets ? nil : Self.indicatorRank(classes?.classCount ?? 0))
      let targets = try matrix.withView { try Targets($0, knownRank: rank) }
      (self.groups, samples, self.classes) = (groups, file.samples, classes?.classCount)
      (targetDimension, knownRank, variance) = (targets.dimension, targets.knownRank, targets.variance)
      targetFigures = targets.figures
      let needsDerivatives = groups.contains(.agop) || groups.contains(.clusters) && file.weightDecay != nil
      let question = LayerQuestion(
        targets: targets, groups: groups, classes: classes,
        predictions: classes == nil || !groups.contains(.classes) ? nil : try Self.predictions(file),
        derivatives: needsDerivatives ? try NetworkDerivatives(of: file, targets: matrix) : nil,
        lastLayer: file.layers.last?.number ?? 0)
      for layer in file.layers {
        progress(layer.number)
        try file.withArrays(of: layer) { arrays in
          layers.append(
            Layer(
              number: layer.number, inputs: layer.inputs, outputs: layer.outputs,
              figures: try question.figures(of: arrays)))
        }
      }
    } catch let error as CollapseError {
      throw BadInput("\(file.path): \(error)")
    }
  }

  /// Y as it is or, where there are only labels, one column a class that is 1 for its samples and else 0.
  private static func targetMatrix(_ file: MeasuredFile, _ labels: [Int]?, classes: Int) throws
    -> StoredMatrix
  {
    if file.hasTargets { return try file.matrix("Y") }
    var indicators = Matrix<Float>(rows: file.samples, columns: classes, repeating: 0)
    for (row, label) in (labels ?? []).enumerated() { indicators[row, label] = 1 }
    return .single(indicators)
  }

  /// Of centred indicators.
  private static func indicatorRank(_ classes: Int) -> Int? { classes > 1 ? classes - 1 : nil }

  /// The classes that the network itself gives its samples; `nil` where its last map is not in the file.
  private static func predictions(_ file: MeasuredFile) throws -> [Int]? {
    guard let last = file.layers.last, last.outputs != nil else { return nil }
    let biases = last.hasBiases ? try file.column("b\(last.number)") : []
    return try file.withArrays(of: last) { try $0.predictedClasses(biases: biases) }
  }

  /// Every figure of a layer that was asked for and that such a file can give, defined or not.
  var layerFigures: [LayerFigure] {
    Metric.ofLayers.filter { figure in
      groups.contains(figure.group) && figure.group != .lastLayer && figure != .nrc1Start
        && (classes != nil || !figure.group.needsLabels)
    }
  }

  var lastLayerFigures: [LayerFigure] { groups.contains(.lastLayer) ? MetricGroup.lastLayer.figures : [] }

  /// The first layer from which all later ones are collapsed, as far as arrays alone can tell; see `docs/metrics.md`.
  var collapseLayer: Int? {
    CollapseLayer.first(nrc1: layers.map { $0.figures[.nrc1Rank] ?? $0.figures[.nrc1] })
  }
}
