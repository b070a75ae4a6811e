import Collapse
import LinearAlgebra
import SweepModel

/// The arrays of one layer, its labels and what training adds, with every metric that they define.
struct LayerLab {
  var features, weights, targets: Reals
  var labels: [Int]
  var classCount: Int?
  var biases: [Double] = []
  var deltas: Reals
  var jacobian: Reals
  var weightDecay = 5e-3

  /// Class, cluster and AGOP metrics together.
  func layerMetrics() throws -> [Metric: Double] {
    BLAS.useOneThread()
    let classes = try ClassLabels(labels, classCount: classCount)
    return try withLayer { layer in
      var metrics = try layer.classMetrics(classes, predictions: try layer.predictedClasses(biases: biases))
      metrics.merge(try layer.singularMetrics(classes)) { $1 }
      try deltas.withView {
        metrics.merge(try layer.clusterMetrics(classes, training: ($0, weightDecay))) { $1 }
      }
      guard features.rows > 0 else { return metrics }
      let agop = jacobian.transposed.times(jacobian).scaled(1 / Double(features.rows))
      try agop.withView { metrics.merge(try layer.agopMetrics($0)) { $1 } }
      return metrics
    }
  }

  func lastLayerMetrics() throws -> [Metric: Double] {
    BLAS.useOneThread()
    let prepared = try targets.withView { try Targets($0) }
    return try withLayer { try LastLayer($0, prepared).metrics() }
  }

  func withLayer<Result>(_ body: (LayerArrays) throws -> Result) throws -> Result {
    try features.withView { features in
      try weights.withView { weights in
        try body(LayerArrays(number: 1, features: features, weights: weights))
      }
    }
  }

  /// Random arrays: `classCount` clusters after a ReLU, targets linear in them but for noise.
  static func random(
    seed: Int, samples: Int = 60, width: Int = 12, classCount: Int = 4, spread: Double = 0.5
  ) -> LayerLab {
    var stream = RandomStream(seed: seed, for: .test)
    let centres = Reals.normal(classCount, width, &stream)
    let labels = (0..<samples).map { $0 % classCount }
    var features = Reals.normal(samples, width, &stream).scaled(spread)
    for row in 0..<samples {
      for column in 0..<width {
        features[row, column] = max(0, features[row, column] + 2 * centres[labels[row], column] + 0.3)
      }
    }
    let weights = Reals.normal(classCount, width, &stream)
    var targets = features.times(weights, transposed: true)
    for place in targets.entries.indices { targets.entries[place] += 0.3 * stream.normal() }
    return LayerLab(
      features: features, weights: weights, targets: targets, labels: labels, classCount: classCount,
      biases: (0..<classCount).map { _ in stream.normal() }, deltas: .normal(samples, classCount, &stream),
      jacobian: .normal(3 * samples, classCount, &stream).times(weights))
  }
}

extension Matrix where Scalar == Float {
  var doubled: Reals { Reals(rows: rows, columns: columns, entries: entries.map(Double.init)) }
}
