internal import Glibc
internal import LinearAlgebra

/// How the weights' Gram matrix W'W correlates with powers of the average gradient outer product.
///
/// In the eigenbasis of the product a power is diagonal, so that each costs h steps and not h^2.
struct GradientPowers {
  /// Of the product, over the largest; those below 1e-12 are left out, as their small powers would be noise.
  private let values: [Double]
  /// v'(W'W)v and (sum of v's entries)^2 for each eigenvector v, the Gram matrix at unit norm.
  private let diagonal, sums: [Double]
  private let mean, deviation: Double
  private let order: Double

  /// - Parameters:
  ///   - gram: W'W, h x h.
  ///   - values, vectors: leading eigenvalues, largest first, and at least as many of their vectors as rows.
  init?(_ gram: Matrix<Double>, _ values: [Double], _ vectors: Matrix<Double>) {
    let norm = Spectrum.norm(gram.entries)
    guard let largest = values.first, largest > 0, norm > 0, norm.isFinite else { return nil }
    let count = values.prefix(vectors.rows).prefix { $0 >= 1e-12 * largest }.count
    let leading = vectors.leadingRows(count)
    let turned = leading.times(gram)
    self.values = values.prefix(count).map { $0 / largest }
    diagonal = (0..<count).map { row in
      (0..<leading.columns).reduce(0) { $0 + turned[row, $1] * leading[row, $1] } / norm
    }
    sums = (0..<count).map { row in
      let sum = (0..<leading.columns).reduce(0) { $0 + leading[row, $1] }
      return sum * sum
    }
    order = Double(leading.columns)
    mean = gram.entries.reduce(0) { $0 + $1 / norm } / (order * order)
    guard let deviation = Self.deviation(squares: 1, sum: mean * order * order, count: order * order) else {
      return nil
    }
    self.deviation = deviation
  }

  /// Root of the sum of squared distances of `count` entries from their mean; `nil` for entries that are equal but for rounding.
  static func deviation(squares: Double, sum: Double, count: Double) -> Double? {
    let rest = squares - sum * sum / count
    return rest > 0x1p-46 * squares ? rest.squareRoot() : nil
  }

  /// Pearson's correlation of the entries of W'W with those of the product to this power.
  func correlation(_ exponent: Double) -> Double? {
    let powers = values.map { pow($0, exponent) }
    let sum = zip(powers, sums).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = powers.reduce(0) { $0 + $1 * $1 }
    guard let other = Self.deviation(squares: squares, sum: sum, count: order * order) else { return nil }
    let product = zip(powers, diagonal).reduce(0) { $0 + $1.0 * $1.1 } - mean * sum
    return max(-1, min(1, product / (deviation * other)))
  }

  /// The exponent of 0.05, 0.10 … 1 with the highest correlation, the first among equals.
  var best: (exponent: Double, correlation: Double)? {
    var best: (exponent: Double, correlation: Double)?
    for step in 1...20 {
      let exponent = Double(step) / 20
      guard let found = correlation(exponent), found > best?.correlation ?? -.infinity else { continue }
      best = (exponent, found)
    }
    return best
  }
}
