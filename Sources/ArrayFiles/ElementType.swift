/// What one number of an array is stored as.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float16, float32, float64, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool

  /// What a message lists.
  static let list = "float16 to float64, int8 to int64, uint8 to uint64 or bool"

  /// Bytes of one number.
  package var width: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether numbers of it need not be whole.
  package var isFloat: Bool { code.first == "f" }
  /// Whether float32 holds each of its numbers.
  package var fitsSingle: Bool { width < 4 || self == .float32 }

  /// numpy's code without its byte order.
  var code: String {
    let letter =
      switch self {
      case .float16, .float32, .float64: "f"
      case .int8, .int16, .int32, .int64: "i"
      case .uint8, .uint16, .uint32, .uint64: "u"
      case .bool: "b"
      }
    return "\(letter)\(width)"
  }
}

/// What stands before an array's numbers.
struct ArrayHeader: Hashable {
  var shape: [Int]
  var element: ElementType
  var isBigEndian: Bool
  /// Column by column, the first index fastest.
  var isFortran = false
  /// Entries in all.
  var count: Int
  /// Bytes of the header and of the numbers.
  var totalBytes: Int

  /// - Throws: a sentence when the sizes exceed `Int`.
  init(
    shape: [Int], element: ElementType, isBigEndian: Bool, isFortran: Bool = false, headerBytes: Int,
    name: ArrayName
  ) throws(ArrayFileError) {
    (self.shape, self.element, self.isBigEndian) = (shape, element, isBigEndian)
    // Of one dimension both orders are the same.
    self.isFortran = isFortran && shape.count > 1
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
