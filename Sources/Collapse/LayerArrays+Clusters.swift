package import LinearAlgebra
package import SweepModel

/// Within-cluster variation of the features and the weights' distance to low rank: wcv, tcv, rank_distance, rank_bound.
extension LayerArrays {
  /// What is defined of `wcv`, `tcv`, `rank_distance` and, given what training adds, `rank_bound`.
  ///
  /// K is the number of classes; a class without samples counts for K and adds nothing to `wcv`.
  ///
  /// - Parameters:
  ///   - filters: of a convolution, whose weights have rank by filters x patch; without it by outputs x inputs.
  ///   - training: the loss's derivatives; without them there is no `rank_bound`.
  ///   - gradient: what `meanGradient` gives of the same deltas, where it is there already.
  ///   - seed: of the k-means starts. The same seed gives the same clusters.
  ///   - progress: called at every step of the search for clusters, which takes long for many samples.
  package func clusterMetrics(
    _ labels: ClassLabels, filters: Int? = nil, training: LossDerivatives? = nil,
    gradient: Matrix<Double>? = nil,
    seed: Int = 0,
    progress: () throws -> Void = {}
  ) throws -> [Metric: Double] {
    try check(labels)
    let classes = GroupedFeatures(features, labels.groups)
    let metrics: [Metric: Double?] = [
      .wcv: classes.variation,
      .tcv: try leastVariation(labels, seed: seed, progress),
      .rankDistance: try rankDistance(labels.classCount, filters ?? weights.rows),
      .rankBound: try training.flatMap { try rankBound($0, classes, gradient) },
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// The variation about the best partition in K clusters that k-means finds; the labels are one of its starts, so that
  /// it never exceeds `wcv`.
  private func leastVariation(
    _ labels: ClassLabels, seed: Int, _ progress: () throws -> Void
  ) throws -> Double? {
    guard features.rows > 0, features.columns > 0 else { return nil }
    if labels.classCount >= features.rows { return 0 }
    var random = RandomStream(seed: seed, for: .clustering)
    var search = ClusterSearch(features, clusterCount: labels.classCount)
    let best = try search.best(restarts: 10, from: labels.groups, &random, progress: progress)
    return GroupedFeatures(features, best).variation
  }

  /// sqrt(sum of s_j^2, j > K): the distance (Frobenius) from W to the nearest matrix of rank K.
  private func rankDistance(_ rank: Int, _ filters: Int) throws -> Double? {
    guard weights.rows > 0, weights.columns > 0 else { return nil }
    return Spectrum.norm(try filterRows(filters).copied().singularValues().dropFirst(rank).reversed())
  }

  /// W with one filter a row.
  func filterRows(_ filters: Int) -> MatrixView {
    MatrixView(weights.entries, rows: filters, columns: weights.rows / filters * weights.columns)
  }
}
