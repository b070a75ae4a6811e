package import LinearAlgebra
package import SweepModel

/// Neural collapse of labelled samples: nc1 in three forms, nc2, nc3, nc4, cdnv.
extension LayerArrays {
  /// What is defined of `nc1`, `nc1_pinv`, `nc1_svd`, `nc2`, `nc3`, `nc4` and `cdnv`; nothing when a class has no sample.
  ///
  /// Definitions, tolerances and edge cases: `docs/metrics.md`.
  ///
  /// - Parameters:
  ///   - labels: one a row of the features.
  ///   - predictions: the class that the network gives each sample, for `nc4`; see `predictedClasses`.
  package func classMetrics(_ labels: ClassLabels, predictions: [Int]? = nil) throws -> [Metric: Double] {
    try check(labels)
    if let predictions, predictions.count != labels.samples {
      throw CollapseError.labelCount(.predictions, rows: predictions.count, labels: labels.samples)
    }
    guard labels.isComplete, labels.classCount > 1 else { return [:] }
    guard let classes = try ClassGeometry(GroupedFeatures(features, labels.groups)) else { return [:] }
    let metrics: [Metric: Double?] = [
      .nc1: classes.traceRatio, .nc1Pinv: classes.pseudoInverse, .nc1Svd: classes.leading,
      .nc2: classes.simplexError, .nc3: classes.dualityError(weights), .cdnv: classes.distanceVariance,
      .nc4: predictions.flatMap(classes.disagreement),
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// `nc1_right` and `nc1_left`: nc1 of S V' Phi and of ReLU(U S V' Phi), with W = U S V' and Phi this layer's features.
  ///
  /// U has orthonormal columns, so S V' Phi has exactly the distances of W Phi, and nothing is decomposed.
  package func singularMetrics(_ labels: ClassLabels) throws -> [Metric: Double] {
    try check(labels)
    guard labels.isComplete, labels.classCount > 1 else { return [:] }
    // The first sample goes through the map apart, so that features that do not vary leave outputs that do not.
    let origin = (0..<features.columns).map { features[0, $0] }
    let map = weights.copied()
    let shift = map.times(Matrix(rows: 1, columns: origin.count, entries: origin), transposed: true).entries
    var outputs = linearOutputs(minus: origin)
    let scale = Spectrum.norm(map.entries)
    let variance = GroupedFeatures(features, .one(features.rows)).variation ?? 0
    let right = try traceRatio(of: outputs, labels, against: scale * scale * variance)
    for row in 0..<outputs.rows {
      for column in 0..<outputs.columns {
        outputs[row, column] = max(0, outputs[row, column] + shift[column])
      }
    }
    let left = try traceRatio(of: outputs, labels, against: scale * scale * variance)
    let metrics: [Metric: Double?] = [.nc1Right: right, .nc1Left: left]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// The class that a network whose last map is this one gives each sample: the largest entry of W h + b, the first
  /// among equals. `nil` with fewer than two outputs.
  ///
  /// - Throws: `CollapseError` for an entry that is not finite or biases of another number than outputs.
  package func predictedClasses(biases: [Double] = []) throws -> [Int]? {
    try requireFinite()
    if !biases.isEmpty, biases.count != weights.rows {
      throw CollapseError.shape(.biases(layer: number), found: [biases.count], expected: [weights.rows])
    }
    let column = Matrix(rows: biases.count, columns: 1, entries: biases)
    try column.withView { try $0.requireFinite(.biases(layer: number)) }
    guard weights.rows > 1 else { return nil }
    let outputs = linearOutputs()
    return (0..<outputs.rows).map { row in
      var best = 0
      func score(_ output: Int) -> Double { outputs[row, output] + (biases.isEmpty ? 0 : biases[output]) }
      for output in 1..<outputs.columns where score(output) > score(best) { best = output }
      return best
    }
  }

  func check(_ labels: ClassLabels) throws {
    try requireFinite()
    if features.rows != labels.samples {
      throw CollapseError.labelCount(.features(layer: number), rows: features.rows, labels: labels.samples)
    }
  }

  private func traceRatio(of outputs: Matrix<Double>, _ labels: ClassLabels, against scale: Double) throws
    -> Double?
  {
    try outputs.withView { try ClassGeometry(GroupedFeatures($0, labels.groups), against: scale)?.traceRatio }
  }

  /// (H - 1 offsets') W', N x outputs.
  private func linearOutputs(minus offsets: [Double]? = nil) -> Matrix<Double> {
    var outputs = Matrix<Double>(rows: features.rows, columns: weights.rows, repeating: 0)
    let map = weights.copied()
    outputs.entries.withUnsafeMutableBufferPointer { target in
      features.forEachRowChunk(minus: offsets) { start, count, chunk in
        guard let target = target.baseAddress else { return }
        BLAS.multiply(
          count, weights.rows, features.columns, chunk, features.columns, .no, map.entries,
          features.columns, .yes, into: target + start * weights.rows, weights.rows)
      }
    }
    return outputs
  }
}
