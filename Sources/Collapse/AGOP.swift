package import LinearAlgebra

/// The average gradient outer product of a layer, (1/N) sum J_i'J_i, summed over chunks of Jacobian rows.
///
/// J_i (outputs x h) is the derivative of the network's outputs with respect to what enters the layer, for sample i.
/// Memory: h^2 doubles, however many samples there are.
package struct AGOP {
  private let width: Int
  /// The upper triangle of the sum so far.
  private var sum: [Double]

  /// - Parameter width: h, the features that enter the layer.
  package init(width: Int) {
    self.width = width
    sum = Array(repeating: 0, count: width * width)
  }

  /// Adds the outer products of some rows of Jacobians, in any order and number: rows x h.
  ///
  /// - Throws: `CollapseError.notFinite`, or `.shape` for rows of another width. Nothing is added then.
  package mutating func add(_ rows: MatrixView) throws {
    if rows.columns != width {
      throw CollapseError.shape(
        .jacobian, found: [rows.rows, rows.columns], expected: [rows.rows, width])
    }
    try rows.requireFinite(.jacobian)
    sum.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      rows.forEachRowChunk { _, count, chunk in
        BLAS.addGram(width, count, chunk, width, .yes, to: target)
      }
    }
  }

  /// The sum divided by N, symmetric, h x h. `nil` without samples.
  package func mean(overSamples samples: Int) -> Matrix<Double>? {
    guard samples > 0 else { return nil }
    var mean = Matrix(rows: width, columns: width, entries: sum.map { $0 / Double(samples) })
    for row in 0..<width {
      for column in 0..<row { mean[row, column] = mean[column, row] }
    }
    return mean
  }
}
