internal import SweepModel

/// Builds one frame: header, then fields in order. Integers are little-endian; bytes, texts and lists start
/// with their length as four bytes. Every field is held against the bound that the reader will hold it
/// against.
struct ByteEncoder {
  private(set) var bytes: [UInt8]
  let message: String

  init(_ kind: MessageKind) {
    bytes = Protocol.magic + [Protocol.version, kind.rawValue]
    message = kind.name
  }

  var count: Int { bytes.count }

  mutating func put(_ byte: UInt8) { bytes.append(byte) }

  mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A number as four bytes.
  mutating func put(_ value: Int, in range: ClosedRange<Int>, _ field: String) throws(MessagingError) {
    guard range.contains(value), let word = UInt32(exactly: value) else {
      throw .outOfRange(message, field, found: String(value), range)
    }
    put(word)
  }

  mutating func put(_ field: String, bytes some: [UInt8], atMost limit: Int) throws(MessagingError) {
    try check(field, some.count, limit)
    put(UInt32(some.count))
    bytes.append(contentsOf: some)
  }

  mutating func put(_ field: String, text: String, atMost limit: Int) throws(MessagingError) {
    try put(field, bytes: Array(text.utf8), atMost: limit)
  }

  /// A name: not empty, no control characters.
  mutating func put(_ field: String, name: String) throws(MessagingError) {
    guard !name.isEmpty else { throw .emptyName(message, field) }
    guard name.isPrintable else { throw .controlCharacter(message, field) }
    try put(field, text: name, atMost: Limits.name)
  }

  /// A sentence for people, cut to `Limits.text` bytes at a character's border.
  mutating func put(sentence: String) {
    var end = sentence.utf8.count
    if end > Limits.text {
      end = Limits.text
      let units = Array(sentence.utf8.prefix(Limits.text + 1))
      while end > 0, units[end] & 0xc0 == 0x80 { end -= 1 }
    }
    put(UInt32(end))
    bytes.append(contentsOf: sentence.utf8.prefix(end))
  }

  /// Makes room for a list's length, to be filled in when the list is complete.
  mutating func reserveCount() -> Int {
    put(UInt32(0))
    return bytes.count - 4
  }

  mutating func fill(_ place: Int, with count: Int) {
    for shift in 0..<4 { bytes[place + shift] = UInt8(truncatingIfNeeded: count >> (8 * shift)) }
  }

  mutating func cut(to length: Int) { bytes.removeLast(bytes.count - length) }

  /// The finished frame.
  func frame(upTo limit: Int = Limits.frame) throws(MessagingError) -> [UInt8] {
    guard bytes.count <= limit else { throw .frameTooLong(found: bytes.count, limit: limit) }
    return bytes
  }

  func check(_ field: String, _ found: Int, _ limit: Int) throws(MessagingError) {
    guard found <= limit else { throw .tooLong(message, field, found: found, limit: limit) }
  }
}
