/// A value in one field of a table, as text, CSV and JSON show it.
package enum FieldValue: Hashable, Sendable {
  case missing
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([FieldValue])

  /// For people and CSV; empty when missing, list entries separated by spaces.
  package var text: String {
    switch self {
    case .missing: ""
    case .flag(let flag): String(flag)
    case .integer(let integer): String(integer)
    case .number(let number): Numeral.parameter(number)
    case .text(let text): text
    case .list(let items): items.map(\.text).joined(separator: " ")
    }
  }

  init(_ integer: Int?) { self = integer.map { .integer($0) } ?? .missing }
  /// Missing for `nil` and for numbers that are not finite.
  init(_ number: Double?) { self = number.flatMap { $0.isFinite ? .number($0) : nil } ?? .missing }
  /// The double with the shortest text that reads back to the same single: 0.1 and not 0.10000000149011612.
  init(_ single: Float?) { self.init(single.flatMap { Double("\($0)") }) }
  init(_ text: String?) { self = text.map { .text($0) } ?? .missing }

  var json: JSONValue {
    switch self {
    case .missing: .null
    case .flag(let flag): .flag(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .list(let items): .array(items.map(\.json))
    }
  }

  /// Present where the value is a number, so that axes and orders are numerical.
  var magnitude: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}

extension FieldValue: Comparable {
  /// Missing first, then numbers ascending, then texts.
  package static func < (left: Self, right: Self) -> Bool {
    if let a = left.magnitude, let b = right.magnitude { return a < b }
    return (left.rank, left.text) < (right.rank, right.text)
  }

  private var rank: Int {
    switch self {
    case .missing: 0
    case .integer, .number: 1
    default: 2
    }
  }
}
