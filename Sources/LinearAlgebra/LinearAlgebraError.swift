/// What a LAPACK routine could not do.
package enum LinearAlgebraError: Error, Hashable {
  /// The routine answered with a non-zero `info`.
  case failed(routine: String, info: Int, order: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let routine, let info, let order):
      """
      LAPACK's '\(routine)' gave up on a matrix of order \(order) with info '\(info)'. \
      Expected 0. Check that every entry is finite, and report this matrix if it is.
      """
    }
  }
}
