internal import Statistics

/// Whether the seeds of a cell are enough, asked again after each of them.
///
/// A 95 % interval that is looked at until it pleases does not hold in 95 % of cases. Here the 5 % are spent over the looks: the one after n
/// seeds is at level alpha_n in proportion to 1/(n (n - 1)), and all of them sum to 5 %. So an interval that ends the search
/// misses the truth in at most one of twenty cells, whatever made it end (Boole).
///
/// - Precision: Student's t; as far as values are normal on the scale that they are given on.
package struct SeedRule: Hashable, Sendable {
  /// Seeds of a cell, at least and at most.
  package let seeds: ClosedRange<Int>
  package static let risk = 0.05

  /// - Parameter seeds: from `Contrast.leastCount` on.
  package init(_ seeds: ClosedRange<Int>) {
    precondition(seeds.lowerBound >= Contrast.leastCount, "fewer values say too little of their spread")
    self.seeds = seeds
  }

  /// The level of the look after so many seeds; 0 where there is none.
  package func alpha(_ count: Int) -> Double {
    guard seeds.contains(count) else { return 0 }
    // The sum of 1/(n (n - 1)) telescopes.
    let total = 1 / Double(seeds.lowerBound - 1) - 1 / Double(seeds.upperBound)
    return Self.risk / total / (Double(count) * Double(count - 1))
  }

  /// The mean's interval at this look; `nil` where there is no look or values have no spread.
  package func interval(_ values: [Double]) -> ClosedRange<Double>? {
    let alpha = alpha(values.count)
    return alpha > 0 ? Sample(values)?.interval(confidence: 1 - alpha) : nil
  }

  /// When a cell has seeds enough.
  package enum Goal: Hashable, Sendable {
    /// Half of the interval is at most this share of the mean.
    case relative(Double)
    /// The interval does not hold this number.
    case apart(from: Double)
  }

  package enum Decision: Hashable, Sendable {
    case another
    case reached
    /// All seeds are there, and the goal is not reached.
    case notReached
  }

  /// - Parameter values: of the seeds so far, in their order; those that are not finite count as seeds without a value.
  package func decide(_ values: [Double], _ goal: Goal) -> Decision {
    let known = values.filter(\.isFinite)
    if let interval = interval(known), let mean = Sample(known)?.mean, goal.isReached(interval, mean) {
      return .reached
    }
    return values.count < seeds.upperBound ? .another : .notReached
  }
}

extension SeedRule.Goal {
  fileprivate func isReached(_ interval: ClosedRange<Double>, _ mean: Double) -> Bool {
    switch self {
    case .relative(let share): (interval.upperBound - interval.lowerBound) / 2 <= share * mean.magnitude
    case .apart(let number): !interval.contains(number)
    }
  }
}
