internal import LinearAlgebra

/// The symmetric map that brings the columns' covariance to the identity (ZCA): y -> (y - mean) Sigma^-1/2.
///
/// Directions without variance, below 1e-12 of the largest, become 0.
///
/// - Precision: two passes in `Double`; results are rounded to `Float` once.
struct Whitening {
  let means: [Double]
  /// Sigma^-1/2, t x t.
  let root: Matrix<Double>

  /// `rows` is N x t with N >= 1.
  init(_ rows: Matrix<Float>) throws(TrainingError) {
    means = Standardizer(rows).means
    let columns = rows.columns
    var covariance = Matrix<Double>(rows: columns, columns: columns, repeating: 0)
    for row in 0..<rows.rows {
      for left in 0..<columns {
        let distance = Double(rows[row, left]) - means[left]
        for right in left..<columns {
          covariance[left, right] += distance * (Double(rows[row, right]) - means[right]) / Double(rows.rows)
        }
      }
    }
    do {
      let spectrum = try SymmetricSpectrum(upper: covariance.entries, order: columns, byLAPACK: true)
      let kept = spectrum.values.prefix { $0 > 0 && $0 > 1e-12 * spectrum.values[0] }
      root = try spectrum.scale(.identity(columns), alongLeading: kept.map { 1 / $0.squareRoot() })
    } catch { throw .noWhitening(columns: columns) }
  }

  func apply(to rows: inout Matrix<Float>) {
    for row in 0..<rows.rows {
      let centred = means.indices.map { Double(rows[row, $0]) - means[$0] }
      for column in means.indices {
        rows[row, column] = Float(means.indices.reduce(0.0) { $0 + centred[$1] * root[$1, column] })
      }
    }
  }
}
