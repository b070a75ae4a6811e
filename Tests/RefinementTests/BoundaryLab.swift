import Foundation
import Refinement
import SweepModel

/// A setting of which the truth is known: it answers every trial alike, whenever it is asked.
struct KnownSetting {
  enum Kind: String, CaseIterable {
    case sharp, blurred = "sd 0.15", skewed, lapses = "10 % lapses", wide = "sd 0.45", none = "no transition"
  }

  let kind: Kind
  let seed: Int
  let truth: Double

  /// Half a decade from either end at least; without a transition a decade beyond the last level.
  init(_ kind: Kind, seed: Int, levels: [Double]) {
    (self.kind, self.seed) = (kind, seed)
    var stream = RandomStream(seed: seed, for: .test)
    let (low, high) = (levels[0] + 0.5, levels[levels.count - 1] - 0.5)
    truth = kind == .none ? high + 1.5 : low + (high - low) * stream.uniform()
  }

  func answer(_ trial: BoundaryTrial, at level: Double) -> BoundaryAnswer {
    var stream = RandomStream(seed: seed &* 1_000_003 &+ trial.level * 64 + trial.seed, for: .test)
    let isBeyond =
      switch kind {
      case .sharp, .none: level > truth
      case .blurred: level > truth + 0.15 * stream.normal()
      case .wide: level > truth + 0.45 * stream.normal()
      // Median 0: the threshold is where half of the trials have passed.
      case .skewed: level > truth - 0.15 * (log(1 - stream.uniform()) + log(2))
      case .lapses: stream.uniform() < 0.1 ? level <= truth : level > truth
      }
    return isBeyond ? .yes : .no
  }
}

/// A sweep that is run: asks, answers and asks again.
struct BoundaryLab {
  let search: BoundarySearch
  let settings: Int
  let answer: (Int, BoundaryTrial, Double) -> BoundaryAnswer
  private(set) var rows: [BoundaryRow] = []

  init(
    _ plan: BoundaryPlan, settings: Int = 1, answer: @escaping (Int, BoundaryTrial, Double) -> BoundaryAnswer
  ) {
    (search, self.settings, self.answer) = (BoundarySearch(plan), settings, answer)
  }

  static func levels(_ count: Int = 33, decades: Double = 3) -> [Double] {
    (0..<count).map { -5 + decades * Double($0) / Double(count - 1) }
  }

  func row(_ setting: Int, _ trial: BoundaryTrial) -> BoundaryRow {
    BoundaryRow(
      setting: setting, trial: trial, answer: answer(setting, trial, search.plan.levels[trial.level]))
  }

  mutating func add(_ setting: Int, _ trial: BoundaryTrial) { rows.append(row(setting, trial)) }

  /// To the end.
  mutating func run() -> [Boundary] {
    while true {
      let boundaries = search.boundaries(settings: settings, rows)
      let asked = boundaries.enumerated().flatMap { setting, boundary in
        boundary.asked.map { row(setting, $0) }
      }
      if asked.isEmpty { return boundaries }
      rows += asked
    }
  }

  /// One row at a time, as `choose` picks it of those that are asked for; what is asked is computed anew after each.
  mutating func runOneByOne(choose: (Int) -> Int) {
    while true {
      let asked = search.propose(settings: settings, rows)
      if asked.isEmpty { return }
      let (setting, trial) = asked[choose(asked.count)]
      rows.append(row(setting, trial))
    }
  }
}
