internal import SweepModel

/// Takes one frame apart, field by field. Any bytes at all give either fields or an error: it never traps,
/// and never reserves more memory than the bytes that are there can fill.
struct ByteDecoder {
  private let bytes: [UInt8]
  private var position: Int
  private(set) var message = "header"

  init(_ frame: [UInt8]) {
    bytes = frame
    position = 0
  }

  private var left: Int { bytes.count - position }

  /// Reads magic, version and kind, and checks all but the version.
  mutating func header() throws(MessagingError) -> (version: UInt8, kind: UInt8) {
    guard bytes.count <= Limits.frame else {
      throw .frameTooLong(found: bytes.count, limit: Limits.frame)
    }
    let start = Array(bytes.prefix(Protocol.magic.count))
    guard start == Protocol.magic else { throw .foreignFrame(found: start) }
    position = start.count
    return (try byte("version"), try byte("kind"))
  }

  /// Reads the header of a frame of this version, whose kind must be one of `kinds`.
  mutating func kind(among kinds: ClosedRange<UInt8>, from speaker: String) throws(MessagingError)
    -> MessageKind
  {
    let (version, number) = try header()
    guard version == Protocol.version else { throw .otherVersion(found: version) }
    guard kinds.contains(number), let kind = MessageKind(rawValue: number) else {
      throw .unknownKind(found: number, from: speaker)
    }
    message = kind.name
    return kind
  }

  mutating func begin(_ kind: MessageKind) { message = kind.name }

  mutating func byte(_ field: String) throws(MessagingError) -> UInt8 {
    try need(1, field)
    defer { position += 1 }
    return bytes[position]
  }

  /// A number of four bytes.
  mutating func number(_ field: String, in range: ClosedRange<Int>) throws(MessagingError) -> Int {
    let value = Int(try word(UInt32.self, field))
    guard range.contains(value) else { throw outOfRange(field, String(value), range) }
    return value
  }

  mutating func word<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ field: String
  ) throws(MessagingError) -> Word {
    let size = Word.bitWidth / 8
    try need(size, field)
    defer { position += size }
    var value: Word = 0
    for place in 0..<size { value |= Word(bytes[position + place]) << (8 * Word(place)) }
    return value
  }

  /// Exactly `count` bytes, without a length before them.
  mutating func raw(_ count: Int, _ field: String) throws(MessagingError) -> ArraySlice<UInt8> {
    try need(count, field)
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func bytes(_ field: String, atMost limit: Int) throws(MessagingError) -> [UInt8] {
    Array(try raw(try length(field, atMost: limit), field))
  }

  mutating func text(_ field: String, atMost limit: Int) throws(MessagingError) -> String {
    let units = try raw(try length(field, atMost: limit), field)
    guard let text = String(validating: units, as: UTF8.self) else { throw .notText(message, field) }
    return text
  }

  mutating func name(_ field: String) throws(MessagingError) -> String {
    let name = try text(field, atMost: Limits.name)
    guard !name.isEmpty else { throw .emptyName(message, field) }
    guard name.isPrintable else { throw .controlCharacter(message, field) }
    return name
  }

  /// A list whose items take at least `itemBytes` each, which bounds the memory reserved for them.
  mutating func list<Item>(
    _ field: String, itemBytes: Int, _ read: (inout ByteDecoder) throws(MessagingError) -> Item
  ) throws(MessagingError) -> [Item] {
    let count = try length(field, atMost: Limits.list)
    try need(count * itemBytes, field)
    var items: [Item] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try read(&self)) }
    return items
  }

  /// Says that nothing may follow.
  func end() throws(MessagingError) {
    guard left == 0 else { throw .trailingBytes(message, left) }
  }

  func outOfRange(_ field: String, _ found: String, _ range: ClosedRange<Int>) -> MessagingError {
    .outOfRange(message, field, found: found, range)
  }

  private mutating func length(_ field: String, atMost limit: Int) throws(MessagingError) -> Int {
    let found = Int(try word(UInt32.self, field))
    guard found <= limit else { throw .tooLong(message, field, found: found, limit: limit) }
    return found
  }

  private func need(_ count: Int, _ field: String) throws(MessagingError) {
    guard count <= left else { throw .cutOff(message, field, needed: count, left: left) }
  }
}
