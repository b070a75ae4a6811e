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
  case otherExperiment(dataset: String, Experiment)
  /// A group of figures about classes, in a regression.
  case groupNeedsClasses(String)
  /// A group of figures that the experiment does not have.
  case groupOfOthers(String, Experiment)
  case repeatedValue(String, value: String)
  case rangeMissesEnd(String, max: String, last: String)
  case data(path: String, String)
  case exclude(String, position: Int, ExpressionError)

  // The grid
  case tooMany(trials: String, limit: Int)
  case allExcluded(cells: Int)
  case cells(CellFault, bad: Int, of: Int)

  package enum Hint: Hashable, Sendable {
    case nearest(String)
    case leadingZero
    case quoted
    case underscore
    case otherBase
    case colon
    case finite
    case shorthand(String)
  }
}

/// Settings that do not go together in a cell; the values are those of the first such cell.
package enum CellFault: Hashable, Sendable {
  case targetRank(Int, targetDim: Int, inputs: Int, teacherWidth: Int)
  case designInputs(Int, InputDesign, columns: Int)
  case designSamples(Int, InputDesign, rows: Int)
  case milestone(Int, epochs: Int)
  case batchSize(Int, trainRows: Int)
  case noTrainRows(samples: Int)
  case samples(Int, rows: Int)
  case targetColumns(Int, columns: Int)
  case runawayDecay(learningRate: Double, weightDecay: Double, momentum: Double)
  case runawayNesterov(learningRate: Double, weightDecay: Double, limit: Double)
  case overshootingDecay(learningRate: Double, weightDecay: Double)
  case noHiddenLayer(String, String)
  case loneUnit
  case nothingToLeaveOut
  /// A parameter and its value, which mean nothing to the optimiser.
  case unused(String, String, by: String)
  case nesterovAtRest
  case batchForLBFGS(Int)
  case batchNormForLBFGS
  case loneRow(batch: Int, trainRows: Int)
  case warmup(Int, epochs: Int)
  case milestonesWithCosine([Int])
  case risingCosine(lrFactor: Double)
  case onlyWeights
  /// A parameter and its value, which is no number, or 1, in single precision.
  case notSingle(String, Double)
  case oneInSingle(String, Double)
  case weights(Int, limit: Int)
  case numbers(samples: Int, columns: Int, limit: Int)
  case crossEntropyWithoutClasses(Experiment)
  case codingWithCrossEntropy(String)
  case agopWithNormalization(String)
  /// The file's targets are no labels.
  case noLabels(LabelFacts)
  case oneClass
  case labelsBeyond(classes: Int, largest: Int)
  case missingClass(Int, classes: Int, trainRows: Int)
  /// An optimiser that only networks have.
  case networkOptimizer(String)
  case frequenciesWithoutCosine(Double)
  case kernelRows(Int, limit: Int)
  case kernelColumns(String, Int, limit: Int)
  case freeNumbers(Int, limit: Int)
}

/// Everything that is wrong with one sweep file, by line.
package struct SweepProblems: Error, Hashable, Sendable {
  package struct Problem: Hashable, Sendable {
    package var line: Int
    package var error: SweepError
  }

  /// The file's path, as the user wrote it.
  package let path: String
  package private(set) var all: [Problem] = []

  /// More than these are not read by anybody.
  private static let most = 200

  init(path: String) { self.path = path }

  mutating func add(_ error: SweepError, at line: Int) {
    let problem = Problem(line: line, error: error)
    guard all.count < Self.most, !all.contains(problem) else { return }
    let place = all.firstIndex { $0.line > line } ?? all.endIndex
    all.insert(problem, at: place)
  }
}
