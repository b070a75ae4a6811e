internal import Foundation

/// A JSON value made by hand: chart specifications, findings, rows of an export.
///
/// A number that is not finite becomes `null`, so that every text made from it is JSON.
enum JSONValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// One line, keys sorted, doubles in their shortest form that reads back to the same bits.
  var line: String { Self.encoded(self, [.sortedKeys, .withoutEscapingSlashes]) }

  /// Indented, keys sorted, with a newline at the end: for files that people open.
  var document: String {
    Self.encoded(self, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]) + "\n"
  }

  /// For a place inside `<script>`: no character in it can end the element or open a comment.
  var script: String {
    line.unicodeScalars.reduce(into: "") { $0 += $1 == "<" ? "\\u003c" : String($1) }
  }

  subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  private static func encoded(_ value: JSONValue, _ formatting: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    // The encoder throws for numbers that are not finite only, and `encode(to:)` writes none.
    guard let bytes = try? encoder.encode(value) else { return "null" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension JSONValue: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .integer(let integer): try container.encode(integer)
    case .number(let number):
      if number.isFinite { try container.encode(number) } else { try container.encodeNil() }
    case .text(let text): try container.encode(text)
    case .array(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  init(stringLiteral text: String) { self = .text(text) }
  init(floatLiteral number: Double) { self = .number(number) }
  init(integerLiteral integer: Int) { self = .integer(integer) }
  init(booleanLiteral flag: Bool) { self = .flag(flag) }
  init(arrayLiteral items: JSONValue...) { self = .array(items) }
  init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(members, uniquingKeysWith: { $1 }))
  }
  init(nilLiteral: ()) { self = .null }

  /// `null` for `nil`.
  init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
}
