/// What a sweep that looks for boundaries asks: one threshold along one parameter, for each setting of the others.
package struct BoundaryPlan: Hashable, Sendable {
  /// Where trials can be run, ascending, at least two; decades of the parameter.
  package let levels: [Double]
  /// A threshold is placed when its 95 % interval is no wider, in decades.
  package let tolerance: Double
  /// Trials of a round of one setting.
  package let batch: Int
  /// Trials of one setting, at most.
  package let cap: Int
  /// In the order in which they are used; at one level no more than `mostSeeds` of them.
  package let seeds: Range<Int>

  /// More seeds at one level tell less than the next level.
  package static let mostSeeds = 12

  /// - Parameter seeds: how many seeds there are to use, numbered from 0.
  package init(
    levels: [Double], tolerance: Double = 0.25, batch: Int = 4, cap: Int = 60, seeds: Int = mostSeeds
  ) {
    let levels = levels.sorted()
    precondition(levels.count > 1 && levels.allSatisfy(\.isFinite), "a boundary lies between levels")
    precondition(tolerance > 0 && batch > 0 && cap >= 2 && seeds > 0, "a plan asks for something")
    (self.levels, self.tolerance, self.batch, self.cap) = (levels, tolerance, batch, cap)
    self.seeds = 0..<min(seeds, Self.mostSeeds)
  }
}

/// A trial of a setting: which level, which seed.
package struct BoundaryTrial: Hashable, Comparable, Sendable {
  /// A place in the plan's levels.
  package let level: Int
  /// A place in the plan's seeds.
  package let seed: Int

  package init(level: Int, seed: Int) { (self.level, self.seed) = (level, seed) }

  package static func < (left: Self, right: Self) -> Bool {
    (left.level, left.seed) < (right.level, right.seed)
  }
}

/// What is known of a trial that has ended.
package enum BoundaryAnswer: Int, Hashable, Sendable {
  /// It learnt and is beyond the threshold, or is not.
  case yes, no
  /// It diverged or is trivial: it says where nets stop to learn, and nothing of the threshold.
  case notLearnt
  /// Out of attempts, or without what the question reads: it says nothing, and its seed is not used again.
  case failed
}

/// One row of the store that belongs to the sweep.
package struct BoundaryRow: Hashable, Sendable {
  /// A place among the plan's settings.
  package let setting: Int
  package let trial: BoundaryTrial
  package let answer: BoundaryAnswer

  package init(setting: Int, trial: BoundaryTrial, answer: BoundaryAnswer) {
    (self.setting, self.trial, self.answer) = (setting, trial, answer)
  }
}
