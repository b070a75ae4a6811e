/// One value of one parameter, as reports and export columns show it.
package enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  case integer(Int)
  /// Finite.
  case real(Double)
  case flag(Bool)
  case word(String)
  case integers([Int])
  case words([String])

  /// `8`, `0.001`, `true`, `relu`, `[30, 60]`: what a sweep file would hold.
  package var description: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number): number.description
    case .flag(let flag): flag ? "true" : "false"
    case .word(let word): word
    case .integers(let numbers): "[\(numbers.map { String($0) }.joined(separator: ", "))]"
    case .words(let words): "[\(words.joined(separator: ", "))]"
    }
  }

  /// The value on a number axis, where it has one.
  package var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }
}

/// A field of `TrialSpec` that a parameter can fill.
protocol ParameterField: SendableMetatype {
  init?(_ value: ParameterValue)
  /// `nil` for a field that is not set.
  var parameterValue: ParameterValue? { get }
}

extension Int: ParameterField {
  init?(_ value: ParameterValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  var parameterValue: ParameterValue? { .integer(self) }
}

extension Double: ParameterField {
  init?(_ value: ParameterValue) {
    guard case .real(let number) = value else { return nil }
    self = number
  }
  var parameterValue: ParameterValue? { .real(self) }
}

extension Bool: ParameterField {
  init?(_ value: ParameterValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }
  var parameterValue: ParameterValue? { .flag(self) }
}

/// An element of a field that holds a list.
protocol ParameterItem: SendableMetatype {
  static func list(from value: ParameterValue) -> [Self]?
  static func value(of list: [Self]) -> ParameterValue
}

extension Array: ParameterField where Element: ParameterItem {
  init?(_ value: ParameterValue) {
    guard let list = Element.list(from: value) else { return nil }
    self = list
  }
  var parameterValue: ParameterValue? { Element.value(of: self) }
}

extension Int: ParameterItem {
  static func list(from value: ParameterValue) -> [Int]? {
    if case .integers(let numbers) = value { numbers } else { nil }
  }
  static func value(of list: [Int]) -> ParameterValue { .integers(list) }
}

extension MetricGroup: ParameterItem {
  static func list(from value: ParameterValue) -> [MetricGroup]? {
    guard case .words(let words) = value else { return nil }
    let groups = words.compactMap { MetricGroup(rawValue: $0) }
    return groups.count == words.count ? groups : nil
  }
  static func value(of list: [MetricGroup]) -> ParameterValue { .words(list.map(\.rawValue)) }
}

extension Optional: ParameterField where Wrapped: ParameterField {
  init?(_ value: ParameterValue) {
    guard let wrapped = Wrapped(value) else { return nil }
    self = .some(wrapped)
  }
  var parameterValue: ParameterValue? { self?.parameterValue }
}

extension BatchSize: ParameterField {
  init?(_ value: ParameterValue) {
    switch value {
    case .integer(let rows): self = .rows(rows)
    case .word("full"): self = .full
    default: return nil
    }
  }
  var parameterValue: ParameterValue? {
    switch self {
    case .full: .word("full")
    case .rows(let rows): .integer(rows)
    }
  }
}

extension Dataset: ParameterField {
  init?(_ value: ParameterValue) {
    guard case .word(let text) = value else { return nil }
    switch text {
    case "none": self = .none
    case "teacher": self = .teacher
    case "gaussian-clusters": self = .gaussianClusters
    default:
      guard let id = DataID(text) else { return nil }
      self = .file(id)
    }
  }
  var parameterValue: ParameterValue? { .word(text) }
}

/// A choice between words.
protocol ParameterWord: ParameterField, RawRepresentable<String>, CaseIterable {}

extension ParameterWord {
  init?(_ value: ParameterValue) {
    guard case .word(let word) = value else { return nil }
    self.init(rawValue: word)
  }
  var parameterValue: ParameterValue? { .word(rawValue) }
  static var words: [String] { allCases.map(\.rawValue) }
}

extension Experiment: ParameterWord {}
extension InputDesign: ParameterWord {}
extension Activation: ParameterWord {}
extension Normalization: ParameterWord {}
extension Initialization: ParameterWord {}
extension Loss: ParameterWord {}
extension LabelCoding: ParameterWord {}
extension Optimizer: ParameterWord {}
extension DecayScope: ParameterWord {}
extension Schedule: ParameterWord {}
extension FeatureMap: ParameterWord {}
extension Projection: ParameterWord {}
extension MetricGroup: ParameterWord {}
