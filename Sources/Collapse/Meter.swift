package import LinearAlgebra
package import SweepModel

/// What layers are measured for, whoever computed them: the one place that knows which function brings a group's metrics.
package struct Meter {
  package typealias Progress = () throws -> Void

  private let targets: Targets
  private let groups: Set<MetricGroup>
  /// The class of each sample; without them metrics about classes are missing.
  private let classes: ClassLabels?
  /// The class that the network gives each sample.
  package var predictions: [Int]?
  /// `ufm_threshold` of penalties on the last layer's features and weights alone.
  package var threshold: Double?
  /// Rows that are no neighbours of each other.
  package var window = TheilerWindow(0)

  package init(_ targets: Targets, _ groups: some Sequence<MetricGroup>, classes: ClassLabels? = nil) {
    (self.targets, self.groups, self.classes) = (targets, Set(groups), classes)
  }

  /// What a group takes besides a layer's arrays.
  package enum Need { case startNoise, predictions, agop, deltas, outputGradients }

  /// Whether it is worth computing.
  package func needs(_ need: Need) -> Bool { groups.contains { Self.needs[$0]?.contains(need) ?? false } }

  /// Whether a group takes derivatives of the network by anything.
  package var needsDerivatives: Bool { needs(.agop) || needs(.deltas) || needs(.outputGradients) }

  private static let needs: [MetricGroup: Set<Need>] = [
    .nrc: [.startNoise], .classes: [.predictions], .agop: [.agop], .clusters: [.deltas],
    .equilibrium: [.agop, .deltas], .gram: [.outputGradients],
  ]

  private typealias Measure =
    @Sendable (Meter, MeteredLayer, inout MeasuredLayer, Progress) throws -> Void

  /// In this order; groups of one line share what is decomposed.
  private static let table: [(groups: Set<MetricGroup>, measure: Measure)] = [
    ([.nrc, .ranks], { meter, layer, found, _ in try meter.addDirections(layer, to: &found) }),
    (
      [.intrinsicDimension, .dimensionScale],
      { meter, layer, found, _ in found.add(meter.dimensionMetrics(layer)) }
    ),
    ([.classes], { meter, layer, found, _ in found.add(try meter.classMetrics(layer)) }),
    (
      [.clusters, .equilibrium],
      { meter, layer, found, progress in try meter.addPull(layer, to: &found, progress) }
    ),
    ([.singular], { meter, layer, found, progress in found.add(try meter.singularMetrics(layer, progress)) }),
    (
      [.agop, .equilibrium],
      { meter, layer, found, progress in found.add(try meter.agopMetrics(layer, progress)) }
    ),
    ([.equilibrium], { _, layer, found, _ in found.add(try layer.balanceMetrics()) }),
    ([.lastLayer], { meter, layer, found, _ in found.add(try meter.lastLayerMetrics(layer)) }),
    ([.gram], { meter, layer, found, progress in found.add(try meter.gramMetrics(layer, progress)) }),
  ]

  /// Every metric that is asked for and defined, as reported after `epoch` epochs; none is NaN or infinite.
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
      measure: LayerMeasure(epoch: epoch, layer: number, metrics: [:]),
      spectra: LayerSpectra(epoch: epoch, layer: number, features: [], weights: []))
    for row in Self.table where !row.groups.isDisjoint(with: groups) {
      try row.measure(self, layer, &found, progress)
    }
    found.measure.metrics = found.measure.metrics.filter { metric, value in
      value.isFinite && !layer.undefined.contains(metric)
    }
    return found
  }

  private func addDirections(_ layer: MeteredLayer, to found: inout MeasuredLayer) throws {
    (found.measure.metrics, found.spectra.features, found.spectra.weights) =
      try layer.arrays.directionMetrics(
        against: groups.contains(.nrc) ? targets : nil, ranks: groups.contains(.ranks))
  }

  private func dimensionMetrics(_ layer: MeteredLayer) -> [Metric: Double] {
    layer.arrays.dimensionMetrics(window, scales: groups.contains(.dimensionScale))
      .filter { $0.key.isBrought(by: groups) }
  }

  private func classMetrics(_ layer: MeteredLayer) throws -> [Metric: Double] {
    try classes.map { try layer.arrays.classMetrics($0, predictions: predictions) } ?? [:]
  }

  private func lastLayerMetrics(_ layer: MeteredLayer) throws -> [Metric: Double] {
    guard layer.isLast, layer.arrays.weights.rows > 0 else { return [:] }
    return try LastLayer(layer.arrays, targets, threshold: threshold, units: layer.units).metrics()
  }

  /// What the loss and its decay pull at: metrics of clusters and of equilibrium, from one gradient.
  private func addPull(
    _ layer: MeteredLayer, to found: inout MeasuredLayer, _ progress: Progress
  ) throws {
    let classes = groups.contains(.clusters) ? classes : nil
    let isWanted = classes != nil || groups.contains(.equilibrium)
    guard isWanted, let decay = layer.weightDecay, decay > 0, let deltas = try layer.deltas?(progress) else {
      if let classes {
        found.add(try layer.arrays.clusterMetrics(classes, filters: layer.filters, progress: progress))
      }
      return addPatches(layer, to: &found)
    }
    try deltas.withView { deltas in
      let gradient = try layer.arrays.meanGradient(deltas)
      if let classes {
        found.add(
          try layer.arrays.clusterMetrics(
            classes, training: (deltas, decay), gradient: gradient, progress: progress))
      }
      if groups.contains(.equilibrium) {
        found.add(try layer.arrays.equilibriumMetrics(gradient: gradient, weightDecay: decay))
      }
    }
  }

  private func addPatches(_ layer: MeteredLayer, to found: inout MeasuredLayer) {
    guard let patches = layer.patches, let decay = layer.weightDecay else { return }
    if groups.contains(.clusters), let classes = patches.classes {
      found.measure.metrics[.rankBound] = layer.arrays.rankBound(
        gradient: patches.gradient, classes, decay: decay)
    }
    if groups.contains(.equilibrium) {
      found.add(layer.arrays.equilibriumMetrics(ofFilters: patches.gradient, weightDecay: decay))
    }
  }

  /// In the last layer the product is W'W itself: nothing is to be found there of how both are alike.
  private func agopMetrics(_ layer: MeteredLayer, _ progress: Progress) throws -> [Metric: Double] {
    guard let agop = try layer.agop?(progress) else { return [:] }
    let found = try agop.withView {
      try layer.arrays.agopMetrics($0, powers: groups.contains(.equilibrium), likeness: !layer.isLast)
    }
    return found.filter { metric, _ in metric.isBrought(by: groups) }
  }

  private func gramMetrics(_ layer: MeteredLayer, _ progress: Progress) throws -> [Metric: Double] {
    guard layer.isLast else { return [:] }
    return try layer.arrays.gramPowerMetrics(
      targets: targets, gradients: try layer.outputGradients?(progress), depth: layer.arrays.number)
  }

  private func singularMetrics(_ layer: MeteredLayer, _ progress: Progress) throws -> [Metric: Double] {
    guard let classes else { return [:] }
    guard let stages = layer.stages else {
      return layer.arrays.weights.rows > 0 ? try layer.arrays.singularMetrics(classes) : [:]
    }
    var metrics: [Metric: Double] = [:]
    for (metric, features) in [(Metric.nc1Right, stages.right), (.nc1Left, stages.left)] {
      try progress()
      metrics[metric] = try features.withView { features in
        try LayerArrays(featuresOf: layer.arrays.number, features).classMetrics(classes)[.nc1]
      }
    }
    return metrics
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
  /// Of a convolution: its weights are also filters x (kernel x kernel x in).
  package var filters: Int?
  /// In place of deltas where a map is applied at many places; see `LayerArrays.rankBound`.
  package var patches: PatchSums?
  /// The weights of the next linear map, where only an activation or a normalization of each sample or unit is between.
  package var next: (() throws -> Matrix<Double>)?
  /// (1/N) sum of J J', t x t, with J the Jacobian of the network's outputs by its inputs.
  package var outputGradients: ((Meter.Progress) throws -> Matrix<Double>)?
  /// What `nc1_right` and `nc1_left` are of, where the layer's own map does not give it.
  package var stages: (right: Matrix<Double>, left: Matrix<Double>)?
  /// In place of the samples at unit length, where only moments are there; see `FeatureMoments.unitRoot`.
  package var units: Matrix<Double>?
  /// Metrics that mean nothing for a layer of this kind.
  package var undefined: Set<Metric> = []

  package init(_ arrays: LayerArrays) { self.arrays = arrays }

  fileprivate func balanceMetrics() throws -> [Metric: Double] {
    guard !isLast, let next = try next?() else { return [:] }
    return arrays.balance(with: next).map { [.balancedness: $0] } ?? [:]
  }
}

/// What a layer brings into a result.
package struct MeasuredLayer {
  package var measure: LayerMeasure
  package var spectra: LayerSpectra

  fileprivate mutating func add(_ metrics: [Metric: Double]) { measure.metrics.merge(metrics) { $1 } }
}

extension [MeasuredLayer] {
  /// Those of the train rows that hold a value.
  package var spectra: [LayerSpectra] {
    filter { $0.measure.rows == .train }.map(\.spectra).filter { !$0.features.isEmpty || !$0.weights.isEmpty }
  }
}

extension LayerArrays {
  /// The metrics of `groups` that a layer's arrays and the targets tell.
  ///
  /// Definitions, tolerances and edge cases: `docs/metrics.md`. Any shape is measured, empty ones included.
  package func metrics(against targets: Targets, groups: Set<MetricGroup>) throws -> [Metric: Double] {
    try Meter(targets, groups).measured(MeteredLayer(self)).measure.metrics
  }
}
