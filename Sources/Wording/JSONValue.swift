/// A JSON value made by hand: chart specifications, findings, rows of an export.
///
/// A number that is not finite becomes `null`, so that every text made from it is JSON.
package enum JSONValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// One line, keys sorted, doubles in their shortest form that reads back to the same bits.
  package var line: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// For files that people open: keys sorted, indented, values that hold no other in one line, a newline at the end.
  package var document: String {
    var bytes: [UInt8] = []
    write(to: &bytes, depth: 0)
    return String(decoding: bytes, as: UTF8.self) + "\n"
  }

  /// For a place inside `<script>`: no character in it can end the element or open a comment.
  package var script: String {
    line.unicodeScalars.reduce(into: "") { $0 += $1 == "<" ? "\\u003c" : String($1) }
  }

  /// - `depth`: how far to indent; `nil` for everything in one line.
  private func write(to bytes: inout [UInt8], depth: Int? = nil) {
    switch self {
    case .null: bytes += "null".utf8
    case .flag(let flag): bytes += (flag ? "true" : "false").utf8
    case .integer(let integer): bytes += integer.description.utf8
    case .number(let number): bytes += (number.isFinite ? Numeral.short(number) : "null").utf8
    case .text(let text): bytes += quotedJSON(text).utf8
    case .array(let items):
      let inner = items.contains(where: \.isContainer) ? depth : nil
      Self.write("[", "]", items.count, to: &bytes, depth: inner) {
        items[$0].write(to: &$1, depth: inner.map { $0 + 1 })
      }
    case .object(let members):
      let inner = members.values.contains(where: \.isContainer) ? depth : nil
      let sorted = members.sorted { $0.key < $1.key }
      Self.write("{", "}", sorted.count, to: &bytes, depth: inner) { place, bytes in
        bytes += quotedJSON(sorted[place].key).utf8
        bytes += (depth == nil ? ":" : ": ").utf8
        sorted[place].value.write(to: &bytes, depth: inner.map { $0 + 1 })
      }
    }
  }

  private static func write(
    _ open: String, _ close: String, _ count: Int, to bytes: inout [UInt8], depth: Int?,
    _ item: (Int, inout [UInt8]) -> Void
  ) {
    bytes += open.utf8
    for place in 0..<count {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      if let depth { indent(depth + 1, &bytes) }
      item(place, &bytes)
    }
    if let depth, count > 0 { indent(depth, &bytes) }
    bytes += close.utf8
  }

  private static func indent(_ depth: Int, _ bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
  }

  private var isContainer: Bool {
    switch self {
    case .array(let items): !items.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }
}

/// A JSON string, quotes included; control characters as `\u00xx`.
package func quotedJSON(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(floatLiteral number: Double) { self = .number(number) }
  package init(integerLiteral integer: Int) { self = .integer(integer) }
  package init(booleanLiteral flag: Bool) { self = .flag(flag) }
  package init(arrayLiteral items: JSONValue...) { self = .array(items) }
  package init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(members, uniquingKeysWith: { $1 }))
  }
  package init(nilLiteral: ()) { self = .null }

  /// `null` for `nil`.
  package init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
}
