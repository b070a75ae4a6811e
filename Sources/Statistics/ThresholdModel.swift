internal import Foundation

/// Where along x a yes-or-no answer turns from no to yes, by Bayes' rule.
///
///     P(yes | x) = e + (1 - 2e) Phi((x - theta) / s),  e = 0.02
///
/// theta lies on a grid that reaches half a unit beyond the first and the last level, s is one of five widths; every pair is as
/// probable as any other before the first answer. Everything is an exact sum over this grid: no sampler and no seed.
///
/// - Units: x as it is asked for, decades of a parameter; 0.5 and the widths are of that unit.
/// - Precision: logarithms of likelihoods are rounded to 2^-20 and added as whole numbers, so that the order of answers and the
///   last bit of a C library decide nothing.
/// - Source: the psi method of Kontsevich and Tyler (1999), Vision Research 39, with a lapse rate that is fixed.
package struct ThresholdModel: Sendable {
  package static let lapse = 0.02
  /// Of the grid of theta.
  package static let step = 1.0 / 40
  package static let widths = [0.03, 0.06, 0.12, 0.25, 0.5]
  private static let margin = 20
  fileprivate static let unit = 0x1p-20

  /// Where answers can be given, ascending.
  package let levels: [Double]
  /// Ascending.
  package let thresholds: [Double]
  /// Of each level, for each theta and in it each s: the logarithm's multiples of `unit`.
  private let yes: [[Int]]
  private let no: [[Int]]

  /// - Parameter levels: at least one, finite; in any order.
  package init(levels: [Double]) {
    let levels = levels.sorted()
    precondition(levels.first?.isFinite == true && levels.last?.isFinite == true, "a threshold needs levels")
    let (low, high) = (levels[0], levels[levels.count - 1])
    let steps = Int(((high - low) / Self.step - 1e-6).rounded(.up)) + 2 * Self.margin
    let thresholds = (0...steps).map { low + Double($0 - Self.margin) * Self.step }
    let tables = levels.map { level in Self.table(level, thresholds) }
    (self.levels, self.thresholds) = (levels, thresholds)
    (yes, no) = (tables.map(\.yes), tables.map(\.no))
  }

  private static func table(_ level: Double, _ thresholds: [Double]) -> (yes: [Int], no: [Int]) {
    func logarithm(_ distance: Double) -> Int {
      let share = erfc(-distance / 2.0.squareRoot()) / 2
      return Int((log(lapse + (1 - 2 * lapse) * share) / unit).rounded())
    }
    let distances = thresholds.flatMap { threshold in widths.map { (level - threshold) / $0 } }
    return (distances.map(logarithm), distances.map { logarithm(-$0) })
  }

  /// What so many answers at each level say.
  package func posterior(yes: [Int], no: [Int]) -> ThresholdPosterior {
    precondition(yes.count == levels.count && no.count == levels.count, "one count a level")
    var evidence = ThresholdEvidence(self)
    for level in levels.indices {
      evidence.add(yes[level], of: true, at: level)
      evidence.add(no[level], of: false, at: level)
    }
    return evidence.posterior
  }

  /// Of one answer at a level, for each theta and in it each s.
  fileprivate func logarithms(_ answer: Bool, at level: Int) -> [Int] { (answer ? yes : no)[level] }

  /// The logarithm of how probable the answers are where their share is the same at every level, whatever it is.
  package static func logEvidenceOfConstantShare(yes: Int, no: Int) -> Double {
    lgamma(Double(yes) + 1) + lgamma(Double(no) + 1) - lgamma(Double(yes + no) + 2)
  }
}

/// Answers so far: each is added once, in any order.
package struct ThresholdEvidence: Sendable {
  private let model: ThresholdModel
  private var sums: [Int]

  package init(_ model: ThresholdModel) {
    self.model = model
    sums = Array(repeating: 0, count: model.thresholds.count * ThresholdModel.widths.count)
  }

  /// - Parameter level: a place in the model's levels.
  package mutating func add(_ count: Int, of answer: Bool, at level: Int) {
    if count == 0 { return }
    let logarithms = model.logarithms(answer, at: level)
    for place in sums.indices { sums[place] += count * logarithms[place] }
  }

  package var posterior: ThresholdPosterior {
    let largest = sums.max() ?? 0
    // What is 1e-22 of the largest is lost in the sum.
    let least = largest - Int(50 / ThresholdModel.unit)
    let weights = sums.map { $0 < least ? 0 : exp(Double($0 - largest) * ThresholdModel.unit) }
    return ThresholdPosterior(model, weights: weights, logLargest: Double(largest) * ThresholdModel.unit)
  }
}

/// How probable each threshold is after the answers.
package struct ThresholdPosterior: Hashable, Sendable {
  /// Of the grid of theta, in order; their sum is 1.
  package let masses: [Double]
  /// Of `ThresholdModel.widths`.
  package let widthMasses: [Double]
  /// The logarithm of how probable the answers are under the model.
  package let logEvidence: Double
  private let thresholds: [Double]
  private let range: ClosedRange<Double>

  fileprivate init(_ model: ThresholdModel, weights: [Double], logLargest: Double) {
    let count = ThresholdModel.widths.count
    let total = weights.reduce(0, +)
    var (masses, widthMasses) = (
      [Double](repeating: 0, count: model.thresholds.count), [Double](repeating: 0, count: count)
    )
    for (place, weight) in weights.enumerated() where weight > 0 {
      masses[place / count] += weight
      widthMasses[place % count] += weight
    }
    self.masses = masses.map { $0 / total }
    self.widthMasses = widthMasses.map { $0 / total }
    logEvidence = logLargest + log(total / Double(weights.count))
    thresholds = model.thresholds
    range = model.levels[0]...model.levels[model.levels.count - 1]
  }

  /// The threshold below which such a share of the probability lies; each mass is spread evenly over its step.
  package func quantile(_ share: Double) -> Double {
    var below = 0.0
    for (threshold, mass) in zip(thresholds, masses) {
      if below + mass >= share, mass > 0 {
        return threshold + ((share - below) / mass - 0.5) * ThresholdModel.step
      }
      below += mass
    }
    return thresholds[thresholds.count - 1] + ThresholdModel.step / 2
  }

  package var median: Double { quantile(0.5) }
  /// The middle 95 % of the probability.
  package var interval: ClosedRange<Double> { quantile(0.025)...quantile(0.975) }
  /// The mean of s.
  package var transitionWidth: Double {
    zip(ThresholdModel.widths, widthMasses).reduce(0) { $0 + $1.0 * $1.1 }
  }
  /// How probable it is that the threshold lies below the first level or above the last.
  package var outside: Double { outside(of: range) }

  /// How probable it is that the threshold lies below or above a range.
  package func outside(of range: ClosedRange<Double>) -> Double {
    let tolerance = ThresholdModel.step / 4
    return zip(thresholds, masses).reduce(0) { sum, pair in
      let isInside = pair.0 >= range.lowerBound - tolerance && pair.0 <= range.upperBound + tolerance
      return isInside ? sum : sum + pair.1
    }
  }
}
