internal import COpenBLAS
internal import CProducts

extension BLAS {
  /// C (m x n) = alpha op(A) op(B) + beta C in double precision, all row-major; strides as for single precision.
  ///
  /// OpenBLAS computes unless `products` says otherwise; our own have the same bits on every processor that they run on,
  /// and are quicker for tens of rows or columns.
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ transposeA: Transpose,
    _ b: UnsafePointer<Double>, _ ldb: Int, _ transposeB: Transpose,
    into c: UnsafeMutablePointer<Double>, _ ldc: Int, alpha: Double = 1, beta: Double = 0,
    by products: Products = .openBLAS
  ) {
    guard m > 0, n > 0 else { return }
    if products == .fathom, alpha == 1, beta == 0 || beta == 1, k > 0,
      products_multiply_double(
        products_best(), m, n, k, a, lda, transposeA == .no ? 0 : 1, b, ldb, transposeB == .no ? 0 : 1, c,
        ldc, beta == 0 ? 0 : 1) != 0
    {
      return
    }
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

  /// Adds A'A to C (n x n), at least to its upper triangle; A is k x n. What is below the diagonal is undefined after.
  package static func addColumnGram(
    _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, to c: UnsafeMutablePointer<Double>,
    by products: Products
  ) {
    // A panel of columns at a time, down to its own diagonal block.
    let panel = 16
    for start in stride(from: 0, to: n, by: panel) {
      let width = min(panel, n - start)
      multiply(
        start + width, width, k, a, lda, .yes, a + start, lda, .no, into: c + start, n, beta: 1, by: products)
    }
  }
}

extension BLAS {
  /// Multiplies each of `samples` x `repeats` rows, entry by entry, with its sample's row of `factors`.
  package static func scaleRows(
    _ samples: Int, _ repeats: Int, _ width: Int, _ factors: UnsafePointer<Double>,
    _ rows: UnsafeMutablePointer<Double>
  ) {
    products_scale_rows(samples, repeats, width, factors, rows)
  }
}

extension Matrix where Scalar == Double {
  /// The product of this matrix and `right`, or and the transpose of `right`.
  package func times(
    _ right: Self, transposed: Bool = false, by products: Products = .openBLAS
  ) -> Self {
    let (depth, width) = transposed ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(columns == depth, "inner dimensions agree")
    var product = Self(rows: rows, columns: width, repeating: 0)
    guard rows > 0, width > 0, depth > 0 else { return product }
    BLAS.multiply(
      rows, width, depth, entries, columns, .no, right.entries, right.columns, transposed ? .yes : .no,
      into: &product.entries, width, by: products)
    return product
  }
}
