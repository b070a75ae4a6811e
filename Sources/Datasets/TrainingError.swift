/// Why a trial cannot be set up. What happens while it trains is an outcome, not an error.
package enum TrainingError: Error, Hashable, Sendable {
  case missing(parameter: String)
  case outOfRange(parameter: String, value: String, expected: String)
  /// The inputs and the targets of `part` differ in their rows.
  case rowsDiffer(part: String, inputs: Int, targets: Int)
  /// Train and test differ in the columns of `array`.
  case columnsDiffer(array: String, train: Int, test: Int)
  case noColumns(array: String)
  case tooFewRows(found: Int, needed: Int, purpose: String)
  /// The first entry that is NaN or infinite; row and column count from 0.
  case notFinite(array: String, row: Int, column: Int)
  /// A label that is none of the classes; rows count from 0.
  case label(row: Int, value: String, classes: Int)
  case severalLabels(columns: Int)
  /// The targets' covariance has no root: LAPACK did not converge.
  case noWhitening(columns: Int)
  case noTeacher(rank: Int, width: Int, draws: Int)
  /// Weights from outside do not fit; layers count from 1, shapes are out x in.
  case wrongShape(layer: Int, found: [Int], expected: [Int])
  case wrongDepth(found: Int, expected: Int)
  /// An array of a network's state that is not there, that has another shape, or that the network does not have.
  case missingArray(name: String, shape: [Int])
  case wrongArray(name: String, found: [Int], expected: [Int])
  case unknownArray(name: String)
  case unreadableCheckpoint(String)
  /// A checkpoint of another network or optimiser; counts of parameters, of each moment and of running statistics.
  case otherNetwork(found: [Int], expected: [Int])
}
