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
    guard info == 0 else {
      throw LinearAlgebraError.failed(routine: "dgesdd", info: Int(info), order: count)
    }
    return values
  }
}
