internal import Statistics
package import SweepModel

/// What several trials say about one metric: the mean, its spread and which trials gave it.
package struct Estimate: Hashable, Sendable {
  package static let confidence = 0.95

  package var mean: Double
  /// Sample standard deviation (divisor n - 1); `nil` for one value.
  package var deviation: Double?
  /// Half the width of the 95 % confidence interval of the mean by Student's t; `nil` for one value.
  package var halfWidth: Double?
  package var minimum: Double
  package var maximum: Double
  /// The trials behind the numbers, in sweep order.
  package var trials: [TrialID]

  package var count: Int { trials.count }
  package var low: Double { mean - (halfWidth ?? 0) }
  package var high: Double { mean + (halfWidth ?? 0) }

  /// `nil` without a finite value.
  package init?(_ values: [(trial: TrialID, value: Double)]) {
    let finite = values.filter { $0.value.isFinite }
    guard let first = finite.first else { return nil }
    (mean, deviation, halfWidth) = Self.moments(finite.map(\.value), around: first.value)
    minimum = finite.map(\.value).min() ?? first.value
    maximum = finite.map(\.value).max() ?? first.value
    trials = finite.map(\.trial)
  }

  /// Mean, deviation and half the interval's width of at least one value, which may be `first`.
  static func moments(_ values: [Double], around first: Double) -> (Double, Double?, Double?) {
    let n = Double(values.count)
    // Differences from the first value: equal values then have a deviation of exactly 0.
    let mean = first + values.reduce(0) { $0 + ($1 - first) } / n
    guard values.count > 1 else { return (mean, nil, nil) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let spread = (squares / (n - 1)).squareRoot()
    return (mean, spread, critical(degrees: values.count - 1) * spread / n.squareRoot())
  }

  /// Whether the two intervals have no point in common. Never so when one of them has no interval.
  package func isApart(from other: Estimate) -> Bool {
    guard halfWidth != nil, other.halfWidth != nil else { return false }
    return high < other.low || other.high < low
  }

  /// Critical values for the few numbers of seeds that occur, computed once.
  private static let table = (1...64).map { StudentT.critical(confidence: confidence, degrees: Double($0)) }

  private static func critical(degrees: Int) -> Double {
    degrees <= table.count
      ? table[degrees - 1] : StudentT.critical(confidence: confidence, degrees: Double(degrees))
  }
}

extension Numeral {
  /// A mean with the half-width of its interval, `0.165 ± 0.0123`, or how many values there were.
  package static func measured(_ estimate: Estimate) -> String {
    guard let half = estimate.halfWidth, half.isFinite else {
      return measured(estimate.mean) + (estimate.count == 1 ? " (n = 1)" : "")
    }
    return measured(estimate.mean) + " ± " + measured(half)
  }
}
