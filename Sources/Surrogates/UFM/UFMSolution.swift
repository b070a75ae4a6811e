package import LinearAlgebra

/// The global minimum of the unconstrained feature model with the mean squared error, in closed form: the square roots of
/// the targets' covariance's eigenvalues are lowered by sqrt(c), c = lambda_H lambda_W, and end at zero.
///
/// - Shapes: Sigma = Yc'Yc/N = U diag(lambda) U', t x t. Holds when h is at least `rank`.
/// - Source: Andriopoulos et al. (2024), Theorem 4.1 and Corollary 4.2.
package struct UFMSolution: Sendable {
  /// c in the paper's average: the threshold on lambda, the gamma at which the Gram residual is 0, and the error variance.
  package let threshold: Double
  /// How many eigenvalues of Sigma exceed c: the rank of W and of H.
  package let rank: Int
  /// WW' = sqrt(lambda_H / lambda_W) U diag((sqrt lambda - sqrt c)+) U', t x t.
  package let gram: Matrix<Double>
  /// (1/N) E'E with E = H W' + 1 b' - Y: U diag(min(c, lambda)) U', t x t.
  package let residualCovariance: Matrix<Double>
  /// The least loss, averaged as the penalties say.
  package let loss: Double

  /// `nil` unless both penalties are positive and finite: without them there is no collapse and no unique minimum.
  ///
  /// - Parameter covariance: Sigma.
  /// - Throws: a `LinearAlgebraError` should LAPACK not converge.
  package init?(covariance: Matrix<Double>, _ penalties: UFMPenalties) throws {
    let order = covariance.rows
    let factor = penalties.factor(targets: order)
    let (lambdaH, lambdaW) = (penalties.features * factor, penalties.weights * factor)
    let threshold = lambdaH * lambdaW
    guard lambdaH > 0, lambdaW > 0, threshold > 0, threshold.isFinite else { return nil }
    let spectrum = try SymmetricSpectrum(upper: covariance.entries, order: order, byLAPACK: true)
    let values = spectrum.values.map { max($0, 0) }
    let vectors = try spectrum.leadingVectors(order)
    let scale = (lambdaH / lambdaW).squareRoot()
    let kept = values.map { scale * max(0, $0.squareRoot() - threshold.squareRoot()) }

    self.threshold = threshold
    rank = values.count { $0 > threshold }
    gram = vectors.symmetric(kept)
    residualCovariance = vectors.symmetric(values.map { min($0, threshold) })
    let paper = values.reduce(0) { sum, value in
      sum + (value > threshold ? (threshold * value).squareRoot() - threshold / 2 : value / 2)
    }
    loss = paper / factor
  }
}

extension Matrix where Scalar == Double {
  /// The symmetric matrix whose eigenvectors are these rows, with these eigenvalues.
  func symmetric(_ values: [Double]) -> Self {
    var weighted = self
    for row in 0..<rows {
      for column in 0..<columns { weighted[row, column] *= values[row] }
    }
    return transposed.times(weighted)
  }
}
