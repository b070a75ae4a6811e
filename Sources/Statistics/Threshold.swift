internal import Foundation

/// What a grid of answers says of one threshold, whether answers turn to yes or to no along it.
package struct Threshold: Hashable, Sendable {
  package enum Outcome: String, Hashable, Sendable {
    /// The interval lies within the levels.
    case placed
    /// All answers are alike, or the threshold lies outside of the levels.
    case none
    case notPlaced = "not placed"
  }

  /// Fewer answers do not say that there is no threshold.
  package static let leastForNone = 6
  /// How many times more probable than one share at every level the answers have to be before a threshold is placed. With one
  /// share at every level, whatever it is, at most 1 in so many grids gets that far (Markov's inequality).
  package static let leastEvidence = 20.0

  package let outcome: Outcome
  /// Whether a threshold is told from one share of yes at every level.
  package let isTold: Bool
  /// Whether it is the larger x that are answered by yes.
  package let isRising: Bool
  /// How many answers there were, and how many of them were yes.
  package let answers: Int
  package let yes: Int
  /// In the unit of the levels.
  package let median: Double
  package let interval: ClosedRange<Double>
  package let transitionWidth: Double

  /// - Parameters:
  ///   - answers: each with its x, in any order.
  ///   - model: one that is there already, taken where the answers have its levels; its tables are most of the work.
  /// - Returns: `nil` for answers at fewer than three x: two have no inside.
  package init?(_ answers: [(x: Double, yes: Bool)], model: ThresholdModel? = nil) {
    let finite = answers.filter(\.x.isFinite)
    let levels = Set(finite.map(\.x)).sorted()
    guard levels.count > 2 else { return nil }
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    var counts = (yes: [Int](repeating: 0, count: levels.count), no: [Int](repeating: 0, count: levels.count))
    for answer in finite {
      guard let place = places[answer.x] else { continue }
      if answer.yes { counts.yes[place] += 1 } else { counts.no[place] += 1 }
    }
    let known = model.flatMap { $0.levels == levels ? $0 : nil }
    self.init(known ?? ThresholdModel(levels: levels), yes: counts.yes, no: counts.no)
  }

  /// - Parameters yes, no: how many such answers there are at each of the model's levels.
  package init(_ model: ThresholdModel, yes: [Int], no: [Int]) {
    let rising = model.posterior(yes: yes, no: no)
    let falling = model.posterior(yes: no, no: yes)
    isRising = rising.logEvidence >= falling.logEvidence
    let likelier = isRising ? rising : falling
    self.yes = yes.reduce(0, +)
    answers = self.yes + no.reduce(0, +)
    (median, interval, transitionWidth) = (likelier.median, likelier.interval, likelier.transitionWidth)
    let constant = ThresholdModel.logEvidenceOfConstantShare(yes: self.yes, no: answers - self.yes)
    // Either direction was as probable before.
    let evidence = (exp(rising.logEvidence - constant) + exp(falling.logEvidence - constant)) / 2
    let isAlike = self.yes == 0 || self.yes == answers
    isTold = !isAlike && evidence >= Self.leastEvidence
    if answers >= Self.leastForNone, isAlike || likelier.outside >= 0.95 {
      outcome = .none
    } else if isTold, interval.lowerBound >= model.levels[0],
      interval.upperBound <= model.levels[model.levels.count - 1]
    {
      outcome = .placed
    } else {
      outcome = .notPlaced
    }
  }
}
