package import Findings

/// What each parameter changes of each metric, side by side, read off the findings on one data set.
package struct EffectMatrix: Hashable, Sendable {
  /// A parameter of which something is told, and between which two of its values most is.
  struct Column: Hashable, Sendable {
    var parameter: String
    var span: String
    var trials: Int
    /// By metric, in the order of the finding.
    var cells: [String: Cell]

    var title: String { "\(words(parameter)) \(span)" }
  }

  struct Cell: Hashable, Sendable {
    var verdict: String
    /// Between which two values.
    var span: String
    /// Such as `×0.358` or `8/12 to 12/12`.
    var size: String
    var interval: String
    /// Whether its trend rises.
    var rises: Bool
    /// The part of the settings that it rests on; empty where it rests on all.
    var part: String
    /// Whether it is of partial nets too, where there are any.
    var hasPartial: Bool

    var isClear: Bool { ["changes", "trend"].contains(verdict) }
    /// Whether values stand in the cell, so that it must say of which values and settings they are.
    var isCompared: Bool { isClear || ["slight", "not known"].contains(verdict) }

    /// - Parameter span: that of the column; another one is marked.
    func text(in span: String) -> String {
      guard isCompared else { return verdict }
      let starts = ["trend": rises ? "rises: " : "falls: ", "slight": "≈ ", "not known": "? "]
      return (starts[verdict] ?? "") + size + interval + mark(in: span)
    }

    private func mark(in span: String) -> String {
      (self.span == span ? "" : " *") + (part.isEmpty ? "" : " †")
    }
  }

  /// Those that change something, then those that change nothing clearly.
  private(set) var columns: [Column] = []
  private(set) var silent: [Column] = []
  /// Those that something changes, or surely does not, then the others.
  private(set) var metrics: [String] = []
  private(set) var silentMetrics: [String] = []
  /// What other findings say of a parameter or a metric that this table is silent about.
  private var elsewhere: Claims

  /// `nil` where no parameter's effect was asked for.
  package init?(_ findings: [Finding]) {
    let asked = findings.filter { $0.isEffect && !$0.numbers.rows.isEmpty }
    let all = asked.map(Column.init)
    guard !all.isEmpty else { return nil }
    columns = all.filter { $0.cells.values.contains(where: \.isClear) }
    silent = all.filter { !$0.cells.values.contains(where: \.isClear) }
    elsewhere = Claims(findings)
    let told = inOrder(asked.flatMap { $0.numbers.rows.compactMap(\.first?.text) }) { $0 }.map(\.0)
    metrics = told.filter { name in columns.contains { $0.cells[name]?.isClear ?? false } }
    silentMetrics = told.filter { !metrics.contains($0) }
  }

  /// A row of texts a metric.
  func rows(_ columns: [Column]) -> [[String]] {
    metrics.map { name in [name] + columns.map { $0.cells[name]?.text(in: $0.span) ?? "–" } }
  }

  /// What is not worth a row or a column, in a sentence each.
  var rest: [String] {
    let parameters = silent.map { column in
      let counts = inOrder(column.cells.values.map(\.verdict).sorted()) { $0 }.map { "\($0.1.count) \($0.0)" }
      let also = elsewhere.places(ofParameter: column.parameter)
      return "\(words(column.parameter)) (\(column.span), n = \(Numeral.grouped(column.trials)): "
        + "\(counts.joined(separator: ", "))\(also.map { ", but see \($0)" } ?? ""))"
    }
    let apart = columns.flatMap { column in
      metrics.compactMap { name in
        column.cells[name].flatMap {
          $0.isCompared && $0.span != column.span ? "\(name) with \(words(column.parameter)) \($0.span)" : nil
        }
      }
    }
    return [
      apart.isEmpty ? nil : "* \(apart.joined(separator: "; ")).",
      parts.isEmpty ? nil : "† \(parts.joined(separator: "; ")).",
      ofPartial.isEmpty ? nil : "Partial nets are in: \(ofPartial.joined(separator: "; ")).",
      parameters.isEmpty
        ? nil : "No change in the mean over settings is told of: \(parameters.joined(separator: "; ")).",
      silentMetrics.isEmpty || columns.isEmpty
        ? nil
        : "Of no parameter is a change told, and one may be there, in: "
          + silentMetrics.map { name in
            name + (elsewhere.places(ofMetric: name).map { " (but see \($0))" } ?? "")
          }.joined(
            separator: "; ") + ".",
    ].compactMap { $0 }
  }

  private var ofPartial: [String] {
    metrics.filter { name in columns.contains { $0.cells[name]?.hasPartial ?? false } }
  }

  /// What rests on a part of the settings, by that part.
  private var parts: [String] {
    columns.flatMap { column in
      let found = metrics.compactMap { name in column.cells[name].map { (name, $0) } }.filter {
        $1.isCompared && !$1.part.isEmpty
      }
      return inOrder(found) { $0.1.part }.map { part, members in
        let names =
          members.count == column.cells.count && members.count > 1 ? "all" : enumerated(members.map(\.0))
        return "\(words(column.parameter)): \(names) \(part)"
      }
    }
  }

  /// What changes the metric that tells most of collapse, such as `nrc1 (k = t): weight decay ×0.358, depth ×0.653`.
  var headline: String? {
    let wanted = ["noise halved", "nrc1", "nc1", "pca99", ""]
    let name = wanted.lazy.compactMap { start in
      metrics.first { start == "noise halved" ? $0 == start : $0.hasPrefix(start) }
    }.first
    guard let name else { return nil }
    let parts = columns.compactMap { column in
      column.cells[name].flatMap { cell -> String? in
        guard cell.isClear else { return nil }
        let size = cell.verdict == "trend" ? (cell.rises ? "rises" : "falls") : cell.size
        return "\(words(column.parameter)) \(cell.span) (\(size)\(cell.part.isEmpty ? "" : ", \(cell.part)"))"
      }
    }
    return "\(name) changes with \(enumerated(parts))"
  }

  /// As a table of texts, of which the page's other tables have the numbers.
  var html: String {
    let columns = self.columns.map { "<th scope=\"col\">\(escaped($0.title))</th>" }
    let rows = self.rows(self.columns).map { row in
      "<tr><th scope=\"row\">\(escaped(row[0]))</th>"
        + row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    let table = """
      <div class="scroll" tabindex="0"><table class="effects">
      <thead><tr><th scope="col">metric</th>\(columns.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
    return """
      <h4 class="effects">What does each parameter change?</h4>
      \(columns.isEmpty ? "" : table)
      \(rest.map { "<p class=\"note\">\(escaped($0))</p>" }.joined(separator: "\n"))
      \(columns.isEmpty ? "" : "<p class=\"note\">\(escaped(Self.legend))</p>")
      """
  }

  static let legend =
    "× is a factor, + and - differences, a/b counts, all else equal, with 95 % intervals. Changes have p ≤ 0.05 by Holm for their "
    + "parameter; rises and falls are along all values, the numbers beside them of the ends; ? is not known with these seeds, its "
    + "interval widened as p is; ≈ is surely less than a margin (docs/report.md). pca99, nrc and nc are of the last layer."
}

extension Finding {
  /// Whether it is on what one parameter changes.
  var isEffect: Bool { question.key.hasPrefix(Self.effectOf) }
  var parameter: String { String(question.key.dropFirst(Self.effectOf.count)) }
  private static let effectOf = "effect_of_"
}

extension EffectMatrix.Column {
  fileprivate init(_ finding: Finding) {
    parameter = finding.parameter
    trials = finding.trials.count
    let found = finding.numbers.named.map { row in (row["outcome"]?.text ?? "", EffectMatrix.Cell(row)) }
    cells = Dictionary(found, uniquingKeysWith: { first, _ in first })
    let spans = inOrder(found) { $0.1.span }
    span = spans.max { $0.1.count < $1.1.count }?.0 ?? ""
  }
}

extension EffectMatrix.Cell {
  fileprivate init(_ row: [String: FindingTable.Entry]) {
    func text(_ key: String) -> String { row[key]?.text ?? "–" }
    func number(_ key: String) -> Double? {
      if case .number(let value) = row[key] { value } else { nil }
    }
    verdict = text("verdict")
    span = "\(text("from")) to \(text("to"))"
    rises = (number("trend") ?? 0) > 0
    part = row["where"].map(\.text) ?? ""
    hasPartial = row["nets"]?.text == "counted"
    if case .share = row["from_mean"] {
      (size, interval) = ("\(text("from_mean")) to \(text("to_mean"))", "")
      return
    }
    let isFactor = number("factor") != nil
    func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + Numeral.measured(value) }
    size =
      isFactor
      ? "×" + Numeral.measured(number("factor") ?? .nan) : signed(number("difference") ?? .nan)
    guard case .range(let low, let high) = row["interval"] else {
      interval = ""
      return
    }
    interval = " (\(Numeral.measured(low)), \(Numeral.measured(high)))"
  }
}
