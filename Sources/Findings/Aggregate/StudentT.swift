internal import Foundation

/// Student's t distribution: the critical values of confidence intervals for means.
///
/// - Precision: double throughout; quantiles within 1e-10 relative of scipy's for 1 to 1e5 degrees.
/// - Source: the tail is a regularised incomplete beta function (DLMF 8.17.22, continued fraction).
package enum StudentT {
  /// The t for which |T| <= t has probability `confidence`, with `degrees` > 0 degrees of freedom.
  package static func critical(confidence: Double, degrees: Int) -> Double {
    precondition(degrees > 0 && confidence > 0 && confidence < 1, "an interval needs two values")
    let tail = 1 - confidence
    var low = 0.0
    var high = 1.0
    while outside(high, degrees: degrees) > tail { high *= 2 }
    // Bisection: monotone, so it cannot fail; 200 halvings end at neighbouring doubles.
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if outside(middle, degrees: degrees) > tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(|T| > t), for t >= 0.
  package static func outside(_ t: Double, degrees: Int) -> Double {
    let v = Double(degrees)
    return incompleteBeta(v / (v + t * t), complement: t * t / (v + t * t), v / 2)
  }

  /// I_x(a, 1/2) with 1 - x given apart, because it cancels for x near 1.
  private static func incompleteBeta(_ x: Double, complement: Double, _ a: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    let scale = exp(logGammaRatio(a) - log(Double.pi) / 2 + a * log(x) + log(complement) / 2)
    if x < (a + 1) / (a + 2.5) { return scale * continuedFraction(x, a, 0.5) / a }
    return 1 - scale * continuedFraction(complement, 0.5, a) / 0.5
  }

  /// ln(gamma(a + 1/2) / gamma(a)); as a series for large a, where the difference of logarithms cancels.
  private static func logGammaRatio(_ a: Double) -> Double {
    if a < 50 { return lgamma(a + 0.5) - lgamma(a) }
    let inverse = 1 / a
    let square = inverse * inverse
    return log(a) / 2 - inverse * (1.0 / 8 - square * (1.0 / 192 - square / 640))
  }

  /// Lentz's evaluation from the front, which needs no number of terms beforehand.
  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var numerator = 1.0
    var denominator = 1 / kept(1 - (a + b) * x / (a + 1))
    var fraction = denominator
    for index in 1...10_000 {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      denominator = 1 / kept(1 + even * denominator)
      numerator = kept(1 + even / numerator)
      fraction *= denominator * numerator
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      denominator = 1 / kept(1 + odd * denominator)
      numerator = kept(1 + odd / numerator)
      let step = denominator * numerator
      fraction *= step
      if abs(step - 1) < 1e-16 { break }
    }
    return fraction
  }
}
