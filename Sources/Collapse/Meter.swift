package import LinearAlgebra
package import SweepModel

/// What layers are measured for, whoever computed them: the one place that knows which function brings a group's figures.
package struct Meter {
  package typealias Progress = () throws -> Void

  private let targets: Targets
  private let groups: Set<MetricGroup>
  /// The class of each sample; without them figures about classes are missing.
  private let classes: ClassLabels?
  /// The class that the network gives each sample.
  package var predictions: [Int]?
  /// On the last layer's features and weights alone.
  package var penalties: UFMPenalties?

  package init(_ targets: Targets, _ groups: some Sequence<MetricGroup>, classes: ClassLabels? = nil) {
    (self.targets, self.groups, self.classes) = (targets, Set(groups), classes)
  }

  /// What a group takes besides a layer's arrays.
  package enum Need { case startNoise, predictions, agop, deltas }

  /// Whether it is worth computing.
  package func needs(_ need: Need) -> Bool { groups.contains { Self.needs[$0] == need } }

  private static let needs: [MetricGroup: Need] = [
    .nrc: .startNoise, .classes: .predictions, .agop: .agop, .clusters: .deltas,
  ]

  private typealias Measure =
    @Sendable (Meter, MeteredLayer, inout MeasuredLayer, Progress) throws -> Void

  /// In this order; groups of one line share what is decomposed.
  private static let table: [(groups: Set<MetricGroup>, measure: Measure)] = [
    ([.nrc, .ranks], { meter, layer, found, _ in try meter.addDirections(layer, to: &found) }),
    ([.intrinsicDimension], { _, layer, found, _ in found.add(layer.arrays.dimensionFigures()) }),
    ([.classes], { meter, layer, found, _ in found.add(try meter.classFigures(layer)) }),
    ([.clusters], { meter, layer, found, progress in found.add(try meter.clusterFigures(layer, progress)) }),
    ([.singular], { meter, layer, found, progress in found.add(try meter.singularFigures(layer, progress)) }),
    ([.agop], { _, layer, found, progress in found.add(try layer.agopFigures(progress)) }),
    ([.lastLayer], { meter, layer, found, _ in found.add(try meter.lastLayerFigures(layer)) }),
  ]

  /// Every figure that is asked for and defined, as reported after `epoch` epochs; none is NaN or infinite.
  ///
  /// `progress` is called while derivatives and clusters are computed.
  /// - Throws: `CollapseError` for an entry that is not finite or shapes that do not fit; a `LinearAlgebraError`
  ///   should LAPACK not converge.
  package func measured(
    _ layer: MeteredLayer, epoch: Int = 0, progress: Progress = {}
  ) throws -> MeasuredLayer {
    try layer.arrays.check(targets)
    let number = layer.arrays.number
    var found = MeasuredLayer(
      measure: LayerMeasure(epoch: epoch, layer: number, figures: [:]),
      spectra: LayerSpectra(epoch: epoch, layer: number, features: [], weights: []))
    for row in Self.table where !row.groups.isDisjoint(with: groups) {
      try row.measure(self, layer, &found, progress)
    }
    found.measure.figures = found.measure.figures.filter { figure, value in
      value.isFinite && !layer.undefined.contains(figure)
    }
    return found
  }

  private func addDirections(_ layer: MeteredLayer, to found: inout MeasuredLayer) throws {
    (found.measure.figures, found.spectra.features, found.spectra.weights) =
      try layer.arrays.directionFigures(
        against: groups.contains(.nrc) ? targets : nil, ranks: groups.contains(.ranks))
  }

  private func classFigures(_ layer: MeteredLayer) throws -> [LayerFigure: Double] {
    try classes.map { try layer.arrays.classFigures($0, predictions: predictions) } ?? [:]
  }

  private func lastLayerFigures(_ layer: MeteredLayer) throws -> [LayerFigure: Double] {
    guard layer.isLast, layer.arrays.weights.rows > 0 else { return [:] }
    return try LastLayer(layer.arrays, targets, penalties: penalties).figures()
  }

  private func clusterFigures(_ layer: MeteredLayer, _ progress: Progress) throws -> [LayerFigure: Double] {
    guard let classes else { return [:] }
    guard let decay = layer.weightDecay, decay > 0, let deltas = try layer.deltas?(progress) else {
      return try layer.arrays.clusterFigures(classes, progress: progress)
    }
    return try deltas.withView { deltas in
      try layer.arrays.clusterFigures(
        classes, training: LossDerivatives(deltas: deltas, weightDecay: decay), progress: progress)
    }
  }

  private func singularFigures(_ layer: MeteredLayer, _ progress: Progress) throws -> [LayerFigure: Double] {
    guard let classes else { return [:] }
    guard let stages = layer.stages else {
      return layer.arrays.weights.rows > 0 ? try layer.arrays.singularFigures(classes) : [:]
    }
    var figures: [LayerFigure: Double] = [:]
    for (figure, features) in [(LayerFigure.nc1Right, stages.right), (.nc1Left, stages.left)] {
      try progress()
      figures[figure] = try features.withView { features in
        try LayerArrays(featuresOf: layer.arrays.number, features).classFigures(classes)[.nc1]
      }
    }
    return figures
  }
}

/// One layer as a meter takes it.
package struct MeteredLayer {
  package let arrays: LayerArrays
  /// Whether the network ends with its map.
  package var isLast = false
  /// The average gradient outer product of what enters the layer; `nil` where nobody knows it.
  package var agop: ((Meter.Progress) throws -> Matrix<Double>)?
  /// d l_i / d (output of the linear map), N x out, beside a decay that is part of the gradient; see `LossDerivatives`.
  package var deltas: ((Meter.Progress) throws -> Matrix<Double>)?
  package var weightDecay: Double?
  /// What `nc1_right` and `nc1_left` are of, where the layer's own map does not give it.
  package var stages: (right: Matrix<Double>, left: Matrix<Double>)?
  /// Figures that mean nothing for a layer of this kind.
  package var undefined: Set<LayerFigure> = []

  package init(_ arrays: LayerArrays) { self.arrays = arrays }

  fileprivate func agopFigures(_ progress: Meter.Progress) throws -> [LayerFigure: Double] {
    guard let agop = try agop?(progress) else { return [:] }
    return try agop.withView { try arrays.agopFigures($0) }
  }
}

/// What a layer brings into a result.
package struct MeasuredLayer {
  package var measure: LayerMeasure
  package var spectra: LayerSpectra

  fileprivate mutating func add(_ figures: [LayerFigure: Double]) { measure.figures.merge(figures) { $1 } }
}

extension [MeasuredLayer] {
  /// Those that hold a value.
  package var spectra: [LayerSpectra] {
    map(\.spectra).filter { !$0.features.isEmpty || !$0.weights.isEmpty }
  }
}

extension LayerArrays {
  /// The figures of `groups` that a layer's arrays and the targets tell.
  ///
  /// Definitions, tolerances and edge cases: `docs/metrics.md`. Any shape is measured, empty ones included.
  package func figures(against targets: Targets, groups: Set<MetricGroup>) throws -> [LayerFigure: Double] {
    try Meter(targets, groups).measured(MeteredLayer(self)).measure.figures
  }
}
