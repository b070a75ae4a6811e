internal import CZlib

/// An array to write into an .npz.
package struct NPZArray: Sendable {
  package enum Values: Sendable {
    case floats([Float])
    case doubles([Double])
    case integers([Int])
  }

  package var name: String
  package var shape: [Int]
  /// Row-major; written as float32, float64 or int64.
  package var values: Values

  package init(_ name: String, shape: [Int], _ values: Values) {
    (self.name, self.shape, self.values) = (name, shape, values)
  }
}

extension ArrayFile {
  /// Writes an .npz that numpy reads: members stored as they are, in the given order; equal arrays give equal bytes.
  ///
  /// The file is there as a whole or not at all; see `OutputFile`. Names are distinct and each shape fits its values; a file
  /// of 4 GiB or more is refused.
  package static func writeNPZ(path: String, _ arrays: [NPZArray]) throws(ArrayFileError) {
    precondition(Set(arrays.map(\.name)).count == arrays.count, "array names are distinct")
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for array in arrays {
      let content = array.npyBytes
      let name = Array(array.name.utf8) + ZipEntry.arraySuffix
      guard archive.count + content.count < 0xff00_0000 else {
        throw OutputFile.refused(path, "It would take more than 4 GiB")
      }
      // Version 2.0, UTF-8 names, stored, 1 January 1980.
      let fields =
        little(20, 2) + little(0x800, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
        + little(Int(checksum(content)), 4)
        + little(content.count, 4) + little(content.count, 4) + little(name.count, 2) + little(0, 2)
      directory +=
        little(0x0201_4b50, 4) + little(20, 2) + fields + little(0, 10) + little(archive.count, 4) + name
      archive += little(0x0403_4b50, 4) + fields + name + content
    }
    let end =
      little(0x0605_4b50, 4) + little(0, 4) + little(arrays.count, 2) + little(arrays.count, 2)
      + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    try OutputFile.write(archive + directory + end, to: path)
  }
}

extension NPZArray {
  /// The array as an .npy file of version 1.0, its numbers from a multiple of 64 bytes on, as numpy writes them.
  fileprivate var npyBytes: [UInt8] {
    let (element, numbers): (ElementType, [UInt8]) =
      switch values {
      case .floats(let values): (.float32, values.withUnsafeBytes { Array($0) })
      case .doubles(let values): (.float64, values.withUnsafeBytes { Array($0) })
      case .integers(let values): (.int64, values.withUnsafeBytes { Array($0) })
      }
    let count = numbers.count / element.width
    precondition(shape.reduce(1, *) == count, "the shape of '\(name)' fits its values")
    let text = "{'descr': '<\(element.code)', 'fortran_order': False, 'shape': \(tuple(shape)), }"
    let padding = 63 - (10 + text.utf8.count) % 64
    let header = NPYHeader.magic + [1, 0] + little(text.utf8.count + padding + 1, 2) + Array(text.utf8)
    return header + [UInt8](repeating: 32, count: padding) + [10] + numbers
  }
}

/// The check sum of zip: CRC-32.
package func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
  Array(bytes).withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
}

/// The lowest `width` bytes of a number, least significant first.
private func little(_ number: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
}
