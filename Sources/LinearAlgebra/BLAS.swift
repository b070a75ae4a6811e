internal import COpenBLAS
internal import CProducts

/// The process's BLAS: which kernels it runs, and the raw products that a training loop needs.
package enum BLAS {
  package enum Transpose: Sendable {
    case no, yes
    var code: CBLAS_TRANSPOSE { self == .no ? CblasNoTrans : CblasTrans }
  }

  /// OpenBLAS's name of the kernels in use, such as `SkylakeX`. Bits hold per core type.
  package static var coreType: String { String(cString: openblas_get_corename()) }

  /// OpenBLAS's version and build options, such as `OpenBLAS 0.3.21 …`.
  package static var configuration: String { String(cString: openblas_get_config()) }

  /// One thread a process: slots are processes, and OpenBLAS's own threads would only fight over cores.
  package static func useOneThread() { openblas_set_num_threads(1) }

  /// Keeps up to 128 MiB of freed memory in the process. By default the copies that measuring makes are handed back to the
  /// kernel and asked for again, page by page: a quarter of the time of searching for clusters.
  package static func keepFreedMemory() { memory_keep_freed() }

  /// C (m x n) = alpha op(A) op(B) + beta C in single precision, all row-major.
  ///
  /// `op(A)` is m x k and `op(B)` is k x n; `lda`, `ldb`, `ldc` are the rows' strides in memory as stored.
  /// `products` computes; a scaled product is always OpenBLAS's.
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int, _ transposeA: Transpose,
    _ b: UnsafePointer<Float>, _ ldb: Int, _ transposeB: Transpose, into c: UnsafeMutablePointer<Float>,
    _ ldc: Int, alpha: Float = 1, beta: Float = 0, by products: Products = BLAS.products
  ) {
    if products == .fathom, alpha == 1, beta == 0 || beta == 1, k > 0,
      products_multiply(
        products_best(), m, n, k, a, lda, transposeA == .no ? 0 : 1, b, ldb, transposeB == .no ? 0 : 1, c,
        ldc, beta == 0 ? 0 : 1) != 0
    {
      return
    }
    cblas_sgemm(
      CblasRowMajor, transposeA.code, transposeB.code, Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b,
      Int32(ldb), beta, c, Int32(ldc))
  }
}
