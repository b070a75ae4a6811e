package import LinearAlgebra
package import SweepModel

/// Sums over the samples of each class of one layer.
package struct ClassMoments {
  /// Samples of each class.
  package let sizes: [Int]
  /// The mean of each class less the mean of all, K x h.
  private let means: Matrix<Double>
  /// The sum of squared distances of each class's samples from its mean.
  private let scatters: [Double]
  /// The sum of (h - its class's mean)(h - its class's mean)', h x h.
  private let within: Matrix<Double>

  /// `nil` where a class has no sample, which leaves everything undefined.
  ///
  /// - Parameters:
  ///   - sums, squares: of each class's samples less the moments' shift, K x h and K.
  ///   - sum: that of all.
  package init?(
    sizes: [Int], sums: Matrix<Double>, squares: [Double], sum: [Double], gram: Matrix<Double>, samples: Int
  ) {
    guard sizes.count > 1, sizes.allSatisfy({ $0 > 0 }) else { return nil }
    var (means, within) = (sums, gram)
    var scatters = squares
    for (group, size) in sizes.enumerated() {
      for column in 0..<sums.columns {
        let mean = sums[group, column] / Double(size)
        scatters[group] -= mean * sums[group, column]
        means[group, column] = mean - sum[column] / Double(samples)
      }
      for row in 0..<sums.columns {
        let mean = sums[group, row] / Double(size)
        for column in 0..<sums.columns { within[row, column] -= mean * sums[group, column] }
      }
    }
    (self.sizes, self.means, self.within) = (sizes, means, within)
    self.scatters = scatters.map { max(0, $0) }
  }

  /// What is defined of `nc1`, `nc1_pinv`, `nc1_svd`, `nc2`, `nc3` and `cdnv`.
  package func metrics(_ weights: MatrixView) throws -> [Metric: Double] {
    let geometry = try ClassGeometry(
      means: means, sizes: sizes, scatters: scatters
    ) { directions in
      let turned = directions.times(within)
      return (0..<directions.rows).map { row in
        (0..<directions.columns).reduce(0) { $0 + turned[row, $1] * directions[row, $1] }
      }
    }
    guard let geometry else { return [:] }
    let metrics: [Metric: Double?] = [
      .nc1: geometry.traceRatio, .nc1Pinv: geometry.pseudoInverse, .nc1Svd: geometry.leading,
      .nc2: geometry.simplexError, .nc3: geometry.dualityError(weights), .cdnv: geometry.distanceVariance,
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// `wcv`: the mean squared distance of the samples from their class's mean.
  package var variation: Double { scatters.reduce(0, +) / Double(sizes.reduce(0, +)) }
}
