internal import COpenBLAS

extension BLAS {
  /// C (m x n) = alpha op(A) op(B) + beta C in double precision, all row-major; strides as for single precision.
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ transposeA: Transpose,
    _ b: UnsafePointer<Double>, _ ldb: Int, _ transposeB: Transpose,
    into c: UnsafeMutablePointer<Double>, _ ldc: Int, alpha: Double = 1, beta: Double = 0
  ) {
    guard m > 0, n > 0 else { return }
    cblas_dgemm(
      CblasRowMajor, transposeA.code, transposeB.code, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(max(1, lda)), b, Int32(max(1, ldb)), beta, c, Int32(ldc))
  }

  /// Adds alpha op(A) op(A)' to the upper triangle of C (n x n, row-major); op(A) is n x k. The rest of C is not touched.
  package static func addGram(
    _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ transpose: Transpose,
    to c: UnsafeMutablePointer<Double>, alpha: Double = 1
  ) {
    guard n > 0, k > 0 else { return }
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, transpose.code, Int32(n), Int32(k), alpha, a, Int32(lda), 1, c, Int32(n))
  }
}

extension Matrix where Scalar == Double {
  /// The product of this matrix and `right`, or and the transpose of `right`.
  package func times(_ right: Self, transposed: Bool = false) -> Self {
    let (depth, width) = transposed ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(columns == depth, "inner dimensions agree")
    var product = Self(rows: rows, columns: width, repeating: 0)
    guard rows > 0, width > 0, depth > 0 else { return product }
    BLAS.multiply(
      rows, width, depth, entries, columns, .no, right.entries, right.columns, transposed ? .yes : .no,
      into: &product.entries, width)
    return product
  }
}
