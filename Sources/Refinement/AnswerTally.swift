/// How the trials of a setting have answered, level by level.
package struct AnswerTally: Hashable, Sendable {
  package var yes: [Int]
  package var no: [Int]
  /// How many did not learn.
  package var notLearnt: [Int]

  package init(yes: [Int], no: [Int], notLearnt: [Int]) {
    (self.yes, self.no, self.notLearnt) = (yes, no, notLearnt)
  }

  init(levels: Int) {
    let none = Array(repeating: 0, count: levels)
    self.init(yes: none, no: none, notLearnt: none)
  }

  package var answers: Int { yes.reduce(0, +) + no.reduce(0, +) }
  package func answers(at level: Int) -> Int { yes[level] + no[level] }

  /// Levels with an answer, ascending.
  package var answered: [Int] { yes.indices.filter { answers(at: $0) > 0 } }

  /// From the first to the last level where at least half of the nets learn; `nil` where there is none.
  package var learnt: ClosedRange<Int>? {
    let places = answered.filter { answers(at: $0) >= notLearnt[$0] }
    return places.first.flatMap { first in places.last.map { first...$0 } }
  }

  /// The nearest level below, or above, those where nets learn at which more than half of them do not; `nil` where none was asked.
  package func stop(below: Bool) -> Int? {
    guard let learnt else { return nil }
    let stops = yes.indices.filter { notLearnt[$0] > answers(at: $0) }
    return below
      ? stops.last { $0 < learnt.lowerBound } : stops.first { $0 > learnt.upperBound }
  }

  /// What both ends of the levels where nets learn answer; `nil` where they differ and where one of them is split.
  package var endsSay: Bool? {
    guard let learnt, let low = majority(learnt.lowerBound), low == majority(learnt.upperBound) else {
      return nil
    }
    return low
  }

  /// Whether the lower end answers yes and the upper one no.
  var endsFall: Bool {
    learnt.map { majority($0.lowerBound) == true && majority($0.upperBound) == false } ?? false
  }

  private func majority(_ level: Int) -> Bool? {
    yes[level] == no[level] ? nil : yes[level] > no[level]
  }

  /// Levels between both ends of which at least half of the answers are not what the ends say.
  package var against: [Int] {
    guard let learnt, let endsSay else { return [] }
    let contrary = endsSay ? no : yes
    return answered.filter {
      $0 > learnt.lowerBound && $0 < learnt.upperBound && 2 * contrary[$0] >= answers(at: $0)
    }
  }
}
