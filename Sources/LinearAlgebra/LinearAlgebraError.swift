/// What a LAPACK routine could not do, and products that cannot be had.
package enum LinearAlgebraError: Error, Hashable {
  /// The routine answered with a non-zero `info`.
  case failed(routine: String, info: Int, order: Int)
  case unknownProducts(String)
  case productsNeedVectors(String)

  /// - Throws: `.failed` for an `info` other than 0.
  static func check(_ routine: String, _ order: Int, _ info: Int32) throws {
    guard info == 0 else { throw LinearAlgebraError.failed(routine: routine, info: Int(info), order: order) }
  }
}

extension LinearAlgebraError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let routine, let info, let order):
      """
      LAPACK's '\(routine)' gave up on a matrix of order \(order) with info '\(info)'. \
      Expected 0. Check that every entry is finite, and report this matrix if it is.
      """
    case .unknownProducts(let name):
      "'\(Products.variable)' is '\(name)'. Choose 'fathom' or 'openblas', or unset it."
    case .productsNeedVectors(let name):
      "The products '\(name)' need AVX-512 or AVX2 with FMA, which this processor lacks. Choose 'openblas'."
    }
  }
}
