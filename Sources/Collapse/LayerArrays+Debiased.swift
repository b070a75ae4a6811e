internal import LinearAlgebra

/// The alignment of features and targets without what few samples add to it: nrc2_debiased.
extension LayerArrays {
  /// Linear CKA of Hc and Yc from unbiased estimates of HSIC. `nil` below four samples and where either does not vary.
  ///
  /// With K = Hc Hc' and L = Yc Yc', d and e their diagonals, K and L have rows that sum to zero. So the N x N matrices
  /// without diagonals of the source come down to Frobenius norms of h x t, h x h and t x t products and to d and e:
  ///
  ///     N (N - 3) HSIC(K, L) = ||Hc'Yc||^2 - N / (N - 2) sum d e + (sum d) (sum e) / ((N - 1) (N - 2))
  ///
  /// - Parameters: `cross` is ||Hc'Yc||, `gramNorm` is ||Hc'Hc||.
  /// - Source: Song, Smola, Gretton, Bedo and Borgwardt (2012), JMLR 13, equation 4.
  func debiasedAlignment(_ cross: Double, _ gramNorm: Double, _ means: [Double], _ targets: Targets)
    -> Double?
  {
    guard features.rows > 3 else { return nil }
    let own = squaredLengths(means)
    let theirs = targets.squaredLengths
    let inner = Self.unbiased(gramNorm, own, own)
    let outer = Self.unbiased(targets.gramNorm, theirs, theirs)
    // Both are sums of squares; what rounding leaves of a zero is no estimate.
    guard inner > 0x1p-40 * gramNorm * gramNorm, outer > 0x1p-40 * targets.gramNorm * targets.gramNorm else {
      return nil
    }
    return Self.unbiased(cross, own, theirs) / inner.squareRoot() / outer.squareRoot()
  }

  /// N (N - 3) times the estimate of HSIC.
  private static func unbiased(_ norm: Double, _ left: [Double], _ right: [Double]) -> Double {
    let count = Double(left.count)
    let products = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    let sums = left.reduce(0, +) * (right.reduce(0, +) / ((count - 1) * (count - 2)))
    return norm * norm - count / (count - 2) * products + sums
  }

  /// ||h_i - mean||^2 of each sample.
  private func squaredLengths(_ means: [Double]) -> [Double] {
    var lengths = [Double](repeating: 0, count: features.rows)
    features.forEachRowChunk(minus: means) { start, count, chunk in
      for row in 0..<count {
        lengths[start + row] = GroupedFeatures.square(chunk + row * features.columns, features.columns)
      }
    }
    return lengths
  }
}

extension Targets {
  /// ||y_i - mean||^2 of each sample.
  fileprivate var squaredLengths: [Double] {
    var lengths = [Double](repeating: 0, count: samples)
    centred.entries.withUnsafeBufferPointer { entries in
      lengths.withUnsafeMutableBufferPointer { lengths in
        for target in 0..<dimension {
          let line = target * samples
          for row in 0..<samples { lengths[row] += entries[line + row] * entries[line + row] }
        }
      }
    }
    return lengths
  }
}
