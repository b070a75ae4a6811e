internal import SweepModel

/// Writes one message, or reads it, field by field: each function takes the value to write and answers the
/// value written or read. So a layout is told once and holds in both directions; what a reader gives it makes
/// no difference.
///
/// Integers are little-endian; bytes, texts and lists start with their length as four bytes. Both directions
/// hold a field against the same bound. The first mistake is kept and thrown at the end; what is read after it
/// is empty. Any bytes at all give either fields or an error: reading never traps, and never reserves more
/// memory than the bytes that are there can fill.
package struct FrameCoder {
  let isReading: Bool
  private var frame: [UInt8]
  private var position = 0
  private var kind: MessageKind?
  private var mistake: MessagingError?
  /// Bytes of the longest frame written.
  private let limit: Int
  /// Frames before this one, which a list has filled.
  private var full: [[UInt8]] = []

  /// Begins to write a message.
  init(_ kind: MessageKind, upTo limit: Int) {
    (isReading, self.kind, self.limit) = (false, kind, limit)
    frame = Protocol.magic + [Protocol.version, kind.rawValue]
  }

  init(reading frame: [UInt8]) { (isReading, self.frame, limit) = (true, frame, Limits.frame) }

  private var message: String { kind.map { String(describing: $0) } ?? "header" }

  /// Reads the header and answers the example of its kind. A refusal is read whatever its version, for it is
  /// laid out alike in all of them, so that an old worker can say why it may not join.
  mutating func example<Message: FrameMessage>() throws(MessagingError) -> Message {
    guard frame.count <= limit else { throw .frameTooLong(found: frame.count, limit: limit) }
    let start = Array(frame.prefix(Protocol.magic.count))
    guard start == Protocol.magic else { throw .foreignFrame(found: start) }
    position = start.count
    let version: UInt8 = word(nil, "version")
    let number: UInt8 = word(nil, "kind")
    if let mistake { throw mistake }
    let example = Message.examples.first { $0.kind.rawValue == number }
    kind = example?.kind
    guard version == Protocol.version || kind == .refused else { throw .otherVersion(found: version) }
    guard let example else { throw .unknownKind(found: number, from: Message.speaker) }
    return example
  }

  @inline(__always)
  mutating func word<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ word: Word?, _ field: String
  ) -> Word {
    if let word = given(word) {
      withUnsafeBytes(of: word.littleEndian) { frame.append(contentsOf: $0) }
      return word
    }
    let place = take(Word.bitWidth / 8, field)
    if place.isEmpty { return 0 }
    let word = frame.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place.lowerBound, as: Word.self) }
    return Word(littleEndian: word)
  }

  /// A number of four bytes, or of as many as `type` has.
  @inline(__always)
  mutating func number<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ number: Int?, in range: ClosedRange<Int>, as type: Word.Type = UInt32.self, _ field: String
  ) -> Int {
    let number = given(number)
    let word = word(number.map { Word(truncatingIfNeeded: $0) }, field)
    if let found = number ?? Int(exactly: word), range.contains(found) { return found }
    fail(field, number?.description ?? word.description, outside: range)
    return range.lowerBound
  }

  /// One of `choices` as a byte: its place, counted from `first`.
  mutating func choice<Choice: Equatable>(
    _ choice: Choice?, of choices: [Choice], from first: Int = 0, _ field: String
  ) -> Choice {
    let place = choice.map { first + (choices.firstIndex(of: $0) ?? choices.count) }
    let last = first + choices.count - 1
    return choices[number(place, in: first...last, as: UInt8.self, field) - first]
  }

  /// The 16 bytes of the hash in its own order.
  mutating func identifier<Tag>(_ id: Identifier<Tag>?, _ field: String) -> Identifier<Tag> {
    if isReading { _ = need(16, field) }
    let high = word(id?.high.byteSwapped, field)
    let low = word(id?.low.byteSwapped, field)
    return Identifier(high: high.byteSwapped, low: low.byteSwapped)
  }

  mutating func bytes(_ bytes: [UInt8]?, atMost limit: Int, _ field: String) -> [UInt8] {
    let count = length(bytes?.count, atMost: limit, field)
    guard let bytes = given(bytes) else { return Array(frame[take(count, field)]) }
    frame.append(contentsOf: bytes)
    return bytes
  }

  mutating func text(_ text: String?, atMost limit: Int, _ field: String) -> String {
    let count = length(text?.utf8.count, atMost: limit, field)
    if let text = given(text) {
      frame.append(contentsOf: text.utf8)
      return text
    }
    let text = String(validating: frame[take(count, field)], as: UTF8.self)
    if text == nil { fail(.notText(message, field)) }
    return text ?? ""
  }

  /// A text that may be missing: empty in the frame.
  mutating func filledText(_ text: String?, atMost limit: Int, _ field: String) -> String? {
    let text = self.text(text ?? "", atMost: limit, field)
    return text.isEmpty ? nil : text
  }

  /// A name: not empty, no control characters.
  mutating func name(_ name: String?, _ field: String) -> String {
    let name = text(name, atMost: Limits.name, field)
    if name.isEmpty { fail(.emptyName(message, field)) }
    if !name.isPrintable { fail(.controlCharacter(message, field)) }
    return name
  }

  /// A sentence for people, cut to `Limits.text` bytes at a character's border.
  mutating func sentence(_ sentence: String?, _ field: String = "text") -> String {
    text(sentence.map(Self.cut), atMost: Limits.text, field)
  }

  private static func cut(_ sentence: String) -> String {
    var units = sentence.utf8.prefix(Limits.text)
    while true {
      if let cut = String(units) { return cut }
      units.removeLast()
    }
  }

  mutating func list<Item: FrameItem>(
    _ items: [Item]?, atMost limit: Int = Limits.list, _ field: String
  ) -> [Item] {
    let count = length(items?.count, atMost: limit, field)
    if let items = given(items) {
      for item in items { _ = Item(&self, item) }
      return items
    }
    var items: [Item] = []
    guard need(count * Item.leastBytes, field) else { return items }
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(Item(&self, nil)) }
    return items
  }

  /// A list at the end of a message. What one frame cannot hold is spread over as few as the bounds allow, each
  /// of which begins alike and stands for itself.
  mutating func spreadList<Item: FrameItem>(_ items: [Item], _ field: String) -> [Item] {
    if isReading { return list(nil, field) }
    let start = frame.count
    var count = 0
    _ = word(0 as UInt32, field)
    for item in items {
      let before = frame.count
      _ = Item(&self, item)
      if count > 0, frame.count > limit || count == Limits.list {
        let last = Array(frame[before...])
        frame.removeLast(last.count)
        fill(start, with: count)
        full.append(frame)
        frame.replaceSubrange((start + 4)..., with: last)
        count = 0
      }
      count += 1
    }
    fill(start, with: count)
    return items
  }

  /// Whether a part follows at the end that messages may lack, as readers before it did not know it.
  func hasMore(_ isWritten: Bool) -> Bool { isReading ? mistake == nil && position < frame.count : isWritten }

  /// Keeps a mistake, unless one came before it.
  private mutating func fail(_ mistake: MessagingError) { self.mistake = self.mistake ?? mistake }

  mutating func fail(_ field: String, _ found: String, outside range: ClosedRange<Int>) {
    fail(.outOfRange(message, field, found: found, range))
  }

  /// To be called when all is read: nothing may follow.
  func end() throws(MessagingError) {
    if let mistake { throw mistake }
    guard position == frame.count else { throw .trailingBytes(message, frame.count - position) }
  }

  /// What was written.
  ///
  /// - Throws: `.frameTooLong` also when one item of a list alone does not fit.
  func frames() throws(MessagingError) -> [[UInt8]] {
    if let mistake { throw mistake }
    let frames = full + [frame]
    for frame in frames where frame.count > limit {
      throw .frameTooLong(found: frame.count, limit: limit)
    }
    return frames
  }

  @inline(__always)
  private func given<Value>(_ value: Value?) -> Value? { isReading ? nil : value }

  private mutating func length(_ length: Int?, atMost limit: Int, _ field: String) -> Int {
    let length = given(length)
    let word = word(length.map { UInt32(truncatingIfNeeded: $0) }, field)
    let found = length ?? Int(word)
    if found <= limit { return found }
    fail(.tooLong(message, field, found: found, limit: limit))
    return 0
  }

  private mutating func fill(_ place: Int, with count: Int) {
    withUnsafeBytes(of: UInt32(count).littleEndian) { frame.replaceSubrange(place..<place + 4, with: $0) }
  }

  /// Where the next `count` bytes are; nowhere after a mistake.
  @inline(__always)
  private mutating func take(_ count: Int, _ field: String) -> Range<Int> {
    precondition(isReading, "what is written has a value")
    guard need(count, field) else { return 0..<0 }
    position += count
    return position - count..<position
  }

  @inline(__always)
  private mutating func need(_ count: Int, _ field: String) -> Bool {
    let left = frame.count - position
    if count > left { fail(.cutOff(message, field, needed: count, left: left)) }
    return mistake == nil
  }
}
