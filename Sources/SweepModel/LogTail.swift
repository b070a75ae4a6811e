/// The last 64 KiB of what a trial wrote, whatever bytes they are, and the text that is made of them.
package struct LogTail: Hashable, Sendable {
  /// UTF-8 bytes of a text at most, and bytes kept of what was written.
  package static let limit = 64 << 10

  private var bytes: [UInt8] = []
  private var forgotten = 0

  package init() {}

  package var isEmpty: Bool { bytes.isEmpty }

  package mutating func append(_ new: some Collection<UInt8>) {
    bytes.append(contentsOf: new)
    // Twice the limit, so that the rest is moved once for each 64 KiB and not for each line.
    if bytes.count > 2 * Self.limit { forget(bytes.count - Self.limit) }
  }

  /// What is there as text, and nothing after it.
  package mutating func take() -> String {
    if bytes.isEmpty { return "" }
    if bytes.count > Self.limit { forget(bytes.count - Self.limit) }
    // A character whose start is forgotten goes with it.
    if forgotten > 0 { forget(bytes.prefix(3).prefix { $0 & 0xc0 == 0x80 }.count) }
    let text = Self.printable(String(decoding: bytes, as: UTF8.self))
    defer { self = LogTail() }
    return forgotten == 0 ? text : Self.cut("(\(forgotten) bytes before this were not kept)\n", text)
  }

  private mutating func forget(_ count: Int) {
    bytes.removeFirst(count)
    forgotten += count
  }

  /// Text that steers no terminal: control characters but line feed and tab are replaced, a carriage return ends its line,
  /// and of more than `limit` bytes the last ones are left.
  package static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
      if !(wasReturn && scalar == "\n") { scalars.append(printable(scalar)) }
      wasReturn = scalar == "\r"
    }
    return cut("", String(scalars))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\n", "\t": scalar
    case "\r": "\n"
    default: scalar.steers ? "\u{fffd}" : scalar
    }
  }

  /// Both in `limit` bytes: the end of `text` is kept.
  private static func cut(_ head: String, _ text: String) -> String {
    let left = limit - head.utf8.count
    guard text.utf8.count > left else { return head + text }
    let units = text.utf8.suffix(left)
    return head + String(decoding: units.drop { $0 & 0xc0 == 0x80 }, as: UTF8.self)
  }
}
