internal import Foundation

/// Independent values of one quantity: how many, their mean and their variance.
package struct Sample: Hashable, Sendable {
  package let count: Int
  package let mean: Double
  /// With divisor n - 1; exactly 0 when all values are equal, and for one value.
  package let variance: Double

  package var deviation: Double { variance.squareRoot() }

  /// `nil` without values or with one that is not finite.
  package init?(_ values: [Double]) {
    guard let first = values.first, values.allSatisfy(\.isFinite) else { return nil }
    count = values.count
    // Differences from the first value: equal values then have a variance of exactly 0.
    let mean = first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
    self.mean = mean
    variance =
      values.count == 1
      ? 0 : values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The natural logarithms of values; `nil` where one is not above 0.
  package init?(logarithmsOf values: [Double]) {
    guard values.allSatisfy({ $0 > 0 }) else { return nil }
    self.init(values.map { log($0) })
  }

  /// The mean with its interval by Student's t; `nil` with fewer than `Contrast.leastCount` values or without spread.
  package func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
    Contrast([(1, self)])?.interval(confidence: confidence)
  }
}

extension ClosedRange<Double> {
  /// An interval of logarithms, as factors.
  package var exponentials: ClosedRange<Double> { exp(lowerBound)...exp(upperBound) }
}
