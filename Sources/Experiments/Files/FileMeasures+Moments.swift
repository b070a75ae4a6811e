internal import ArrayFiles
internal import Collapse
internal import LinearAlgebra
internal import SweepModel

/// Moments measured by the formulas for arrays, through a few samples that have the same ones.
extension FileMeasures {
  init(
    moments file: MomentsFile, path: String, groups: Set<MetricGroup>, progress: (Int) -> Void,
    moved: () throws -> Void
  ) throws {
    do {
      var targets: Targets?
      var layers: [(shape: MeasuredFile.Layer, metrics: [Metric: Double])] = []
      for number in file.layers {
        progress(number)
        try moved()
        let moments = try file.moments(number)
        let surrogate = try moments.features.surrogate()
        let here = try surrogate.targets.withView { try Targets($0, knownRank: file.targetRank) }
        if targets == nil { targets = here }
        let shape = MeasuredFile.Layer(
          number: number, inputs: file.inputs(number), outputs: file.outputs(number), hasBiases: false)
        let metrics = try Self.metrics(file, number, surrogate.features, moments, here, groups, moved)
        layers.append((shape, metrics))
      }
      guard let targets else { throw BadFile("\(path): it holds no layer.") }
      self.init(
        groups: groups, samples: file.samples, targets: targets, classes: file.classes?.count, layers: layers)
    } catch let error as CollapseError {
      throw BadFile("\(path): \(error)")
    } catch let error as ArrayFileError {
      throw BadFile(error.description)
    }
  }

  private static func metrics(
    _ file: MomentsFile, _ number: Int, _ features: Matrix<Double>,
    _ moments: (features: FeatureMoments, classes: ClassMoments?), _ targets: Targets,
    _ groups: Set<MetricGroup>,
    _ moved: () throws -> Void
  ) throws -> [Metric: Double] {
    let meter = Meter(targets, groups.subtracting(MomentsFile.unmeasured))
    let weights = try file.weights(number)
    var metrics = try features.withView { features in
      try weights.withView { weights in
        var layer = MeteredLayer(
          LayerArrays(number: number, features: features, weights: weights), lastLayer: file.layers.count, nil
        )
        layer.units = try moments.features.unitRoot()
        layer.undefined.formUnion(MomentsFile.undefined)
        if layer.units == nil { layer.undefined.formUnion([.pcaResidual, .weightResidual]) }
        if number < file.layers.count, file.outputs(number) == file.inputs(number + 1),
          file.outputs(number + 1) != nil
        {
          layer.next = { try file.weights(number + 1) }
        }
        var found = try meter.measured(layer, progress: moved).measure.metrics
        if groups.contains(.classes), let classes = moments.classes {
          found.merge(try classes.metrics(weights)) { $1 }
        }
        if groups.contains(.clusters), let classes = moments.classes { found[.wcv] = classes.variation }
        return found
      }
    }
    if let error = metrics[.nrc4], error < MomentsFile.leastPredictionError * (targets.variance ?? 0) {
      metrics[.nrc4] = nil
    }
    if groups.contains(.intrinsicDimension) || groups.contains(.dimensionScale),
      let rows = try file.rows(number)
    {
      let found = rows.withView { rows in
        let none = MatrixView(rows.entries, rows: 0, columns: rows.columns)
        return LayerArrays(number: number, features: rows, weights: none)
          .dimensionMetrics(scales: groups.contains(.dimensionScale)).filter { $0.key.isBrought(by: groups) }
      }
      metrics.merge(found) { $1 }
    }
    return metrics
  }
}
