package import SweepModel

/// What a sweep is asked, of which kinds of experiment, and how its cells on one dataset answer.
///
/// Each stands in a file of its own below `Kinds`.
package struct Question: Sendable {
  /// Its name in `findings.json`.
  package let key: String
  package let text: String
  /// The kinds of experiment that it is asked of.
  let kinds: Set<ExperimentKind>
  /// What cells say of which at least one trial counts: of most questions one finding, or none where there is nothing to say. A
  /// question asked of each parameter that varies has one for each, under a question of its own.
  let answers: @Sendable (DataGroup) -> [Finding]

  package init(
    _ key: String, _ text: String, of kinds: Set<ExperimentKind>,
    answer: @escaping @Sendable (DataGroup) -> Finding?
  ) {
    self.init(key, text, ofEach: kinds) { answer($0).map { [$0] } ?? [] }
  }

  init(
    _ key: String, _ text: String, ofEach kinds: Set<ExperimentKind>,
    answers: @escaping @Sendable (DataGroup) -> [Finding]
  ) {
    (self.key, self.text, self.kinds) = (key, text, kinds)
    self.answers = answers
  }

  /// In the order in which answers are shown.
  package static let all: [Question] =
    [
      learning, collapseLayer, dimension, classCollapse, classDimension, effects, interactions, threshold,
      rankBound,
      equilibrium, closedForm, layerRate,
    ]
}

extension Question: Hashable {
  package static func == (one: Self, other: Self) -> Bool { one.key == other.key }
  package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension Aggregate {
  /// What the sweep says, by data and question. Trials that are trivial, diverged, failed or missing never
  /// enter; too few trials give a finding that claims nothing.
  package func findings(on questions: [Question] = Question.all) -> [Finding] {
    groups.flatMap { $0.findings(on: questions) }
  }
}

extension DataGroup {
  /// All cells of a sweep are of one kind. Where nothing counts, the first question alone tells so.
  fileprivate func findings(on questions: [Question]) -> [Finding] {
    guard let kind = cells.first?.spec.kind else { return [] }
    let asked = questions.filter { $0.kinds.contains(kind) }
    return tally[.counted] > 0
      ? asked.flatMap { $0.answers(self) }
      : asked.prefix(1).map { .noClaim($0, self, tally.whyNothingCounts) }
  }
}
