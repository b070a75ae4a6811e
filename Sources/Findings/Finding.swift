package import SweepModel

/// One question that a sweep answers, in words and in numbers.
package struct Finding: Hashable, Sendable {
  package enum Question: String, Hashable, Sendable, CaseIterable {
    case collapseLayer = "collapse_layer"
    case dimension
    case weightDecay = "weight_decay"
    case criticalDecay = "critical_weight_decay"
    case closedForm = "closed_form"
    case layerRate = "layer_rate"

    package var text: String {
      switch self {
      case .collapseLayer: "From which layer on do features collapse?"
      case .dimension: "Does the measured dimension equal the target rank?"
      case .weightDecay: "What does weight decay change?"
      case .criticalDecay: "From which weight decay on do weights have a low rank?"
      case .closedForm: "Is the minimum found that the theory gives?"
      case .layerRate: "How fast does variability within classes fall over layers?"
      }
    }
  }

  package var question: Question
  /// Name of the data that it holds for.
  package var data: String
  /// False when the numbers do not suffice; the sentence then starts with `No claim:` and says why.
  package var isClaim: Bool
  package var sentence: String
  package var numbers: FindingTable
  /// The trials that entered, in sweep order.
  package var trials: [TrialID]

  static func claim(
    _ question: Question, _ group: DataGroup, _ sentence: String, _ numbers: FindingTable, trials: [TrialID]
  ) -> Finding {
    Finding(
      question: question, data: group.name, isClaim: true, sentence: sentence, numbers: numbers,
      trials: trials)
  }

  static func noClaim(
    _ question: Question, _ group: DataGroup, _ reason: String, _ numbers: FindingTable = FindingTable(),
    trials: [TrialID] = []
  ) -> Finding {
    Finding(
      question: question, data: group.name, isClaim: false, sentence: "No claim: " + reason, numbers: numbers,
      trials: trials)
  }
}

/// The numbers under a finding.
package struct FindingTable: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    /// Key in JSON.
    package var key: String
    /// Heading for people.
    package var title: String

    init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  package enum Entry: Hashable, Sendable {
    case missing
    case text(String)
    case parameter(String)
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
      case .text(let text), .parameter(let text): text
      case .setting(let value): Numeral.parameter(value)
      case .count(let count): Numeral.grouped(count)
      case .number(let number): Numeral.figure(number)
      case .share(let part, let whole): "\(Numeral.grouped(part))/\(Numeral.grouped(whole))"
      case .range(let low, let high): Numeral.range([low, high])
      }
    }

    package var isNumber: Bool { if case .text = self { false } else { true } }

    var json: JSONValue {
      switch self {
      case .missing: .null
      case .text(let text), .parameter(let text): .text(text)
      case .count(let count): .integer(count)
      case .number(let number), .setting(let number): .number(number)
      case .share(let part, let whole): ["count": .integer(part), "of": .integer(whole)]
      case .range(let low, let high): [.number(low), .number(high)]
      }
    }
  }

  package var columns: [Column] = []
  package private(set) var rows: [[Entry]] = []
  /// The trials behind each row, in sweep order.
  package private(set) var trials: [[TrialID]] = []

  mutating func add(_ row: [Entry], trials: [TrialID]) {
    rows.append(row)
    self.trials.append(trials)
  }
}

extension FindingTable.Entry {
  /// The range of `values`, missing without any.
  static func range(of values: [Double]) -> Self {
    guard let low = values.min(), let high = values.max() else { return .missing }
    return .range(low, high)
  }
}

/// Least number of trials of one cell that a claim about it needs: without two there is no spread.
let trialsForClaim = 2

extension Aggregate {
  /// What the sweep says, by data and question. Trials that are trivial, diverged, failed or missing never
  /// enter; too few trials give a finding that claims nothing.
  package var findings: [Finding] {
    groups.flatMap { group -> [Finding] in
      if group.cells.allSatisfy({ $0.spec.experiment == .noop }) { return [] }
      if let experiment = group.cells.first?.spec.experiment, [.ufm, .deepRFM].contains(experiment) {
        return [group.modelFinding(experiment)]
      }
      if group.cells.contains(where: { $0.spec.experiment == .classification }) {
        return [
          .noClaim(.collapseLayer, group, "findings are about regression, and this is a classification.")
        ]
      }
      guard group.tally.counted > 0 else {
        return [.noClaim(.collapseLayer, group, group.tally.whyNothingCounts)]
      }
      return [group.collapseFinding, group.dimensionFinding, group.weightDecayFinding]
        + [group.criticalDecayFinding].compactMap { $0 }
    }
  }
}

extension Tally {
  /// Such as `no trial has a usable result (12 failed, 3 trivial).`
  var whyNothingCounts: String {
    let kinds = summary(counted: nil)
    return "no trial has a usable result" + (kinds.isEmpty ? " because there are none." : " (\(kinds)).")
  }

  /// Counts that are not zero, in words, such as `80 counted, 2 trivial, 1 failed`; `counted` is the
  /// word for the counted ones, which `nil` leaves out.
  func summary(counted word: String? = "counted") -> String {
    var parts: [(Int, String)] = [
      (trivial, "trivial"), (diverged, "diverged"), (failed, "failed"), (running, "running"),
      (waiting, "waiting"),
    ]
    if let word { parts.insert((counted, word), at: 0) }
    return parts.filter { $0.0 > 0 }.map { "\(Numeral.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}

extension Tally {
  /// Such as `84 trials: 80 counted, 4 failed`.
  package var sentence: String {
    planned == 0 ? "no trials" : "\(Numeral.count(planned, "trial")): \(summary())"
  }
}

/// `weight_decay` as `weight decay`.
package func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

package func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// `a`, `a and b`, `a, b and c`.
package func enumerated(_ parts: [String]) -> String {
  guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
  return parts.dropLast().joined(separator: ", ") + " and " + last
}
