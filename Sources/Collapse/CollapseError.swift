/// Why arrays cannot be measured.
package enum CollapseError: Error, Hashable {
  /// An entry is NaN, infinite or beyond single precision's range; row and column count from 0.
  case notFinite(MeasuredArray, row: Int, column: Int, value: String)
  /// The features of a layer have another number of rows than the targets.
  case sampleCount(MeasuredArray, rows: Int, targets: Int)
  /// The weights of a layer have another number of columns than its features.
  case inputCount(MeasuredArray, columns: Int, features: Int)
  /// An array has another number of rows (or entries) than there are labels.
  case labelCount(MeasuredArray, rows: Int, labels: Int)
  /// A label is negative or not below the number of classes; rows count from 0.
  case label(row: Int, value: Int, classCount: Int?)
  /// An array that belongs to a layer has another shape than the layer gives it.
  case shape(MeasuredArray, found: [Int], expected: [Int])
}

/// One of the arrays handed over, by the name it has in a file of arrays.
package enum MeasuredArray: Hashable, Sendable, CustomStringConvertible {
  case features(layer: Int)
  case weights(layer: Int)
  case targets
  case biases(layer: Int)
  case deltas(layer: Int)
  case agop(layer: Int)
  case predictions

  package var description: String {
    switch self {
    case .features(let layer): "H\(layer)"
    case .weights(let layer): "W\(layer)"
    case .targets: "Y"
    case .biases(let layer): "b\(layer)"
    case .deltas(let layer): "the deltas of layer \(layer)"
    case .agop(let layer): "the AGOP of layer \(layer)"
    case .predictions: "the predictions"
    }
  }
}
