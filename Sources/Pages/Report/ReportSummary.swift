package import Findings
internal import SweepModel

/// A report in three lines: what was run, what was found, and what is missing.
package struct ReportSummary: Hashable, Sendable {
  package var run: String
  package var found: String
  package var missing: String

  package init(_ report: SweepReport) {
    run = Self.run(report.aggregate)
    found = Self.found(report)
    missing = Self.missing(report)
  }

  private static func run(_ aggregate: Aggregate) -> String {
    let cells = aggregate.groups.flatMap(\.cells)
    guard !cells.isEmpty else { return "Nothing: the sweep has no trials." }
    let seeds = Set(cells.map(\.tally.planned)).sorted()
    let each =
      seeds.count == 1 ? Numeral.count(seeds[0], "seed") : "\(seeds[0]) to \(seeds[seeds.count - 1]) seeds"
    let kinds = inOrder(cells) { $0.spec.kind.name }.map(\.0)
    let varied = aggregate.varied.map(words)
    let variation =
      varied.isEmpty
      ? "nothing varies but the seed" : enumerated(varied) + (varied.count == 1 ? " varies" : " vary")
    return "\(Numeral.count(aggregate.tally.planned, "trial")) of \(enumerated(kinds)) on "
      + "\(enumerated(aggregate.groups.map(\.name))): \(Numeral.count(cells.count, "cell")) with \(each)"
      + (cells.count == 1 ? "" : " each") + "; \(variation)."
  }

  /// The answers on each data set, a line for each.
  private static func found(_ report: SweepReport) -> String {
    let claims = inOrder(report.findings.filter(\.isClaim), by: \.data)
    if claims.isEmpty { return "No claim can be made." }
    let shown = claims.prefix(2).map { data, findings in
      "\(data): "
        + (SweepReport.answer(findings) ?? findings.first.map { firstSentence($0.sentence) } ?? "")
    }
    let left = claims.count - shown.count
    return shown.joined(separator: "\n")
      + (left > 0 ? "\n\(Numeral.count(left, "more data set")) below." : "")
  }

  /// Up to a full stop that a capital letter follows.
  static func firstSentence(_ text: String) -> String {
    var before: Character?
    for place in text.indices {
      if before == ".", text[place] == " " {
        let next = text[text.index(after: place)...].first
        if next?.isUppercase ?? false { return String(text[..<place]) }
      }
      before = text[place]
    }
    return text
  }

  private static func missing(_ report: SweepReport) -> String {
    let (aggregate, tally) = (report.aggregate, report.aggregate.tally)
    let cells = aggregate.groups.flatMap(\.cells)
    let open = tally.planned - tally.ended
    let lost = tally.parts.filter { ["trivial", "diverged", "failed"].contains($0.name) && $0.count > 0 }
    let lostCount = lost.reduce(0) { $0 + $1.count }
    let empty = cells.count { $0.tally[.counted] == 0 && $0.tally.ended == $0.tally.planned }
    let alone = cells.count { $0.tally[.counted] == 1 && $0.tally.ended == $0.tally.planned }
    let silent = report.findings.filter { !$0.isClaim }
    let parts = [
      open == 0 ? nil : "\(Numeral.count(open, "trial")) still to come, so the numbers will change",
      lost.isEmpty
        ? nil
        : "\(enumerated(lost.map { "\(Numeral.grouped($0.count)) \($0.name)" })) "
          + (lostCount == 1 ? "trial enters no number" : "trials enter no number"),
      empty == 0 ? nil : "\(Numeral.count(empty, "cell")) without any trial that counts",
      alone == 0 ? nil : "\(Numeral.count(alone, "cell")) with one such trial, which has no interval",
      silent.isEmpty
        ? nil
        : "no claim on \(enumerated(inOrder(silent) { $0.question.text }.prefix(3).map { "“\($0.0)”" }))"
          + (Set(silent.map(\.question)).count > 3 ? " and others" : ""),
    ].compactMap { $0 }
    if cells.isEmpty { return "Everything." }
    if parts.isEmpty { return "Nothing: every trial counts and every question has an answer." }
    let text = parts.joined(separator: "; ") + "."
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  var html: String {
    let lines = [("Run", run), ("Found", found), ("Missing", missing)].map {
      "<div><dt>\($0)</dt><dd>\(escaped($1).replacing("\n", with: "<br>"))</dd></div>"
    }
    return "<dl class=\"summary\">\n\(lines.joined(separator: "\n"))\n</dl>"
  }
}
