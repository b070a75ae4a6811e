internal import Glibc

/// Numbers read off squared singular values: none negative, largest first, any common scale.
///
/// `nil` where a quotient has nothing to divide by (an empty or constant matrix).
enum Spectrum {
  /// The share of the sum that lies beyond the `count` largest.
  static func residualShare(_ squares: [Double], beyond count: Int) -> Double? {
    guard count > 0, let scale = largest(squares) else { return nil }
    let tail = squares.dropFirst(count).reversed().reduce(0) { $0 + $1 / scale }
    let head = squares.prefix(count).reversed().reduce(0) { $0 + $1 / scale }
    return tail / (head + tail)
  }

  /// sum / largest.
  static func stableRank(_ squares: [Double]) -> Double? {
    guard let scale = largest(squares) else { return nil }
    return squares.reduce(0) { $0 + $1 / scale }
  }

  /// sum of squares / largest square: the stable rank of the covariance itself.
  static func covarianceStableRank(_ squares: [Double]) -> Double? {
    guard let scale = largest(squares) else { return nil }
    return squares.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }
  }

  /// (sum)^2 / sum of squares.
  static func participationRatio(_ squares: [Double]) -> Double? {
    guard let sum = stableRank(squares), let sumOfSquares = covarianceStableRank(squares) else { return nil }
    return sum * sum / sumOfSquares
  }

  /// exp of the entropy of p = s / sum s, with s the singular values themselves.
  static func effectiveRank(_ squares: [Double]) -> Double? {
    guard let scale = largest(squares) else { return nil }
    let values = squares.map { ($0 / scale).squareRoot() }
    let sum = values.reduce(0, +)
    return exp(-values.reduce(0) { $1 > 0 ? $0 + ($1 / sum) * log($1 / sum) : $0 })
  }

  /// The least number of leading entries that hold `share` of the sum.
  static func dimension(_ squares: [Double], holding share: Double) -> Double? {
    guard let sum = stableRank(squares), let scale = largest(squares) else { return nil }
    var held = 0.0
    for (place, square) in squares.enumerated() {
      held += square / scale
      if held >= share * sum { return Double(place + 1) }
    }
    return Double(squares.count)
  }

  /// The k with the largest s_k / s_(k+1), the first of equals, values below 1e-6 of the largest raised to it; `nil` where no value
  /// is above the next.
  static func gap(_ squares: [Double]) -> Double? {
    guard let scale = largest(squares) else { return nil }
    let raised = squares.map { max($0 / scale, 1e-12) }
    var (place, steepest) = (0, 1.0)
    for (index, pair) in zip(raised, raised.dropFirst()).enumerated()
    where pair.0 / pair.1 > steepest * (1 + 1e-9) {
      (place, steepest) = (index + 1, pair.0 / pair.1)
    }
    return place > 0 ? Double(place) : nil
  }

  /// How many singular values lie above 1e-3 of the largest; 0 for a matrix of zeros, `nil` for an empty one.
  static func numericalRank(_ squares: [Double]) -> Double? {
    guard let first = squares.first else { return nil }
    return Double(squares.count { $0 > 1e-6 * first })
  }

  /// The Euclidean norm of the entries.
  static func norm(_ squares: some Sequence<Double>) -> Double {
    squares.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func largest(_ squares: [Double]) -> Double? {
    guard let first = squares.first, first > 0 else { return nil }
    return first
  }
}
