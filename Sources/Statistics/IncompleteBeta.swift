internal import Foundation

/// The regularised incomplete beta function I_x(a, b), with 1 - x given apart, because it cancels for x near 1.
///
/// - Source: the continued fraction of DLMF 8.17.22, by Lentz's method.
func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  let scale = exp(a * log(x) + b * log(complement) - logBeta(a, b))
  if x < (a + 1) / (a + b + 2) { return scale * continuedFraction(x, a, b) / a }
  return 1 - scale * continuedFraction(complement, b, a) / b
}

/// ln B(a, b). For a large argument by Stirling's series, where the difference of log-gammas cancels.
private func logBeta(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(a, b), max(a, b))
  guard large >= 50 else { return lgamma(a) + lgamma(b) - lgamma(a + b) }
  let rise =
    (large - 0.5) * log1p(small / large) + small * log(large + small) - small
    + stirling(large + small) - stirling(large)
  return lgamma(small) - rise
}

/// What Stirling's formula for ln gamma(x) leaves, x >= 50.
private func stirling(_ x: Double) -> Double {
  let square = 1 / (x * x)
  return (1.0 / 12 - square * (1.0 / 360 - square / 1260)) / x
}

/// Lentz's evaluation from the front, which needs no number of terms beforehand.
private func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
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
