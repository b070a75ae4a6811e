internal import LinearAlgebra

/// Each column's mean and population standard deviation, to bring columns to mean 0 and deviation 1.
///
/// - Precision: two passes in `Double`; results are rounded to `Float` once.
/// - A constant column, up to rounding, has scale 1: it becomes 0 in the fitted rows instead of NaN or noise. The
///   bound is scikit-learn's: variance <= N eps variance + (N eps mean)^2, with the eps of `Double`.
struct Standardizer {
  let means: [Double]
  let scales: [Double]

  /// `rows` is N x d with N >= 1.
  init(_ rows: Matrix<Float>) {
    let columns = rows.columns
    let count = Double(rows.rows)
    var means = Self.columnSums(rows) { entry, _ in Double(entry) }
    for column in 0..<columns { means[column] /= count }
    let squares = Self.columnSums(rows) { entry, column in
      let centred = Double(entry) - means[column]
      return centred * centred
    }
    self.means = means
    self.scales = (0..<columns).map { column in
      let variance = squares[column] / count
      let rounding = count * Double.ulpOfOne
      let bound = rounding * variance + (rounding * means[column]) * (rounding * means[column])
      return variance <= bound ? 1 : variance.squareRoot()
    }
  }

  func apply(to rows: inout Matrix<Float>) {
    let columns = rows.columns
    rows.entries.withUnsafeMutableBufferPointer { entries in
      for start in stride(from: 0, to: entries.count, by: columns) {
        for column in 0..<columns {
          entries[start + column] = Float((Double(entries[start + column]) - means[column]) / scales[column])
        }
      }
    }
  }

  private static func columnSums(_ rows: Matrix<Float>, _ term: (Float, Int) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: rows.columns)
    rows.entries.withUnsafeBufferPointer { entries in
      for start in stride(from: 0, to: entries.count, by: rows.columns) {
        for column in 0..<rows.columns { sums[column] += term(entries[start + column], column) }
      }
    }
    return sums
  }
}
