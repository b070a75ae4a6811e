/// The header of the IDX format (MNIST's): two zero bytes, a type, the number of dimensions, and each extent in
/// four bytes. All numbers are big-endian.
enum IDXHeader {
  static func read(from stream: ByteStream) throws(ArrayFileError) -> ArrayHeader {
    let start = try stream.bytes(4)
    let dimensions = Int(start[3])
    let isIDX = start[0] == 0 && start[1] == 0
    let element = elements[start[2]]
    if !isIDX, start.allSatisfy({ $0 >= 32 && $0 < 127 || (9...13).contains($0) }) {
      throw .array(
        stream.name, "is text that is packed with gzip, and a CSV is read unpacked. Unpack it with gunzip.")
    }
    guard isIDX, element == nil || dimensions > 0 else {
      throw .array(
        stream.name,
        "does not start as IDX does. If another kind of file is packed in it, unpack it with gunzip.")
    }
    guard let element else {
      throw .array(
        stream.name,
        "has IDX type \(start[2]); 8 (uint8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64) is expected. "
          + "Save it as one of these.")
    }
    var reader = ByteReader(try stream.bytes(4 * dimensions))
    let shape = (0..<dimensions).compactMap { _ in reader.big(4) }
    return try ArrayHeader(
      shape: shape, element: element, isBigEndian: true, headerBytes: 4 + 4 * dimensions, name: stream.name)
  }

  private static let elements: [UInt8: ElementType] = [
    0x08: .uint8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
  ]
}
