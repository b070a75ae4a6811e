package import SweepModel

/// What is wrong with one place of a sweep file. `SweepError+Description.swift` says it in words.
package enum SweepError: Hashable, Sendable {
  // The text
  case tooLong(bytes: Int, limit: Int)
  case tooDeep(limit: Int)
  case unreadable(String)
  case tab
  case unsupported(UnsupportedYAML)
  case secondDocument
  case empty
  case noMapping(found: String)

  // Keys
  case repeatedKey(String, firstLine: Int)
  /// `place` is empty for the file itself.
  case unknownKey(String, place: String, known: [String])
  /// A name that stands among the parameters and belongs elsewhere, or the other way round.
  case misplacedKey(String, belongs: String)
  case missingKey(String, expected: String)

  // Values
  case wrongValue(String, found: String, expected: String, hint: Hint? = nil)
  case notYet(String, value: String, runs: [String])
  case inapplicable(String, reason: String)
  /// Generated data that is not for this experiment.
  case otherExperiment(dataset: String, ExperimentKind)
  /// A group of metrics that the experiment does not have.
  case groupOfOthers(MetricGroup, ExperimentKind)
  case repeatedValue(String, value: String)
  case rangeMissesEnd(String, max: String, last: String)
  case data(path: String, String)
  case exclude(String, position: Int, ExpressionError)

  // The grid
  case tooMany(trials: String, limit: Int)
  case allExcluded(cells: Int)
  /// What a rule says of the first cell that breaks it.
  case cells(String, bad: Int, of: Int)

  package enum Hint: Hashable, Sendable {
    case nearest(String)
    case number(NumberFault)
    case shorthand(String)

    /// `nil` where there is nothing to hint at.
    init?(_ fault: NumberFault) {
      guard fault != .noNumber else { return nil }
      self = .number(fault)
    }
  }
}
