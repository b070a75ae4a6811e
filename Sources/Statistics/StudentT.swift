internal import Foundation

/// Student's t distribution: tails for tests and critical values for confidence intervals.
///
/// - Precision: double throughout; quantiles within 1e-10 relative of scipy's for 1 to 1e5 degrees.
package enum StudentT {
  /// The t for which |T| <= t has probability `confidence`, with `degrees` > 0 degrees of freedom, whole or not.
  package static func critical(confidence: Double, degrees: Double) -> Double {
    precondition(degrees > 0 && confidence > 0 && confidence < 1, "an interval needs two values")
    return root(of: 1 - confidence) { outside($0, degrees: degrees) }
  }

  /// P(|T| > t), for t >= 0.
  package static func outside(_ t: Double, degrees: Double) -> Double {
    let square = t * t
    if square.isInfinite { return 0 }
    return incompleteBeta(
      degrees / (degrees + square), complement: square / (degrees + square), degrees / 2, 0.5)
  }
}

/// The standard normal distribution.
package enum Normal {
  /// The z for which |Z| <= z has probability `confidence`.
  package static func critical(confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    return root(of: 1 - confidence, outside)
  }

  /// P(|Z| > z), for z >= 0.
  package static func outside(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) }
}

/// Where a tail that falls from 1 to 0 equals `level`: halving is monotone, so it cannot fail.
func root(of level: Double, _ tail: (Double) -> Double) -> Double {
  var (low, high) = (0.0, 1.0)
  while tail(high) > level { high *= 2 }
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if middle == low || middle == high { break }
    if tail(middle) > level { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
