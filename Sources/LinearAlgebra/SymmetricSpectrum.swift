internal import CLAPACKE

/// A symmetric matrix reduced once to tridiagonal form: all its eigenvalues, and whichever eigenvectors are asked for.
///
/// The reduction (dsytrd) and the eigenvalues (dsterf) cost half of a full decomposition. Measures need few vectors,
/// which dormtr alone turns back from the tridiagonal form. Low orders take `SmallSpectrum`, not LAPACK.
///
/// - Precision: double; an eigenvalue's error is a few 1e-16 of the largest one's magnitude.
package struct SymmetricSpectrum {
  package let order: Int
  /// All eigenvalues, largest first.
  package let values: [Double]

  /// Where LAPACK has nothing to do.
  private let small: SmallSpectrum?
  /// Reflectors of dsytrd, whose product is the orthogonal Q of A = Q T Q'.
  private let reflectors: [Double]
  private let factors: [Double]
  private let diagonal: [Double]
  private let offDiagonal: [Double]

  /// - Parameter upper: `order * order` entries, row-major; only the upper triangle is read.
  /// - Parameters:
  ///   - valuesAlone: whether no vector will be asked for.
  ///   - byLAPACK: at low orders too. What training starts from keeps the bits that its results were computed with.
  /// - Throws: `.failed` when LAPACK does not converge, as it does for entries that are not finite.
  package init(
    upper: consuming [Double], order: Int, valuesAlone: Bool = false, byLAPACK: Bool = false
  ) throws {
    precondition(upper.count == order * order, "a matrix of order \(order) has that many entries squared")
    self.order = order
    var reflectors = upper
    small = byLAPACK ? nil : SmallSpectrum(upper: reflectors, order: order, valuesAlone: valuesAlone)
    if let small {
      values = small.values
      (self.reflectors, factors, diagonal, offDiagonal) = ([], [], [], [])
      return
    }
    var diagonal = [Double](repeating: 0, count: max(1, order))
    var (offDiagonal, factors) = (diagonal, diagonal)
    guard order > 0 else {
      (values, self.reflectors, self.factors, self.diagonal, self.offDiagonal) = ([], [], [], [], [])
      return
    }
    // The upper triangle by rows is the lower triangle by columns.
    try LinearAlgebraError.check(
      "dsytrd", order,
      LAPACKE_dsytrd(
        LAPACK_COL_MAJOR, Self.lower, Int32(order), &reflectors, Int32(order), &diagonal, &offDiagonal,
        &factors))
    self.reflectors = reflectors
    (self.diagonal, self.offDiagonal, self.factors) = (diagonal, offDiagonal, factors)
    try LinearAlgebraError.check("dsterf", order, LAPACKE_dsterf(Int32(order), &diagonal, &offDiagonal))
    // Infinite entries come through without a complaint.
    try LinearAlgebraError.check("dsterf", order, diagonal.allSatisfy(\.isFinite) ? 0 : Int32(order))
    values = diagonal.reversed()
  }

  /// The orthonormal eigenvectors of the `count` largest eigenvalues, one a row, largest first: count x order.
  package func leadingVectors(_ count: Int) throws -> Matrix<Double> {
    precondition(count >= 0 && count <= order, "between none and all of the eigenvectors")
    if let small {
      precondition(small.vectors.rows == order, "vectors are asked for where values alone were")
      return small.vectors.leadingRows(count)
    }
    var vectors = try tridiagonalVectors(count)
    try turn(&vectors.entries, count, transposed: false)
    return vectors
  }

  /// The rows of `matrix` (m x order), each as sum over j of weights[j] <row, v_j> v_j, over the leading eigenvectors v_j.
  ///
  /// With weights of one it projects on their span, with 1 / values it applies the truncated inverse.
  package func scale(_ matrix: Matrix<Double>, alongLeading weights: [Double]) throws -> Matrix<Double> {
    precondition(matrix.columns == order, "rows have as many entries as the spectrum's order")
    if small != nil { return try leadingVectors(weights.count).scale(matrix, by: weights) }
    var turned = matrix
    try turn(&turned.entries, matrix.rows, transposed: true)
    let vectors = try tridiagonalVectors(weights.count)
    var result = vectors.scale(turned, by: weights)
    try turn(&result.entries, matrix.rows, transposed: false)
    return result
  }

  /// Eigenvectors of the tridiagonal form, largest eigenvalue first: count x order.
  ///
  /// A few are found one by one (dstemr); from an eighth on, all of them at once are quicker (dstedc).
  private func tridiagonalVectors(_ count: Int) throws -> Matrix<Double> {
    guard count > 0 else { return Matrix(rows: 0, columns: order, entries: []) }
    var ascending = count * 8 <= order ? try fewVectors(count) : try allVectors()
    ascending.removeFirst(ascending.count - count * order)
    for row in 0..<count / 2 {
      for column in 0..<order {
        ascending.swapAt(row * order + column, (count - 1 - row) * order + column)
      }
    }
    return Matrix(rows: count, columns: order, entries: ascending)
  }

  private func fewVectors(_ count: Int) throws -> [Double] {
    var (diagonal, offDiagonal) = (diagonal, offDiagonal)
    var values = [Double](repeating: 0, count: order)
    var support = [Int32](repeating: 0, count: 2 * count)
    var (found, highAccuracy) = (Int32(0), Int32(1))
    var ascending = [Double](repeating: 0, count: count * order)
    try LinearAlgebraError.check(
      "dstemr", order,
      LAPACKE_dstemr(
        LAPACK_COL_MAJOR, Self.vectors, Self.indices, Int32(order), &diagonal, &offDiagonal, 0, 0,
        Int32(order - count + 1), Int32(order), &found, &values, &ascending, Int32(order), Int32(count),
        &support, &highAccuracy))
    return ascending
  }

  private func allVectors() throws -> [Double] {
    var (diagonal, offDiagonal) = (diagonal, offDiagonal)
    var ascending = [Double](repeating: 0, count: order * order)
    try LinearAlgebraError.check(
      "dstedc", order,
      LAPACKE_dstedc(
        LAPACK_COL_MAJOR, Self.indices, Int32(order), &diagonal, &offDiagonal, &ascending, Int32(order)))
    return ascending
  }

  /// Multiplies each of `count` vectors of `order` entries by Q or its transpose.
  private func turn(_ vectors: inout [Double], _ count: Int, transposed: Bool) throws {
    guard count > 0, order > 0 else { return }
    try LinearAlgebraError.check(
      "dormtr", order,
      LAPACKE_dormtr(
        LAPACK_COL_MAJOR, Self.left, Self.lower, transposed ? Self.transpose : Self.plain, Int32(order),
        Int32(count), reflectors, Int32(order), factors, &vectors, Int32(order)))
  }

  private static let lower = CChar(UInt8(ascii: "L"))
  private static let left = CChar(UInt8(ascii: "L"))
  private static let transpose = CChar(UInt8(ascii: "T"))
  private static let plain = CChar(UInt8(ascii: "N"))
  private static let vectors = CChar(UInt8(ascii: "V"))
  private static let indices = CChar(UInt8(ascii: "I"))
}

extension Matrix where Scalar == Double {
  /// The rows of `matrix` in the coordinates of these rows, each of which is scaled, and back.
  fileprivate func scale(_ matrix: Self, by weights: [Double]) -> Self {
    var coordinates = matrix.times(self, transposed: true)
    for row in 0..<coordinates.rows {
      for (column, weight) in weights.enumerated() { coordinates[row, column] *= weight }
    }
    return coordinates.times(self)
  }
}
