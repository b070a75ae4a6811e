internal import Glibc
package import LinearAlgebra

/// Kernel ridge regression with the Laplace kernel k(x, z) = exp(-||x - z|| / bandwidth): f(x) = sum over j of k(x, x_j) a_j
/// with (K + ridge I) a = Y.
///
/// - Shapes: samples N x d, targets and predictions N x K. Memory: about four N x N matrices of doubles while it fits, two
///   after.
/// - Precision: double.
package struct LaplaceMachine {
  /// Samples nearer than this have no direction between them, and add nothing to a gradient.
  static let nearest = 1e-10

  private let samples: Matrix<Double>
  private let bandwidth: Double
  /// a, N x K.
  package let coefficients: Matrix<Double>
  /// f at the samples, N x K.
  package let predictions: Matrix<Double>
  /// k(x_i, x_j) / ||x_i - x_j||, N x N; 0 where the two coincide.
  private let slopes: Matrix<Double>

  /// - Throws: `LinearAlgebraError.failed` when K + ridge I is not positive definite to double precision, as with equal
  ///   samples and no ridge.
  package init(_ samples: Matrix<Double>, targets: Matrix<Double>, bandwidth: Double, ridge: Double) throws {
    precondition(samples.rows == targets.rows, "each sample has its targets")
    let count = samples.rows
    var kernel = Self.distances(samples)
    var slopes = kernel
    for place in kernel.entries.indices {
      let distance = kernel.entries[place]
      let value = exp(-distance / bandwidth)
      kernel.entries[place] = value
      slopes.entries[place] = distance < Self.nearest ? 0 : value / distance
    }
    var system = kernel
    for row in 0..<count { system[row, row] += ridge }
    let coefficients = try Matrix.solve(positive: system, targets)
    (self.samples, self.bandwidth, self.coefficients) = (samples, bandwidth, coefficients)
    predictions = kernel.times(coefficients)
    self.slopes = slopes
  }

  /// The average gradient outer product of f over the samples, (1/N) sum over i and outputs of g g': d x d, symmetric.
  ///
  /// `progress` is called after each output, of which each takes 2 N^2 d operations.
  package func agop(progress: () throws -> Void = {}) throws -> Matrix<Double> {
    let (count, width) = (samples.rows, samples.columns)
    var sum = Matrix<Double>(rows: width, columns: width, repeating: 0)
    for output in 0..<coefficients.columns {
      BLAS.addGram(
        width, count, gradients(of: output).entries, width, .yes, to: &sum.entries,
        alpha: 1 / (bandwidth * bandwidth * Double(count)))
      try progress()
    }
    sum.mirrorUpper()
    return sum
  }

  /// bandwidth times the gradient of one output at each sample, N x d: sum over j of a_j s_ij (x_j - x_i).
  private func gradients(of output: Int) -> Matrix<Double> {
    let (count, width) = (samples.rows, samples.columns)
    var weighted = samples
    var factors = Matrix<Double>(rows: count, columns: 1, repeating: 0)
    for row in 0..<count {
      let factor = coefficients[row, output]
      factors[row, 0] = factor
      for column in 0..<width { weighted[row, column] *= factor }
    }
    var result = slopes.times(weighted)
    let totals = slopes.times(factors)
    for row in 0..<count {
      for column in 0..<width { result[row, column] -= totals[row, 0] * samples[row, column] }
    }
    return result
  }

  /// ||x_i - x_j||, from products: exact zeros on the diagonal, an absolute error of about 1e-8 for samples of length 1.
  private static func distances(_ samples: Matrix<Double>) -> Matrix<Double> {
    var result = samples.times(samples, transposed: true)
    let squares = (0..<samples.rows).map { result[$0, $0] }
    for row in 0..<samples.rows {
      for column in 0..<samples.rows {
        let square = squares[row] + squares[column] - 2 * result[row, column]
        result[row, column] = row == column ? 0 : max(0, square).squareRoot()
      }
    }
    return result
  }
}
