package import SweepModel

/// What a report cannot do as it was asked.
package enum FindingsError: Error, Hashable {
  case notTwoAxes(String, varied: [String])
  case unvariedAxis(String, varied: [String])
  case condition(String, ExpressionFault)
  case unknownColumn(String, nearest: String?)
}
