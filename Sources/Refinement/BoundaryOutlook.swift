/// How many trials it takes before boundaries are known, where every answer agrees with one sharp threshold.
package struct BoundaryOutlook: Hashable, Sendable {
  /// The fewest, wherever the threshold lies, outside of the levels as well.
  package let least: Int
  /// The median over thresholds between two levels. Answers that waver take more.
  package let likely: Int
  /// What it never goes beyond.
  package let most: Int

  package init(_ plan: BoundaryPlan) {
    let search = BoundarySearch(plan)
    let levels = plan.levels
    let ends = [levels[0] - 1, levels[levels.count - 1] + 1].map { Self.trials(search, threshold: $0) }
    // Thirty-two thresholds tell a median as well as a thousand levels would.
    let step = max(1, (levels.count - 1) / 32)
    let inside = stride(from: 0, to: levels.count - 1, by: step).map {
      Self.trials(search, threshold: (levels[$0] + levels[$0 + 1]) / 2)
    }.sorted()
    least = min(ends.min() ?? inside[0], inside[0])
    likely = inside[inside.count / 2]
    most = min(plan.cap, levels.count * plan.seeds.count)
  }

  private init(least: Int, likely: Int, most: Int) {
    (self.least, self.likely, self.most) = (least, likely, most)
  }

  /// Of so many settings.
  package func times(_ settings: Int) -> Self {
    Self(least: least * settings, likely: likely * settings, most: most * settings)
  }

  private static func trials(_ search: BoundarySearch, threshold: Double) -> Int {
    var rows: [BoundaryRow] = []
    while true {
      let asked = search.propose(settings: 1, rows)
      if asked.isEmpty { return rows.count }
      rows += asked.map { setting, trial in
        let isBeyond = search.plan.levels[trial.level] > threshold
        return BoundaryRow(setting: setting, trial: trial, answer: isBeyond ? .yes : .no)
      }
    }
  }
}
