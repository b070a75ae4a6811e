internal import ArrayFiles
internal import Collapse
internal import LinearAlgebra
package import SweepModel

/// Everything that is measured of a network's arrays. A metric that is undefined is absent.
package struct FileMeasures {
  package let groups: Set<MetricGroup>
  package let samples: Int
  package let targetDimension: Int
  package let knownRank: Int?
  /// K; `nil` without labels.
  package let classes: Int?
  /// How the labels became classes; `nil` without labels.
  package let labels: LabelNumbers?
  package private(set) var layers: [(shape: MeasuredFile.Layer, metrics: [Metric: Double])] = []
  /// Names of the layers, 1 first; none where the file has none.
  package private(set) var names: [String] = []
  package let targetMetrics: [Metric: Double]
  package let variance: Double?

  /// Measures the arrays or moments of a file, and answers with it the members that were not measured.
  ///
  /// - Throws: `BadFile` with a sentence for each mistake.
  package static func of(
    _ path: String, groups: Set<MetricGroup>, neighboursApart: Int = 0,
    progress: (_ layer: Int, _ all: Int) -> Void, moved: () throws -> Void = {}
  ) throws -> (measures: FileMeasures, unused: [String]) {
    do {
      let archive = try ArrayFile.open(path)
      guard MomentsFile.isOne(archive) else {
        let file = try MeasuredFile(archive)
        var found = try FileMeasures(
          file, groups: groups, neighboursApart: neighboursApart,
          progress: { progress($0, file.layers.count) }, moved: moved)
        found.names = try file.layerNames()
        return (found, file.unused)
      }
      guard neighboursApart == 0 else {
        throw BadFile(
          "\(path): '--neighbours-apart' is about rows in time, and moments have no order of rows. Leave it out."
        )
      }
      let file = try MomentsFile(archive)
      var found = try FileMeasures(
        moments: file, path: path, groups: groups, progress: { progress($0, file.layers.count) }, moved: moved
      )
      found.names = try LayerNames.read(archive)
      return (found, file.unused)
    } catch let error as ArrayFileError { throw BadFile(error.description) }
  }

  init(
    groups: Set<MetricGroup>, samples: Int, targets: Targets, classes: Int?,
    layers: [(shape: MeasuredFile.Layer, metrics: [Metric: Double])]
  ) {
    (self.groups, self.samples, self.classes, labels) = (groups, samples, classes, nil)
    (targetDimension, knownRank, variance) = (targets.dimension, targets.knownRank, targets.variance)
    (targetMetrics, self.layers) = (targets.metrics, layers)
  }

  /// Measures a file layer by layer; no more than one layer's arrays are in memory at once.
  ///
  /// - Parameter neighboursApart: rows that are no further apart than this are no neighbours.
  /// - Throws: `BadFile` for an entry that is not finite or a member that cannot be read.
  ///
  /// `progress` is told each layer, `moved` is called while derivatives and clusters are computed.
  init(
    _ file: MeasuredFile, groups: Set<MetricGroup>, neighboursApart: Int = 0, progress: (Int) -> Void,
    moved: () throws -> Void = {}
  ) throws {
    do {
      labels = file.hasLabels ? try file.labels() : nil
      let classes = try labels.map { try ClassLabels($0.classes) }
      let matrix = try Self.targetMatrix(file, labels?.classes, classes: classes?.classCount ?? 0)
      let rank = file.targetRank ?? (file.hasTargets ? nil : Self.indicatorRank(classes?.classCount ?? 0))
      let targets = try matrix.withView { try Targets($0, knownRank: rank) }
      (self.groups, samples, self.classes) = (groups, file.samples, classes?.classCount)
      (targetDimension, knownRank, variance) = (targets.dimension, targets.knownRank, targets.variance)
      targetMetrics = targets.metrics
      var meter = Meter(targets, groups, classes: classes)
      meter.window = TheilerWindow(neighboursApart)
      if meter.needs(.predictions), classes != nil { meter.predictions = try predictions(file) }
      let needsDerivatives =
        meter.needs(.agop) || meter.needs(.outputGradients) || meter.needs(.deltas) && file.weightDecay != nil
      let derivatives = needsDerivatives ? try NetworkDerivatives(of: file, targets: matrix) : nil
      for layer in file.layers {
        progress(layer.number)
        try moved()
        try file.withArrays(of: layer) { arrays in
          var metered = MeteredLayer(arrays, lastLayer: file.layers.count, derivatives)
          metered.next = try file.next(layer.number)
          layers.append((layer, try meter.measured(metered, progress: moved).measure.metrics))
        }
      }
    } catch let error as CollapseError {
      throw BadFile("\(file.path): \(error)")
    } catch let error as ArrayFileError {
      throw BadFile(error.description)
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
  private func predictions(_ file: MeasuredFile) throws -> [Int]? {
    guard let last = file.layers.last, last.outputs != nil else { return nil }
    let biases = last.hasBiases ? try file.column("b\(last.number)") : []
    let outputs = try file.withArrays(of: last) { try $0.predictedClasses(biases: biases) }
    return outputs.map { labels?.classes(ofOutputs: $0) ?? $0 }
  }

  /// Every metric of a layer that was asked for and that such a file can give, defined or not.
  package var layerMetrics: [Metric] {
    Metric.ofLayers.filter { metric in
      metric.isBrought(by: groups) && metric.group != .lastLayer && metric.group != .gram
        && metric != .nrc1Start
        && (classes != nil || !(metric.group?.needsLabels ?? false))
    }
  }

  package var lastLayerMetrics: [Metric] {
    [MetricGroup.lastLayer, .gram].filter(groups.contains).flatMap(\.metrics)
  }

  /// The first layer from which noise stays below half of the highest. That is the shape of collapse alone: without the noise
  /// before training and the loss nobody can tell more, so it has another name than `collapse_layer`; see `docs/metrics.md`.
  package var shapeLayer: Int? {
    CollapseLayer.first(nrc1: layers.map { $0.metrics[.nrc1Rank] ?? $0.metrics[.nrc1] })
  }
}
