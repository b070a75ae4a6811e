internal import Statistics
package import SweepModel

/// The numbers under a finding.
package struct FindingTable: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    /// Key in JSON.
    package var key: String
    /// Heading for people.
    package var title: String

    init(_ key: String, _ title: String) {
      (self.key, self.title) = (key, title)
    }
  }

  package enum Entry: Hashable, Sendable {
    case missing
    case text(String)
    case parameter(FieldValue)
    /// A parameter's value that a finding names, such as a weight decay.
    case setting(Double)
    case count(Int)
    case number(Double)
    /// So many of so many.
    case share(Int, of: Int)
    /// Smallest and largest single value.
    case range(Double, Double)

    init(_ number: Double?) { self = number.map { .number($0) } ?? .missing }
    init(setting number: Double?) { self = number.map { .setting($0) } ?? .missing }

    /// As terminal and page show it.
    package var text: String {
      switch self {
      case .missing: "–"
      case .text(let text): text
      case .parameter(let value): value.text
      case .setting(let value): Numeral.parameter(value)
      case .count(let count): Numeral.grouped(count)
      case .number(let number): Numeral.measured(number)
      case .share(let part, let whole): "\(Numeral.grouped(part))/\(Numeral.grouped(whole))"
      case .range(let low, let high): Numeral.range([low, high])
      }
    }

    package var isNumber: Bool { if case .text = self { false } else { true } }

    var json: JSONValue {
      switch self {
      case .missing: .null
      case .text(let text): .text(text)
      case .parameter(let value): value.json
      case .count(let count): .integer(count)
      case .number(let number), .setting(let number): .number(number)
      case .share(let part, let whole): Self.share(part, whole)
      case .range(let low, let high): [.number(low), .number(high)]
      }
    }
  }

  /// Keys of the columns that name the parameter a row is about, and the other one of an interaction.
  package static let (along, by) = ("parameter", "other")

  package var columns: [Column] = []
  package private(set) var rows: [[Entry]] = []
  /// The trials behind each row, in sweep order.
  package private(set) var trials: [[TrialID]] = []

  package init() {}

  mutating func add(_ row: [Entry], trials: [TrialID]) {
    rows.append(row)
    self.trials.append(trials)
  }
}

extension FindingTable.Entry {
  /// With Wilson's 95 % interval; both ends are null where nothing was counted.
  private static func share(_ part: Int, _ whole: Int) -> JSONValue {
    let interval = Share(part, of: whole)?.interval()
    return [
      "count": .integer(part), "of": .integer(whole), "low": JSONValue(interval?.lowerBound),
      "high": JSONValue(interval?.upperBound),
    ]
  }

  /// The range of `values`, missing without any.
  static func range(of values: [Double]) -> Self {
    guard let low = values.min(), let high = values.max() else { return .missing }
    return .range(low, high)
  }
}
