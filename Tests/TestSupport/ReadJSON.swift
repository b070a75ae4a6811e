internal import Foundation

/// JSON read back. `JSONSerialization` loses a last bit of doubles on Linux; `JSONDecoder` keeps every bit.
package enum ReadJSON: Equatable, Decodable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case array([ReadJSON])
  case object([String: ReadJSON])

  package init(_ text: String) throws {
    self = try JSONDecoder().decode(ReadJSON.self, from: Data(text.utf8))
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let items = try? container.decode([ReadJSON].self) {
      self = .array(items)
    } else {
      self = .object(try container.decode([String: ReadJSON].self))
    }
  }

  package subscript(key: String) -> ReadJSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }
  package var items: [ReadJSON] { if case .array(let items) = self { items } else { [] } }
  package var number: Double? { if case .number(let number) = self { number } else { nil } }
  package var text: String? { if case .text(let text) = self { text } else { nil } }
}
