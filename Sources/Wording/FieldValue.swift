package import SweepModel

/// A value in one field of a table, as text, CSV and JSON show it; missing where there is none.
package struct FieldValue: Hashable, Sendable {
  package let value: ParameterValue?

  package static let missing = Self(nil as ParameterValue?)
  package static func integer(_ integer: Int) -> Self { Self(.integer(integer)) }
  package static func text(_ text: String) -> Self { Self(.word(text)) }

  /// For people and CSV; empty when missing, list entries separated by spaces, lists by semicolons.
  package var text: String {
    switch value {
    case nil, .null: ""
    case .real(let number): Numeral.parameter(number)
    case .integers(let items): Self.row(items)
    case .lists(let lists): lists.map(Self.row).joined(separator: "; ")
    case .words(let items): items.joined(separator: " ")
    case let other?: other.description
    }
  }

  private static func row(_ items: [Int]) -> String { items.map { String($0) }.joined(separator: " ") }

  package init(_ value: ParameterValue?) { self.value = value }
  package init(_ integer: Int?) { value = integer.map { .integer($0) } }
  /// Missing for `nil` and for numbers that are not finite.
  package init(_ number: Double?) { value = number.flatMap { $0.isFinite ? .real($0) : nil } }
  /// The double with the shortest text that reads back to the same single: 0.1 and not 0.10000000149011612.
  package init(_ single: Float?) { self.init(single.flatMap { Double("\($0)") }) }
  package init(_ text: String?) { value = text.map { .word($0) } }

  package var json: JSONValue {
    switch value {
    case nil: .null
    case .flag(let flag): .flag(flag)
    case .integer(let integer): .integer(integer)
    case .real(let number): .number(number)
    case .word(let text): .text(text)
    case .integers(let items): .array(items.map { .integer($0) })
    case .lists(let lists): .array(lists.map { .array($0.map { .integer($0) }) })
    case .words(let items): .array(items.map { .text($0) })
    case .null: .null
    case .list(let items): .array(items.map { Self($0).json })
    case .map: .text(text)
    }
  }
}

extension FieldValue: Comparable {
  /// Missing first, then numbers ascending, then texts.
  package static func < (left: Self, right: Self) -> Bool {
    if let a = left.value?.number, let b = right.value?.number { return a < b }
    return (left.rank, left.text) < (right.rank, right.text)
  }

  private var rank: Int { value.map { $0.number == nil ? 2 : 1 } ?? 0 }
}
