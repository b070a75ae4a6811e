package import LinearAlgebra

/// How far a minimum found by numbers is from the closed form, each as a share of the size that the quantity has for these
/// targets, so that it is defined where the closed form is zero.
package struct UFMComparison: Hashable, Sendable {
  /// |L - L*| / L*.
  package let loss: Double
  /// ||WW' - (WW')*|| / (sqrt(lambda_H / lambda_W) ||Sigma^{1/2}||), Frobenius norms.
  package let gram: Double
  /// ||(1/N) E'E - C*|| / ||Sigma||, E the errors on the raw targets.
  package let residual: Double
  /// |lambda_H ||H||^2 - N lambda_W ||W||^2| / (N lambda_W (lambda_H / lambda_W)^{1/2} tr Sigma^{1/2}).
  package let balance: Double

  /// - Parameters:
  ///   - raw: Y, N x t, as the minimiser had it.
  ///   - sigma: its covariance, t x t.
  /// - Returns: `nil` where all targets are constant: every quantity is then zero.
  package init?(
    _ found: UFMMinimiser.Minimum, _ solution: UFMSolution, _ raw: Matrix<Double>,
    covariance sigma: Matrix<Double>, _ penalties: UFMPenalties
  ) throws {
    let samples = Double(raw.rows)
    let values = try SymmetricSpectrum(upper: sigma.entries, order: sigma.rows, byLAPACK: true).values
    let positive = values.map { max(0, $0) }
    let total = positive.reduce(0, +)
    guard total > 0, solution.loss > 0 else { return nil }
    let scale = (penalties.features / penalties.weights).squareRoot()
    loss = abs(found.loss - solution.loss) / solution.loss
    let gramFound = found.weights.times(found.weights, transposed: true)
    gram = Self.distance(gramFound, solution.gram) / (scale * total.squareRoot())
    var errors = found.features.times(found.weights, transposed: true)
    for row in 0..<errors.rows {
      for column in 0..<errors.columns { errors[row, column] += found.biases[column] - raw[row, column] }
    }
    var covariance = errors.columnGram
    for place in covariance.entries.indices { covariance.entries[place] /= samples }
    residual = Self.distance(covariance, solution.residualCovariance) / positive.norm
    let squares = { (matrix: Matrix<Double>) in matrix.entries.reduce(0) { $0 + $1 * $1 } }
    let roots = positive.reduce(0) { $0 + $1.squareRoot() }
    balance =
      abs(penalties.features * squares(found.features) - samples * penalties.weights * squares(found.weights))
      / (samples * penalties.weights * scale * roots)
  }

  private static func distance(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
    zip(left.entries, right.entries).map { $0 - $1 }.norm
  }
}
