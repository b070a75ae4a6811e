/// Squared singular values and right singular vectors of A = matrix - offsets, through the smaller of A'A and AA'.
///
/// - Shapes: A is rows x columns; `upper` is the smaller side's Gram matrix, upper triangle, row-major.
/// - Precision: sums and decomposition in double. Squared singular values carry an error of about 1e-15 of the
///   largest; those below 2^-46 of it (a singular value below 2^-23, the resolution of single precision) are zero.
package struct PrincipalDirections {
  /// Squared singular values, largest first, min(rows, columns) of them, none negative.
  package let values: [Double]

  private let view: MatrixView
  private let offsets: [Double]?
  private let spectrum: SymmetricSpectrum

  /// - Throws: `.failed` when LAPACK does not converge.
  /// - Parameter valuesAlone: whether no direction will be asked for.
  package init(of view: MatrixView, minus offsets: [Double]? = nil, valuesAlone: Bool = false) throws {
    let gram = Self.gram(of: view, minus: offsets)
    try self.init(of: view, minus: offsets, gram: gram, valuesAlone: valuesAlone)
  }

  /// The same from a Gram matrix that `gram(of:minus:)` gave before.
  package init(
    of view: MatrixView, minus offsets: [Double]?, gram: consuming [Double], valuesAlone: Bool = false
  ) throws {
    (self.view, self.offsets) = (view, offsets)
    spectrum = try SymmetricSpectrum(
      upper: gram, order: min(view.rows, view.columns), valuesAlone: valuesAlone)
    let floor = (spectrum.values.first ?? 0) * 0x1p-46
    values = spectrum.values.map { $0 > floor ? $0 : 0 }
  }

  /// How many of `values` are not zero.
  package var rank: Int { values.count { $0 > 0 } }

  /// The right singular vectors of the `count` largest singular values, one a row: count x columns.
  ///
  /// - Parameter count: at most `rank`; beyond it a direction is not defined.
  package func leading(_ count: Int) throws -> Matrix<Double> {
    precondition(count <= rank, "only a direction with a singular value above zero is defined")
    let vectors = try spectrum.leadingVectors(count)
    if view.columns <= view.rows { return vectors }
    // v = A'u / s
    var directions = Matrix<Double>(rows: count, columns: view.columns, repeating: 0)
    guard count > 0 else { return directions }
    directions.entries.withUnsafeMutableBufferPointer { target in
      view.forEachColumnChunk(minus: offsets) { start, width, chunk in
        BLAS.multiply(
          count, width, view.rows, vectors.entries, view.rows, .no, chunk, width, .no,
          into: target.baseAddress! + start, view.columns)
      }
    }
    for row in 0..<count {
      let scale = 1 / values[row].squareRoot()
      for column in 0..<view.columns { directions[row, column] *= scale }
    }
    return directions
  }

  /// The upper triangle of A'A (columns x columns) or, when A has fewer rows than columns, of AA'.
  package static func gram(of view: MatrixView, minus offsets: [Double]? = nil) -> [Double] {
    let order = min(view.rows, view.columns)
    var gram = [Double](repeating: 0, count: order * order)
    guard order > 0 else { return gram }
    if view.columns <= view.rows {
      view.forEachRowChunk(minus: offsets) { _, count, chunk in
        BLAS.addGram(order, count, chunk, view.columns, .yes, to: &gram)
      }
    } else {
      view.forEachColumnChunk(minus: offsets) { _, count, chunk in
        BLAS.addGram(order, count, chunk, count, .no, to: &gram)
      }
    }
    return gram
  }
}
