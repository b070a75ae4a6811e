/// One value of one parameter, as reports and export columns show it.
package enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  case integer(Int)
  /// Finite.
  case real(Double)
  case flag(Bool)
  case word(String)
  case integers([Int])
  case lists([[Int]])
  case words([String])
  /// What only a program of one's own is given: not set, a list of anything, and a mapping in the order of the file.
  case null
  case list([ParameterValue])
  case map([Member])

  /// A name in a mapping, or among a program's arguments.
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: ParameterValue

    package init(_ name: String, _ value: ParameterValue) { (self.name, self.value) = (name, value) }
  }

  /// `8`, `0.001`, `true`, `relu`, `[30, 60]`: what a sweep file would hold.
  package var description: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number): number.description
    case .flag(let flag): flag ? "true" : "false"
    case .word(let word): word
    case .integers(let numbers): Self.list(numbers)
    case .lists(let lists): "[\(lists.map(Self.list).joined(separator: ", "))]"
    case .words(let words): "[\(words.joined(separator: ", "))]"
    case .null: "null"
    case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
    case .map(let members): "{\(members.map { "\($0.name): \($0.value)" }.joined(separator: ", "))}"
    }
  }

  private static func list(_ numbers: [Int]) -> String {
    "[\(numbers.map { String($0) }.joined(separator: ", "))]"
  }

  /// The value on a number axis, where it has one.
  package var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }

  /// A number without `.0` at its end.
  package static func plain(_ number: Double) -> String {
    Int(exactly: number).map { String($0) } ?? number.description
  }
}

extension ParameterValue {
  /// As in a specification's text: no spaces, shortest numbers that read back the same.
  ///
  func writeJSON(to bytes: inout [UInt8]) {
    switch self {
    case .word(let word): Self.write(quoted: word, to: &bytes)
    case .integers(let numbers): Self.write(numbers: numbers, to: &bytes)
    case .lists(let lists): Self.write(list: lists, to: &bytes) { Self.write(numbers: $0, to: &$1) }
    case .words(let words): Self.write(list: words, to: &bytes) { Self.write(quoted: $0, to: &$1) }
    case .real(let number): bytes.append(contentsOf: (number == 0 ? 0 : number).description.utf8)
    case .list(let items): Self.write(list: items, to: &bytes) { $0.writeJSON(to: &$1) }
    case .map(let members):
      Self.write(list: members, in: ("{", "}"), to: &bytes) { member, bytes in
        Self.write(quoted: member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.writeJSON(to: &bytes)
      }
    case .integer, .flag, .null: bytes.append(contentsOf: description.utf8)
    }
  }

  /// What `writeJSON` writes.
  package var asJSON: String {
    var bytes: [UInt8] = []
    writeJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(quoted word: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in word.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<32: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func write(numbers: [Int], to bytes: inout [UInt8]) {
    write(list: numbers, to: &bytes) { $1.append(contentsOf: String($0).utf8) }
  }

  private static func write<Item>(
    list items: [Item], in brackets: (Unicode.Scalar, Unicode.Scalar) = ("[", "]"), to bytes: inout [UInt8],
    with write: (Item, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: brackets.0))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(item, &bytes)
    }
    bytes.append(UInt8(ascii: brackets.1))
  }
}
