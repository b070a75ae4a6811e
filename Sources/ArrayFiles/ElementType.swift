/// What one number of an array is stored as.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float32, float64, uint8, int16, int32, int64

  /// Bytes of one number.
  package var width: Int {
    switch self {
    case .uint8: 1
    case .int16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// numpy's code without its byte order.
  var code: String {
    switch self {
    case .float32: "f4"
    case .float64: "f8"
    case .uint8: "u1"
    case .int16: "i2"
    case .int32: "i4"
    case .int64: "i8"
    }
  }
}

/// What stands before an array's numbers.
struct ArrayHeader: Hashable {
  var shape: [Int]
  var element: ElementType
  var isBigEndian: Bool
  /// Entries in all.
  var count: Int
  /// Bytes of the header and of the numbers.
  var totalBytes: Int

  /// - Throws: a sentence when the sizes exceed `Int`.
  init(shape: [Int], element: ElementType, isBigEndian: Bool, headerBytes: Int, name: ArrayName)
    throws(ArrayFileError)
  {
    (self.shape, self.element, self.isBigEndian) = (shape, element, isBigEndian)
    var (product, overflows) = (1, false)
    for factor in shape + [element.width] where !overflows {
      (product, overflows) = product.multipliedReportingOverflow(by: factor)
    }
    let (total, isTooLong) = product.addingReportingOverflow(headerBytes)
    guard !overflows, !isTooLong else {
      throw .array(name, "has shape \(tuple(shape)), more than any file holds. Save the file again.")
    }
    (count, totalBytes) = (product / element.width, total)
  }
}
