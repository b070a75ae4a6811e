internal import Collapse
internal import LinearAlgebra
internal import SweepModel

/// What each layer of a network is measured for, whoever trained it.
struct LayerQuestion {
  let targets: Targets
  let groups: Set<MetricGroup>
  /// The class of each sample; without them figures about classes are missing.
  var classes: ClassLabels?
  /// The class that the network gives each sample.
  var predictions: [Int]?
  /// Without them AGOP figures and `rank_bound` are missing.
  var derivatives: NetworkDerivatives?
  /// Of penalties on the last layer's features and weights alone.
  var threshold: Double?
  /// Number of the last linear map.
  let lastLayer: Int

  /// Every figure that is asked for and defined. `progress` is called while derivatives and clusters are computed.
  func figures(of arrays: LayerArrays, progress: () throws -> Void = {}) throws -> [LayerFigure: Double] {
    try measured(arrays, epoch: 0, progress: progress).measure.figures
  }

  /// The same as they are reported after `epoch` epochs.
  func measured(
    _ arrays: LayerArrays, epoch: Int, progress: () throws -> Void
  ) throws -> MeasuredLayer {
    let found = try arrays.measures(against: targets, groups: groups)
    return MeasuredLayer(
      measure: LayerMeasure(
        epoch: epoch, layer: arrays.number, figures: try added(to: found.figures, of: arrays, progress)),
      spectra: LayerSpectra(
        epoch: epoch, layer: arrays.number, features: found.features, weights: found.weights))
  }

  private func added(
    to first: [LayerFigure: Double], of arrays: LayerArrays, _ progress: () throws -> Void
  ) throws -> [LayerFigure: Double] {
    var figures = first
    let hasWeights = arrays.weights.rows > 0
    if let classes {
      if groups.contains(.classes) {
        figures.merge(try arrays.classFigures(classes, predictions: predictions)) { $1 }
      }
      if groups.contains(.clusters) {
        figures.merge(try clusterFigures(of: arrays, classes, progress)) { $1 }
      }
      if groups.contains(.singular), hasWeights {
        figures.merge(try arrays.singularFigures(classes)) { $1 }
        // No ReLU follows the last map.
        if arrays.number == lastLayer { figures[.nc1Left] = nil }
      }
    }
    if groups.contains(.agop), let derivatives {
      let agop = try derivatives.agop(layer: arrays.number, progress: progress)
      figures.merge(try agop.withView { try arrays.agopFigures($0) }) { $1 }
    }
    if groups.contains(.lastLayer), arrays.number == lastLayer, hasWeights {
      figures.merge(try LastLayer(arrays, targets, threshold: threshold).figures()) { $1 }
    }
    return figures
  }

  private func clusterFigures(
    of arrays: LayerArrays, _ classes: ClassLabels, _ progress: () throws -> Void
  ) throws -> [LayerFigure: Double] {
    guard let derivatives, let decay = derivatives.weightDecay, decay > 0 else {
      return try arrays.clusterFigures(classes, progress: progress)
    }
    let deltas = try derivatives.deltas(layer: arrays.number, progress: progress)
    return try deltas.withView { deltas in
      try arrays.clusterFigures(
        classes, training: LossDerivatives(deltas: deltas, weightDecay: decay), progress: progress)
    }
  }
}

/// What a layer brings into a result.
struct MeasuredLayer {
  var measure: LayerMeasure
  var spectra: LayerSpectra
}

extension [MeasuredLayer] {
  /// Those that hold a value.
  var spectra: [LayerSpectra] {
    map(\.spectra).filter { !$0.features.isEmpty || !$0.weights.isEmpty }
  }
}
