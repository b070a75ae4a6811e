internal import CLAPACKE

extension Matrix where Scalar == Double {
  /// All min(rows, columns) singular values, largest first (dgesdd).
  ///
  /// - Throws: `.failed` when LAPACK does not converge.
  package func singularValues() throws -> [Double] {
    let count = min(rows, columns)
    guard count > 0 else { return [] }
    var (copy, values) = (entries, [Double](repeating: 0, count: count))
    var unused = 0.0
    // Rows read as columns are the transpose, whose singular values are the same.
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(columns), Int32(rows), &copy, Int32(columns), &values,
      &unused, 1, nil, 1)
    try LinearAlgebraError.check("dgesdd", count, info)
    return values
  }

  /// The same with the right singular vectors, one a row: min(rows, columns) x columns (dgesdd).
  ///
  /// Unlike `PrincipalDirections` it never squares the matrix: a singular value of 1e-12 of the largest is told from 0.
  /// - Throws: `.failed` when LAPACK does not converge.
  package func rightSingularVectors() throws -> (values: [Double], vectors: Self) {
    let count = min(rows, columns)
    var vectors = Self(rows: count, columns: columns, repeating: 0)
    guard count > 0 else { return ([], vectors) }
    var (copy, values) = (entries, [Double](repeating: 0, count: count))
    var others = [Double](repeating: 0, count: count * rows)
    // The transpose, read by columns, is U S V': its U, read by rows, holds our right vectors.
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), Int32(columns), Int32(rows), &copy, Int32(columns), &values,
      &vectors.entries, Int32(columns), &others, Int32(count))
    try LinearAlgebraError.check("dgesdd", count, info)
    return (values, vectors)
  }
}
