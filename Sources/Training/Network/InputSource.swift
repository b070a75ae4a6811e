internal import CKernels
internal import Datasets
internal import LinearAlgebra

/// Rows that enter a network, in plain pointers: numbers, or bytes and what they stand for.
struct InputSource {
  private let columns: Int
  private let numbers: UnsafePointer<Float>?
  private let bytes: UnsafePointer<UInt8>?
  private let values: UnsafePointer<Float>?
  private let groups: Int

  /// Puts the `count` rows that `order` names into `buffer`.
  func gather(_ order: UnsafePointer<Int32>, _ count: Int, into buffer: UnsafeMutablePointer<Float>) {
    if let numbers {
      kernels_gather_rows(buffer, numbers, order, count, columns)
    } else {
      kernels_gather_pixels(buffer, bytes, order, count, columns, values, groups)
    }
  }

  /// `count` rows from `start` on, where they lie or in `buffer`.
  func rows(_ start: Int, _ count: Int, _ buffer: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    if let numbers { return numbers + start * columns }
    kernels_gather_pixels(buffer, bytes.map { $0 + start * columns }, nil, count, columns, values, groups)
    return UnsafePointer(buffer)
  }
}

extension InputSource {
  /// Valid during the call of `body`.
  static func with<Result>(_ table: InputTable, _ body: (InputSource) throws -> Result) rethrows -> Result {
    switch table {
    case .numbers(let matrix):
      try matrix.entries.withUnsafeBufferPointer {
        try body(
          InputSource(columns: matrix.columns, numbers: $0.baseAddress, bytes: nil, values: nil, groups: 0))
      }
    case .pixels(let table):
      try table.bytes.withUnsafeBufferPointer { bytes in
        try table.values.withUnsafeBufferPointer { values in
          try body(
            InputSource(
              columns: table.columns, numbers: nil, bytes: bytes.baseAddress, values: values.baseAddress,
              groups: table.groups))
        }
      }
    }
  }
}
