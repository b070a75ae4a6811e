/// A table of numbers in text, one sample a line.
struct CSVTable {
  var rows = 0
  var columns = 0
  /// Row-major.
  var entries: [Float] = []

  /// Reads the first rows that are asked for, or all; then checks that there are enough.
  init(_ source: ByteSource, samples: Int?) throws(ArrayFileError) {
    let file = source.file
    let place = ArrayName(file: file, member: nil)
    // The text, and at most one float32 for each two characters of it.
    try Limits.check(place, count: source.count, width: 3)
    let limit = samples.map { $0 < 2 ? .max : $0 } ?? .max
    let bytes = try source.bytes(at: 0, upTo: source.count)
    var scanner = CSVScanner(bytes, file: file)
    var fields: [Range<Int>] = []
    var isFirst = true
    while rows < limit, let line = try scanner.next(&fields) {
      defer { isFirst = false }
      if isFirst {
        columns = fields.count
        if Self.isHeader(fields, of: bytes) {
          if columns > 1, fields[0].isEmpty {
            throw .line(
              file, line,
              "the first column has no name, as where pandas writes its row index. "
                + "Save the file with index=False.")
          }
          continue
        }
      }
      guard fields.count == columns else {
        throw .line(
          file, line,
          "the line has \(count(fields.count, "field")), and the lines before have \(columns). Give each line as many."
        )
      }
      for (column, field) in fields.enumerated() {
        entries.append(try Self.number(bytes[field], file, line, column: column + 1))
      }
      rows += 1
    }
    guard rows > 0 else {
      throw .file(file, "the file holds no row of numbers. Write one sample a line.")
    }
    _ = try StoredTable.trainRows(of: rows, samples, place)
  }

  /// Names have no number among them. pandas names the columns of a bare array 0, 1, 2, ….
  private static func isHeader(_ fields: [Range<Int>], of bytes: [UInt8]) -> Bool {
    let numbers = fields.map { DecimalNumber(bytes[$0]) }
    if numbers.allSatisfy({ if case .value = $0 { false } else { true } }) {
      return numbers.contains { if case .invalid = $0 { true } else { false } }
    }
    return fields.count > 2
      && fields.enumerated().allSatisfy { bytes[$1].elementsEqual(String($0).utf8) }
  }

  private static func number(_ text: ArraySlice<UInt8>, _ file: String, _ line: Int, column: Int)
    throws(ArrayFileError) -> Float
  {
    let number = DecimalNumber(text)
    if case .value(let value) = number, Float(value).isFinite { return Float(value) }
    let found = quoted(String(decoding: text.prefix(40), as: UTF8.self))
    let fault =
      switch number {
      case .value, .notFinite:
        "is \(found), which is not finite in float32. Drop the row or fill the value in."
      case .empty: "is empty. Drop the row or fill the value in."
      case .invalid: "is \(found), and a number is expected. Write it as 1, -2.5 or 1e-5."
      }
    throw .line(file, line, "column \(column) \(fault)")
  }
}

/// Cuts text into lines and lines into fields. Fields are parted by tabs, semicolons or commas: the first of these
/// that the first line has.
private struct CSVScanner {
  private let bytes: [UInt8]
  private let file: String
  private let separator: UInt8
  private var position = 0
  private var line = 1

  private static let (quote, lineFeed, carriageReturn) = (UInt8(ascii: "\""), UInt8(10), UInt8(13))

  init(_ bytes: [UInt8], file: String) {
    (self.bytes, self.file) = (bytes, file)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    let firstLine = bytes[position...].drop { $0 == Self.lineFeed || $0 == Self.carriageReturn }
      .prefix { $0 != Self.lineFeed && $0 != Self.carriageReturn }
    var isQuoted = false
    var found: Set<UInt8> = []
    for byte in firstLine {
      if byte == Self.quote { isQuoted.toggle() }
      if !isQuoted { found.insert(byte) }
    }
    separator = [UInt8(9), UInt8(ascii: ";")].first(where: found.contains) ?? UInt8(ascii: ",")
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
    } while take(separator)
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
      skipSpace()
      guard position == bytes.count || isEnd(bytes[position]) else { break }
      return start..<end
    }
    throw .line(
      file, opened, "a quotation mark is not closed or has text behind it. Close it or remove it.")
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
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
      guard position < bytes.count, [Self.lineFeed, Self.carriageReturn].contains(bytes[position]) else {
        if position < bytes.count { position = start }
        return
      }
      endLine()
    }
  }
}
