internal import CLAPACKE
internal import CProducts

extension Matrix where Scalar == Double {
  /// All min(rows, columns) singular values, largest first: up to 16 of them by Jacobi's rotations, more by dgesdd.
  ///
  /// - Throws: `.failed` when LAPACK does not converge.
  package func singularValues() throws -> [Double] {
    let count = min(rows, columns)
    guard count > 0 else { return [] }
    if count <= 16, let values = fewSingularValues { return values }
    var (copy, values) = (entries, [Double](repeating: 0, count: count))
    var unused = 0.0
    // Rows read as columns are the transpose, whose singular values are the same.
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(columns), Int32(rows), &copy, Int32(columns), &values,
      &unused, 1, nil, 1)
    try LinearAlgebraError.check("dgesdd", count, info)
    // Infinite entries come through without a complaint.
    try LinearAlgebraError.check("dgesdd", count, values.allSatisfy(\.isFinite) ? 0 : Int32(count))
    return values
  }

  /// `nil` for entries that are not finite.
  private var fewSingularValues: [Double]? {
    let largest = entries.reduce(0) { Swift.max($0, $1.magnitude) }
    guard entries.allSatisfy(\.isFinite) else { return nil }
    let scale = largest.isNormal ? 2 * largest.binade : 1
    var rows = rows <= columns ? self : transposed
    for place in rows.entries.indices { rows.entries[place] /= scale }
    var values = [Double](repeating: 0, count: rows.rows)
    guard spectrum_singular(rows.rows, rows.columns, &rows.entries, &values) != 0 else { return nil }
    return values.map { $0 * scale }.sorted(by: >)
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
