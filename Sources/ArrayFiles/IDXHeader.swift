/// The header of the IDX format (MNIST's): two zero bytes, a type, the number of dimensions, and each extent in
/// four bytes. All numbers are big-endian.
enum IDXHeader {
  static func read(from stream: ByteStream) throws(ArrayFileError) -> ArrayHeader {
    let start = try stream.bytes(4)
    guard start[0] == 0, start[1] == 0 else { throw .header(stream.name, .notIDX) }
    guard let element = elements[start[2]] else { throw .header(stream.name, .idxType(Int(start[2]))) }
    let dimensions = Int(start[3])
    guard dimensions > 0 else { throw .header(stream.name, .notIDX) }
    var reader = ByteReader(try stream.bytes(4 * dimensions))
    let shape = (0..<dimensions).compactMap { _ in reader.big(4) }
    let header = ArrayHeader(
      shape: shape, element: element, isBigEndian: true, headerBytes: 4 + 4 * dimensions)
    guard let header else { throw .header(stream.name, .shapeTooLarge(shape)) }
    return header
  }

  private static let elements: [UInt8: ElementType] = [
    0x08: .uint8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
  ]
}
