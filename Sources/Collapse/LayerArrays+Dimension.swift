internal import Glibc
package import LinearAlgebra
package import SweepModel

/// The dimension of the set that the features lie on, from distances to near neighbours: twonn and mle, and the former over
/// scales.
extension LayerArrays {
  private static let neighbours = 20
  /// Each by the number of its farther neighbour, 2n.
  private static let scales: [(Metric, Int)] = [
    (.twonn2, 2), (.twonn4, 4), (.twonn8, 8), (.twonn16, 16), (.twonn32, 32), (.twonn64, 64),
  ]

  /// Without estimates below three distinct samples, and where rounding blurs too many.
  ///
  /// - Parameters:
  ///   - window: which rows are no neighbours.
  ///   - scales: whether the metrics of `dimension_scale` are wanted too; they take 64 neighbours of each sample.
  /// - Source: Facco et al. (2017), Scientific Reports 7:12140, and Levina and Bickel (2004); the settings are the
  ///   defaults of scikit-dimension 0.5.0. Scales: `DistanceRatios`.
  package func dimensionMetrics(_ window: TheilerWindow = .none, scales: Bool = false) -> [Metric: Double] {
    let neighbours = Neighbours(
      of: features, scales ? Self.scales.map(\.1).max() ?? 0 : Self.neighbours, window: window)
    let distances = neighbours.distances
    var metrics: [Metric: Double] = [:]
    metrics[.twonnLeftOut] = neighbours.leftOut
    metrics[.mleLeftOut] = neighbours.leftOut
    metrics[.twonn] = twoNeighbourDimension(distances)
    metrics[.mle] = likelihoodDimension(distances.map { $0.prefix(Self.neighbours) })
    for (metric, far) in Self.scales where scales {
      metrics[metric] = DistanceRatios.dimension(
        distances.compactMap { $0.count < far ? nil : log($0[far - 1] / $0[far / 2 - 1]) }, n: far / 2)
    }
    return metrics
  }

  /// The slope through the origin of -ln(1 - F) over ln mu, mu = r2 / r1, without the tenth with the largest mu; F = i/N.
  private func twoNeighbourDimension(_ distances: [[Double]]) -> Double? {
    let ratios = distances.compactMap { $0.count < 2 ? nil : log($0[1] / $0[0]) }.sorted()
    let kept = Int(Double(ratios.count) * 0.9)
    guard kept >= 2 else { return nil }
    var (products, squares) = (0.0, 0.0)
    for (place, ratio) in ratios.prefix(kept).enumerated() {
      products -= ratio * log(1 - Double(place + 1) / Double(ratios.count))
      squares += ratio * ratio
    }
    return products / squares
  }

  /// 1 / mean(1/m) over samples, m = (k - 1) / sum_j ln(T_k / T_j) over the k nearest neighbours.
  private func likelihoodDimension(_ distances: [ArraySlice<Double>]) -> Double? {
    guard let count = distances.first?.count, count >= 2 else { return nil }
    let sum = distances.reduce(0.0) { sum, line in
      line.reduce(sum) { $0 + log(line[count - 1] / $1) }
    }
    return Double((count - 1) * distances.count) / sum
  }
}

extension MatrixView {
  /// twonn and mle of rows that are no layer's, under the names given; those that are undefined are left out.
  package func intrinsicDimensions(
    as twonn: Metric, _ mle: Metric, window: TheilerWindow = TheilerWindow(0)
  ) -> [Metric: Double] {
    let found = LayerArrays(featuresOf: 0, self).dimensionMetrics(window)
    return [twonn: found[.twonn], mle: found[.mle]].compactMapValues { $0 }
  }
}
