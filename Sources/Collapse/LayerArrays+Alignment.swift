internal import LinearAlgebra
internal import SweepModel

/// Principal angles between the features' leading directions and the weights' leading right singular vectors.
extension LayerArrays {
  func alignmentMetrics(_ inner: PrincipalDirections, _ outer: PrincipalDirections, _ targets: Targets) throws
    -> [Metric: Double]
  {
    let known = targets.knownRank ?? 0
    let counts = [targets.dimension, known].filter { $0 > 0 && inner.defines($0) && outer.defines($0) }
    guard let most = counts.max() else { return [:] }
    let (features, weights) = (try inner.leading(most), try outer.leading(most))
    var metrics: [Metric: Double] = [:]
    if counts.contains(targets.dimension) {
      let count = targets.dimension
      metrics[.nrc3] = try meanCosine(features.leadingRows(count), weights.leadingRows(count))
    }
    if counts.contains(known) {
      let (features, weights) = (features.leadingRows(known), weights.leadingRows(known))
      metrics[.nrc3Rank] = try meanCosine(features, weights)
      metrics[.noiseAlignment] = try meanSine(features, weights)
    }
    return metrics
  }

  /// The mean cosine of the principal angles between the spans of orthonormal rows.
  private func meanCosine(_ left: Matrix<Double>, _ right: Matrix<Double>) throws -> Double {
    let cosines = try left.times(right, transposed: true).singularValues()
    return cosines.reduce(0) { $0 + min($1, 1) } / Double(cosines.count)
  }

  /// Their mean sine, from what is left of `right` outside `left`: exact also for small angles, where 1 - cos^2 is not.
  private func meanSine(_ left: Matrix<Double>, _ right: Matrix<Double>) throws -> Double {
    var rest = right.times(left, transposed: true).times(left)
    for place in rest.entries.indices { rest.entries[place] = right.entries[place] - rest.entries[place] }
    let sines = try rest.singularValues()
    return sines.reduce(0) { $0 + min($1, 1) } / Double(sines.count)
  }
}

extension PrincipalDirections {
  /// Whether the leading `count` directions can be told from noise: the last one's singular value is at least 1e-6 of
  /// the first one's.
  fileprivate func defines(_ count: Int) -> Bool { count <= rank && values[count - 1] >= 1e-12 * values[0] }
}
