internal import Findings
internal import Foundation
internal import SweepModel

/// All judgements as a table for a terminal and as a page.
package struct PapersPage: Sendable {
  package var judgements: [Judgement]
  package var omissions: [Omission]
  /// What ran, such as version and commit; one line of the page's head each.
  package var origin: [String]
  package var isFull: Bool

  package init(_ judgements: [Judgement], omissions: [Omission], origin: [String], isFull: Bool) {
    (self.judgements, self.omissions) = (judgements, omissions)
    (self.origin, self.isFull) = (origin, isFull)
  }

  /// A line a claim, then how many there are of each verdict.
  ///
  /// - `width`: characters of a line at most; `nil` for tables of any width and sentences in lines of 100.
  package func text(width: Int? = nil) -> String {
    let tableWidth = width ?? .max
    let width = min(width ?? 100, 100)
    var table = TextTable([("paper", .left), ("figure", .left), ("verdict", .left)])
    table.rows = judgements.map { [$0.claim.paper.rawValue, $0.claim.figure, $0.verdict.word] }
    var lines = table.lines(width: tableWidth)
    for one in judgements where one.verdict != .reproduced {
      lines += [""]
      lines += wrapped("\(one.claim.paper.rawValue), \(one.claim.figure): \(one.verdict.text)", width: width)
      lines += one.failingText(width: tableWidth)
    }
    return (lines + [""] + wrapped(summary, width: width)).joined(separator: "\n") + "\n"
  }

  var summary: String {
    let counts = inOrder(judgements) { $0.verdict.word }.map { word, all in
      "\(all.count) \(word == "differs" && all.count > 1 ? "differ" : word)"
    }
    let omitted =
      omissions.isEmpty ? "" : " No sweep repeats \(Numeral.count(omissions.count, "more row"))."
    let beyond = judgements.count { $0.claim.paper == .beyond }
    let own = beyond > 0 ? ", \(beyond) of them beyond the papers" : ""
    return "Of \(Numeral.count(judgements.count, "claim"))\(own): \(enumerated(counts)).\(omitted)"
  }

  package var markdown: String {
    var lines = ["# The four papers", ""]
    lines += [
      "What four papers claim, the sweeps that ask for it again, and what came out; at the end, what the papers leave open.",
      "The page is the output of `fathom reproduce\(isFull ? " --full" : "")`; the same command again goes on where it stopped and",
      "reuses what is stored.", "",
    ]
    lines += [summary, ""] + origin.map { "- \($0)" } + setUps.map { "- \($0)" }
    lines += [
      "",
      "How to read it: every cell has three seeds or more, ± is half the width of the 95 % interval of the mean over",
      "seeds by Student's t, and a check looks at the mean (\"never\" at the worst seed). \"Paper\" is the same reduction of the",
      "curve that was read off the paper's figure; – where it gives none. A claim is reproduced when all its checks hold,",
      "differs when each failing one has a known reason, and is not reproduced otherwise.", "",
      "Criteria were stated before anything ran. What was restated or added after a first run:",
      "",
      "- P1's rows on rollouts are judged by shapes and orderings, as the data are other experts'; the limits on sizes that were",
      "  stated first still stand in their tables, marked as not judged.",
      "- P1's teacher of rank 2 is asked to align from layer 5 on in place of 4, as the paper marks collapse there.",
      "- P3's limit on NRC3 is not judged on Swimmer and Hopper, where the authors' own runs end at 0.049 and 0.094.",
      "- P3's rows with enough decay, and all on Swimmer's covariance, were added when these rollouts had collapsed at more decay",
      "  than the paper's.",
      "- Where a paper gives no decay, rate or first weights, they were chosen where nets settle; each sweep file tells.",
    ]
    for paper in Paper.allCases {
      let own = judgements.filter { $0.claim.paper == paper }
      let omitted = omissions.filter { $0.paper == paper }
      if own.isEmpty && omitted.isEmpty { continue }
      lines += [
        "", "## \(paper.rawValue): \(paper.title)", "", "| figure | verdict | sweep |", "|---|---|---|",
      ]
      lines += own.map { "| \($0.claim.figure) | \($0.verdict.word) | `\($0.sweep)` |" }
      lines += omitted.map { "| \($0.figure) | no sweep: \($0.reason) | – |" }
      lines += own.flatMap(\.markdown)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var setUps: [String] {
    inOrder(judgements.flatMap(\.setUps)) { [$0.processor, $0.coreType, $0.libraries, $0.version] }.map {
      "\($0.0[0]), kernels \($0.0[1]), \($0.0[2]), worker \($0.0[3])"
    }
  }
}

extension Judgement {
  fileprivate func failingText(width: Int) -> [String] {
    let failing = checked.filter { $0.check.isJudged && !$0.holds }
    guard !failing.isEmpty else { return [] }
    var table = TextTable([("check", .left), ("limit", .left), ("paper", .right), ("measured", .left)])
    table.rows = failing.map { $0.cells }
    return table.lines(indent: 2, width: width)
  }

  fileprivate var markdown: [String] {
    var lines = ["", "### \(claim.figure)", "", claim.statement, "", "Criterion: \(claim.criterion)", ""]
    let word = verdict.text.prefix(1).uppercased() + verdict.text.dropFirst()
    lines += ["**\(word)\(word.hasSuffix(".") ? "" : ".")**"]
    if trials.planned > 0 {
      let minutes = String(format: "%.1f", coreSeconds / 60)
      lines[lines.count - 1] +=
        " `fathom run sweeps/papers/\(sweep).yaml`: \(trials.sentence), \(minutes) core-minutes."
    }
    if !checked.isEmpty {
      lines += ["", "| check | limit | paper | measured | holds |", "|---|---|---|---|---|"]
      lines += checked.map { "| \($0.cells.joined(separator: " | ")) | \($0.answer) |" }
    }
    let depth = series.map(\.layers.count).max() ?? 0
    if depth > 0 {
      lines += ["", "| layer |" + (1...depth).map { " \($0) |" }.joined()]
      lines += ["|---|" + String(repeating: "---|", count: depth)]
      lines += series.flatMap { $0.rows(depth: depth) }
    }
    return lines
  }
}

extension CheckedNumber {
  fileprivate var answer: String {
    if check.limit == .none { return "–" }
    guard check.isJudged else { return holds ? "yes, not judged" : "no, not judged" }
    return holds ? "yes" : "**no**"
  }

  fileprivate var cells: [String] {
    [check.name, check.limit.text, check.paper.map(Numeral.measured) ?? "–", measured]
  }
}

extension MeasuredSeries {
  /// The measured layers, and below them the paper's.
  fileprivate func rows(depth: Int) -> [String] {
    func row(_ title: String, _ cells: [String]) -> String {
      "| \(title) | " + (0..<depth).map { $0 < cells.count ? cells[$0] : "–" }.joined(separator: " | ") + " |"
    }
    return [row(series.title, layers.map { $0.map(Numeral.measured) ?? "–" })]
      + (series.paper.map { [row("*paper*", $0.map(Numeral.measured))] } ?? [])
  }
}
