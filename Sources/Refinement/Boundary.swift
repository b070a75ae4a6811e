package import Statistics

/// What the rows say of one setting, and what is to be run there next.
package struct Boundary: Hashable, Sendable {
  /// Why nothing more is asked.
  package enum Outcome: String, Hashable, Sendable {
    /// The interval is as narrow as was asked for.
    case placed
    /// Both ends of the levels where nets learn answer alike, and so does what was asked between.
    case none
    /// The setting has its most trials, no seed is left, answers turn more than once, or nothing learns at any level.
    case notPlaced = "not placed"
  }

  /// `nil` while trials are asked for or out.
  package let outcome: Outcome?
  /// To be run now: what the round asks for and no row answers. Empty at the end.
  package let asked: [BoundaryTrial]
  /// Rounds that are whole.
  package let rounds: Int
  /// Rows that were read, those without an answer included.
  package let trials: Int
  package let tally: AnswerTally
  /// Where answers turn more than once, as far as they tell it from one threshold.
  package let turns: AnswerRuns?
  /// Whether it is the larger x that are answered by yes.
  package let isRising: Bool
  /// In decades, whatever the outcome: not cut at the first and the last level.
  package let median: Double
  package let interval: ClosedRange<Double>
  package let transitionWidth: Double
  /// Where nets stop to learn; `nil` where all of them learn.
  package let learns: Threshold?

  package var yes: [Int] { tally.yes }
  package var no: [Int] { tally.no }
  package var notLearnt: [Int] { tally.notLearnt }
  /// How many trials answered the question.
  package var answers: Int { tally.answers }
}
