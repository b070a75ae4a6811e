internal import Statistics

/// Where a sweep that looks for boundaries stands: a function of its plan and of the rows of its own trials.
///
/// Every setting is replayed in rounds from its rows. A round reads the rounds before it and nothing else, so that the order
/// of rows, another coordinator, more workers and rows that no round has asked for change no trial.
///
/// - Source: the psi method (Kontsevich and Tyler 1999, Vision Research 39) in rounds: `ThresholdModel`.
package struct BoundarySearch: Sendable {
  package let plan: BoundaryPlan
  let model: ThresholdModel
  let dyadic: DyadicLevels

  package init(_ plan: BoundaryPlan) {
    self.plan = plan
    model = ThresholdModel(levels: plan.levels)
    dyadic = DyadicLevels(plan.levels)
  }

  /// Where each of so many settings stands, in order.
  ///
  /// - Parameter rows: in any order; of several rows of a trial, which a store never has, the one with the first answer counts.
  package func boundaries(settings: Int, _ rows: some Sequence<BoundaryRow>) -> [Boundary] {
    var answers = [[BoundaryTrial: BoundaryAnswer]](repeating: [:], count: settings)
    for row in rows where answers.indices.contains(row.setting) {
      let earlier = answers[row.setting][row.trial]
      if row.answer.rawValue < earlier?.rawValue ?? .max { answers[row.setting][row.trial] = row.answer }
    }
    return answers.map { boundary($0) }
  }

  /// What is to be run now, setting by setting.
  package func propose(
    settings: Int, _ rows: some Sequence<BoundaryRow>
  ) -> [(setting: Int, trial: BoundaryTrial)] {
    boundaries(settings: settings, rows).enumerated().flatMap { setting, boundary in
      boundary.asked.map { (setting, $0) }
    }
  }

  private func boundary(_ answers: [BoundaryTrial: BoundaryAnswer]) -> Boundary {
    var replay = BoundaryReplay(self)
    var asked = replay.ends
    while true {
      let missing = asked.filter { answers[$0] == nil }
      if !missing.isEmpty { return replay.boundary(nil, asking: missing) }
      for trial in asked { if let answer = answers[trial] { replay.take(trial, answer) } }
      replay.endRound()
      if let outcome = replay.outcome { return replay.boundary(outcome) }
      asked = replay.next
      if asked.isEmpty { return replay.boundary(.notPlaced) }
    }
  }
}
