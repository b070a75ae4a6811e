internal import CLAPACKE

extension Matrix where Scalar == Double {
  /// The X of A X = `right`, where this matrix is A: symmetric and positive definite (dposv).
  ///
  /// - Parameters:
  ///   - upper: A, n x n; only the upper triangle is read, and it is overwritten by A's Cholesky factor.
  ///   - right: n x m.
  /// - Throws: `.failed` when A is not positive definite to double precision; `info` is then the order of its first
  ///   leading part that is not.
  package static func solve(positive upper: consuming Self, _ right: Self) throws -> Self {
    precondition(
      upper.rows == upper.columns && right.rows == upper.rows, "A is square and as tall as the right side")
    guard right.rows > 0, right.columns > 0 else { return right }
    let order = upper.rows
    var factor = upper
    var solution = right.transposed
    // The upper triangle by rows is the lower triangle by columns.
    let info = LAPACKE_dposv(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(order), Int32(right.columns), &factor.entries,
      Int32(order), &solution.entries, Int32(order))
    try LinearAlgebraError.check("dposv", order, info)
    return solution.transposed
  }
}
