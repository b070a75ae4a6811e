package import LinearAlgebra
package import SweepModel

/// Sums over the samples of one layer, from which everything of second order is measured as from the samples themselves.
///
/// - Shapes: h features, t targets, K classes.
/// - Precision: sums in double of samples less a point near their mean; of that point's own error nothing is left.
package struct FeatureMoments {
  package let number: Int
  /// N.
  package let samples: Int
  /// The mean of the features.
  package let means: [Double]
  /// Hc'Hc, h x h, Yc'Hc, t x h, and Yc'Yc, t x t.
  package let gram, cross, targets: Matrix<Double>
  /// The sum of h h' / ||h||^2 over the samples that have a length, and how many these are; `nil` where nobody knows.
  package let units: (gram: Matrix<Double>, count: Double)?

  /// - Parameters:
  ///   - shift: what was taken off each sample of features before it was summed.
  ///   - sum, gram: of the rest, h and h x h.
  ///   - cross: rest of features times rest of targets, h x t.
  ///   - targetSum, targetGram: of the rest of targets, t and t x t.
  package init(
    number: Int, samples: Int, shift: [Double], sum: [Double], gram: Matrix<Double>, cross: Matrix<Double>,
    targetSum: [Double], targetGram: Matrix<Double>, units: (gram: Matrix<Double>, count: Double)?
  ) {
    let count = Double(samples)
    (self.number, self.samples, self.units) = (number, samples, units)
    means = zip(shift, sum).map { $0 + $1 / count }
    self.gram = Self.centred(gram, sum, sum, count)
    self.cross = Self.centred(cross.transposed, targetSum, sum, count)
    targets = Self.centred(targetGram, targetSum, targetSum, count)
  }

  private static func centred(
    _ products: Matrix<Double>, _ left: [Double], _ right: [Double], _ count: Double
  ) -> Matrix<Double> {
    var products = products
    for row in 0..<products.rows {
      for column in 0..<products.columns { products[row, column] -= left[row] * (right[column] / count) }
    }
    return products
  }

  /// Few samples of features and targets whose means and covariances are those of all: whatever is measured through these
  /// is the same, by the same formulas.
  ///
  /// They are the rows of a root of the joint Gram matrix, each with both signs, so that their mean is exact. Features and
  /// targets are scaled before it is decomposed, so that small ones keep their digits beside large ones.
  package func surrogate() throws -> (features: Matrix<Double>, targets: Matrix<Double>) {
    let (width, outputs) = (gram.rows, targets.rows)
    let order = width + outputs
    let scales = [Self.scale(gram), Self.scale(targets)]
    var joint = [Double](repeating: 0, count: order * order)
    for row in 0..<width {
      for column in row..<width { joint[row * order + column] = gram[row, column] / scales[0] / scales[0] }
      for target in 0..<outputs {
        joint[row * order + width + target] = cross[target, row] / scales[0] / scales[1]
      }
    }
    for row in 0..<outputs {
      for column in row..<outputs {
        joint[(width + row) * order + width + column] = targets[row, column] / scales[1] / scales[1]
      }
    }
    let root = try Self.root(joint, order)
    let rows = max(2 * root.rows, min(samples, order))
    let scale = (Double(rows) / (2 * Double(samples))).squareRoot()
    var features = Matrix<Double>(rows: rows, columns: width, repeating: 0)
    var found = Matrix<Double>(rows: rows, columns: outputs, repeating: 0)
    for row in 0..<rows {
      let isThere = row < 2 * root.rows
      let sign = row.isMultiple(of: 2) ? scale : -scale
      for column in 0..<width {
        let part = isThere ? sign * scales[0] * root[row / 2, column] : 0
        features[row, column] = means[column] + part
      }
      guard isThere else { continue }
      for target in 0..<outputs { found[row, target] = sign * scales[1] * root[row / 2, width + target] }
    }
    return (features, found)
  }

  /// The root of the mean square, 1 for zeros.
  private static func scale(_ matrix: Matrix<Double>) -> Double {
    let trace = (0..<matrix.rows).reduce(0) { $0 + max(0, matrix[$1, $1]) }
    return trace > 0 ? trace.squareRoot() : 1
  }

  /// R with R'R = A of a symmetric matrix whose negative eigenvalues are rounding: one row a direction.
  private static func root(_ upper: [Double], _ order: Int) throws -> Matrix<Double> {
    let spectrum = try SymmetricSpectrum(upper: upper, order: order)
    let kept = spectrum.values.prefix { $0 > 0 }
    var root = try spectrum.leadingVectors(kept.count)
    for (row, value) in kept.enumerated() {
      for column in 0..<order { root[row, column] *= value.squareRoot() }
    }
    return root
  }

  /// The same for samples at unit length, not centred: rows whose sum of squares is that of all; `nil` where nobody knows.
  package func unitRoot() throws -> Matrix<Double>? {
    try units.flatMap { $0.count > 0 ? try Self.root($0.gram.entries, $0.gram.rows) : nil }
  }
}
