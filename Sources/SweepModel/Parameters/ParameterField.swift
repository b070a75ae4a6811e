/// What a parameter's value is to the code that uses it.
package protocol ParameterField: Hashable, Sendable, SendableMetatype {
  /// `nil` for a value of another kind.
  init?(_ value: ParameterValue)
  var parameterValue: ParameterValue { get }
}

extension Int: ParameterField {
  package init?(_ value: ParameterValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  package var parameterValue: ParameterValue { .integer(self) }
}

extension Double: ParameterField {
  package init?(_ value: ParameterValue) {
    guard case .real(let number) = value else { return nil }
    self = number
  }
  package var parameterValue: ParameterValue { .real(self) }
}

extension Bool: ParameterField {
  package init?(_ value: ParameterValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }
  package var parameterValue: ParameterValue { .flag(self) }
}

extension String: ParameterField {
  package init?(_ value: ParameterValue) {
    guard case .word(let word) = value else { return nil }
    self = word
  }
  package var parameterValue: ParameterValue { .word(self) }
}

/// An element of a field that holds a list.
package protocol ParameterItem: Hashable, Sendable, SendableMetatype {
  static func list(from value: ParameterValue) -> [Self]?
  static func value(of list: [Self]) -> ParameterValue
}

extension Array: ParameterField where Element: ParameterItem {
  package init?(_ value: ParameterValue) {
    guard let list = Element.list(from: value) else { return nil }
    self = list
  }
  package var parameterValue: ParameterValue { Element.value(of: self) }
}

extension Int: ParameterItem {
  package static func list(from value: ParameterValue) -> [Int]? {
    if case .integers(let numbers) = value { numbers } else { nil }
  }
  package static func value(of list: [Int]) -> ParameterValue { .integers(list) }
}

extension String: ParameterItem {
  package static func list(from value: ParameterValue) -> [String]? {
    if case .words(let words) = value { words } else { nil }
  }
  package static func value(of list: [String]) -> ParameterValue { .words(list) }
}

extension [Int]: ParameterItem {
  package static func list(from value: ParameterValue) -> [[Int]]? {
    if case .lists(let lists) = value { lists } else { nil }
  }
  package static func value(of list: [[Int]]) -> ParameterValue { .lists(list) }
}

extension ParameterItem where Self: RawRepresentable<String> {
  package static func list(from value: ParameterValue) -> [Self]? {
    guard case .words(let words) = value else { return nil }
    let items = words.compactMap { Self(rawValue: $0) }
    return items.count == words.count ? items : nil
  }
  package static func value(of list: [Self]) -> ParameterValue { .words(list.map(\.rawValue)) }
}

extension MetricGroup: ParameterItem {}
extension MeasuredRows: ParameterItem {}

extension BatchSize: ParameterField {
  package init?(_ value: ParameterValue) {
    switch value {
    case .integer(let rows): self = .rows(rows)
    case .word("full"): self = .full
    default: return nil
    }
  }
  package var parameterValue: ParameterValue {
    switch self {
    case .full: .word("full")
    case .rows(let rows): .integer(rows)
    }
  }
}

extension Dataset: ParameterField {
  package init?(_ value: ParameterValue) {
    guard case .word(let text) = value else { return nil }
    self.init(text)
  }
  package var parameterValue: ParameterValue { .word(text) }
}

/// A choice between words.
package protocol ParameterWord: ParameterField, RawRepresentable<String>, CaseIterable {}

extension ParameterWord {
  package init?(_ value: ParameterValue) {
    guard case .word(let word) = value else { return nil }
    self.init(rawValue: word)
  }
  package var parameterValue: ParameterValue { .word(rawValue) }
  package static var words: [String] { allCases.map(\.rawValue) }
}

extension MetricGroup: ParameterWord {}
