/// Cuts text into lines and lines into fields. Fields are parted by tabs, semicolons or commas: the first of these
/// that the first line has, and else by runs of spaces. Blank lines and those that start with '#' do not count.
struct CSVScanner {
  let bytes: [UInt8]
  private let file: String
  private var separator: UInt8
  private var position = 0
  private var line = 1

  private static let (quote, lineFeed, carriageReturn) = (UInt8(ascii: "\""), UInt8(10), UInt8(13))
  private static let (tab, space, hash) = (UInt8(9), UInt8(32), UInt8(ascii: "#"))
  private static let (semicolon, comma) = (UInt8(ascii: ";"), UInt8(ascii: ","))

  init(_ bytes: [UInt8], file: String) {
    (self.bytes, self.file) = (bytes, file)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    separator = Self.comma
    skipBlankLines()
    var isQuoted = false
    var found: Set<UInt8> = []
    for byte in bytes[position...].prefix(while: { $0 != Self.lineFeed && $0 != Self.carriageReturn }) {
      if byte == Self.quote { isQuoted.toggle() }
      if !isQuoted { found.insert(byte) }
    }
    separator = [Self.tab, Self.semicolon, Self.comma, Self.space].first(where: found.contains) ?? Self.comma
  }

  /// The fields of the next line that is not blank, and its number; `nil` at the end. Quotation marks and the space
  /// around a field are not part of it.
  mutating func next(_ fields: inout [Range<Int>]) throws(ArrayFileError) -> Int? {
    skipBlankLines()
    guard position < bytes.count else { return nil }
    let start = line
    fields.removeAll(keepingCapacity: true)
    repeat {
      guard fields.count < Limits.columns else {
        throw .line(
          file, start, "the line has more than \(Limits.columns) fields. Write one sample a line.")
      }
      fields.append(try field())
    } while takeSeparator()
    endLine()
    return start
  }

  private mutating func field() throws(ArrayFileError) -> Range<Int> {
    skipSpace()
    if take(Self.quote) { return try quotedField() }
    let start = position
    while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
    var end = position
    while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
    return start..<end
  }

  private mutating func quotedField() throws(ArrayFileError) -> Range<Int> {
    let (start, opened) = (position, line)
    while position < bytes.count {
      if bytes[position] == Self.lineFeed { line += 1 }
      guard take(Self.quote) else {
        position += 1
        continue
      }
      if take(Self.quote) { continue }  // Two marks stand for one.
      let end = position - 1
      if separator != Self.space { skipSpace() }
      guard position == bytes.count || isEnd(bytes[position]) else { break }
      return start..<end
    }
    throw .line(
      file, opened, "a quotation mark is not closed or has text behind it. Close it or remove it.")
  }

  /// A run of spaces at the end of a line parts nothing.
  private mutating func takeSeparator() -> Bool {
    guard separator == Self.space else { return take(separator) }
    let start = position
    skipSpace()
    return position > start && position < bytes.count && !isLineEnd(bytes[position])
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.lineFeed || byte == Self.carriageReturn }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || separator == Self.space && byte == Self.tab || byte == Self.lineFeed
      || byte == Self.carriageReturn
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func endLine() {
    guard position < bytes.count else { return }
    if take(Self.carriageReturn) { _ = take(Self.lineFeed) } else { position += 1 }
    line += 1
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] == 32 || (bytes[position] == 9 && separator != 9) {
      position += 1
    }
  }

  private mutating func skipBlankLines() {
    while true {
      let start = position
      skipSpace()
      if position < bytes.count, bytes[position] == Self.hash {
        while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
        endLine()
        continue
      }
      guard position < bytes.count, isLineEnd(bytes[position]) else {
        if position < bytes.count { position = start }
        return
      }
      endLine()
    }
  }
}
