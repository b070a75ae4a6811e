internal import CProducts
internal import Synchronization

/// Who computes a process's matrix products in single precision.
package enum Products: String, CaseIterable, Hashable, Sendable {
  /// Kernels of our own for small networks, on AVX-512 or AVX2: the same bits on both.
  case fathom
  /// OpenBLAS: its bits hold for one core type.
  case openBLAS = "openblas"

  /// The environment variable that chooses.
  package static let variable = "FATHOM_PRODUCTS"

  /// What this processor can run; the first is the default.
  package static var available: [Products] {
    products_best() == products_none ? [.openBLAS] : [.fathom, .openBLAS]
  }

  /// The products of that name, or the default if there is no name.
  package init(named name: String?) throws(LinearAlgebraError) {
    guard let name else {
      self = Self.available[0]
      return
    }
    guard let found = Self(rawValue: name) else { throw .unknownProducts(name) }
    guard Self.available.contains(found) else { throw .productsNeedVectors(name) }
    self = found
  }
}

extension BLAS {
  private static let ours = Atomic(products_best() != products_none)

  /// Who computes products in single precision, for the whole process; set it before work starts.
  package static var products: Products {
    get { ours.load(ordering: .relaxed) ? .fathom : .openBLAS }
    set { ours.store(newValue == .fathom && products_best() != products_none, ordering: .relaxed) }
  }

  /// What decides the bits of every product in this process: OpenBLAS's core type, and `+fathom` if the products in
  /// single precision are our own.
  package static var kernels: String { kernels(coreType: coreType) }

  package static func kernels(coreType: String, products: Products = BLAS.products) -> String {
    products == .fathom ? coreType + "+fathom" : coreType
  }
}
