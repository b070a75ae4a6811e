/// Why arrays cannot be measured.
package enum CollapseError: Error, Hashable {
  /// An entry is NaN, infinite or beyond single precision's range; row and column count from 0.
  case notFinite(MeasuredArray, row: Int, column: Int, value: String)
  /// The features of a layer have another number of rows than the targets.
  case sampleCount(MeasuredArray, rows: Int, targets: Int)
  /// The weights of a layer have another number of columns than its features.
  case inputCount(MeasuredArray, columns: Int, features: Int)
}

/// One of the arrays handed over, by the name it has in a file of arrays.
package enum MeasuredArray: Hashable, Sendable, CustomStringConvertible {
  case features(layer: Int)
  case weights(layer: Int)
  case targets

  package var description: String {
    switch self {
    case .features(let layer): "H\(layer)"
    case .weights(let layer): "W\(layer)"
    case .targets: "Y"
    }
  }
}
