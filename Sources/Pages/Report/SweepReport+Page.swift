internal import BoundaryReports
internal import Findings
internal import Foundation
internal import SweepModel

extension SweepReport {
  /// `report.html`: one file that opens without a network.
  ///
  /// - `renderer`: the text of a JavaScript bundle that defines `window.vegaEmbed` (Vega, Vega-Lite, Embed).
  ///   Without it the page has tables in place of charts and says how to get them.
  func html(renderer: String?, _ sections: [GroupSection], _ boundary: BoundaryReport? = nil) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' \
    'unsafe-eval'; style-src 'unsafe-inline'; img-src data:">
    <title>\(escaped(aggregate.sweep.name)) – Fathom report</title>
    <style>
    \(PageText.style)
    </style>
    </head>
    <body>
    \(overview(sections))
    \(boundary.map { $0.html(drawn: renderer != nil) + "\n" } ?? "")\(findingsSection(drawn: renderer != nil))
    \(sections.map { $0.html(drawn: renderer != nil) }.joined(separator: "\n"))
    \(failuresSection)
    \(provenanceSection)
    \(scripts(renderer, sections.flatMap(\.charts) + [boundary?.chart].compactMap { $0 }))
    </body>
    </html>

    """
  }

  /// What the sweep is, in three lines and a count of its trials, and what the page has.
  func overview(_ sections: [GroupSection]) -> String {
    let tally = aggregate.tally
    let counts = ([("trials", tally.planned)] + tally.parts).filter { $0.0 == "trials" || $0.1 > 0 }
    let cards = counts.map { "<li><b>\(Numeral.grouped($1))</b> \($0)</li>" }
    let bar = tally.parts.filter { $0.1 > 0 }.map { "<i class=\"\($0.0)\" style=\"flex:\($0.1)\"></i>" }
    return """
      <header>
      <p class="eyebrow">Fathom report</p>
      <h1>\(escaped(aggregate.sweep.name))</h1>
      \(ReportSummary(self).html)
      <ul class="counts">\(cards.joined())</ul>
      <div class="bar" aria-hidden="true">\(bar.joined())</div>
      <p class="note">Sweep <code>\(aggregate.sweep.id)</code>. Only counted trials enter a number or a claim: those that \
      finished and learnt (\(criterion)).</p>
      \(contents(sections))
      </header>
      """
  }

  /// When a net of this sweep counts, by its loss.
  private var criterion: String {
    let losses = Set(aggregate.groups.flatMap(\.cells).map { $0.spec[.loss] == .crossEntropy })
    let words = [
      (false, "train MSE of at most 0.9 of the targets’ variance"),
      (true, "train cross-entropy of at most 0.9 of the entropy of the classes’ shares"),
    ].filter { losses.contains($0.0) || losses.isEmpty && !$0.0 }
    return words.map(\.1).joined(separator: ", or ")
  }

  private func contents(_ sections: [GroupSection]) -> String {
    func link(_ id: String, _ title: String) -> String { "<a href=\"#\(id)\">\(escaped(title))</a>" }
    let ends = (aggregate.failures.isEmpty ? [] : [("failures", "Failures")]) + [("provenance", "Provenance")]
    let groups = sections.filter { !$0.isEmpty }.map { section in
      "<li>\(link(section.id, section.group.name)): \(section.contents.map(link).joined(separator: ", "))</li>"
    }
    return """
      <nav aria-label="Contents" class="contents">
      <ul>
      <li>\(link("findings", "Findings"))</li>
      \(groups.joined(separator: "\n"))
      <li>\(ends.map(link).joined(separator: ", "))</li>
      </ul>
      <button type="button" id="unfold" hidden>Unfold all</button>
      </nav>
      """
  }

  func findingsSection(drawn: Bool) -> String {
    let byData = inOrder(Array(findings.enumerated()), by: \.element.data)
    let groups = byData.map { data, findings in
      let isShort = findings.count <= Self.openFindings
      let articles = findings.map { place, finding in
        (finding, article(finding, place: "findings/\(place)/numbers", isOpen: isShort))
      }
      let standing = aggregate.groups.first { $0.name == data }?.standing ?? ""
      let id = "findings-" + slug(data)
      let effects = articles.filter { $0.0.isEffect }.map(\.1)
      let others = articles.filter { !$0.0.isEffect }.map(\.1)
      return Fold(id: id, title: data).html(
        """
        \(standing.isEmpty ? "" : "<p class=\"note\">\(escaped(standing))</p>")
        \(Self.articles(others))
        \(EffectMatrix(findings.map(\.element))?.html ?? "")
        \(effects.isEmpty ? "" : Fold(id: id + "-effects", title: "Each parameter in words and numbers", level: 4, isOpen: false).html(Self.articles(effects)))
        """)
    }
    let missing = Self.banner(
      "No charts here: the chart renderer was not found when this page was made. <code>make release</code> "
        + "fetches it; until then the tables below hold the same numbers.")
    let nothing = "<p>There is nothing to find yet: the sweep has no trials that measure.</p>"
    return """
      <section id="findings">
      <h2>Findings</h2>
      \(drawn ? "" : missing)
      \(groups.isEmpty ? nothing : groups.joined(separator: "\n"))
      </section>
      """
  }

  private static func articles(_ articles: [String]) -> String {
    articles.isEmpty ? "" : "<div class=\"articles\">\n\(articles.joined(separator: "\n"))\n</div>"
  }

  private static func banner(_ html: String) -> String { "<p class=\"banner\">\(html)</p>" }

  /// - `isOpen`: whether a short table stands beside the words; a long one is behind a click always.
  private func article(_ finding: Finding, place: String, isOpen: Bool) -> String {
    """
    <article\(finding.isClaim ? "" : " class=\"none\"")>
    <div class="words">
    <h4>\(escaped(finding.question.text))</h4>
    <p>\(escaped(finding.sentence))</p>
    </div>
    \(Self.numbers(finding.numbers, place, isOpen: isOpen))
    </article>
    """
  }

  /// Rows of a finding's table, and findings on one data set, that are read at a glance.
  private static let openRows = 9
  private static let openFindings = 4

  private static func numbers(_ table: FindingTable, _ place: String, isOpen: Bool) -> String {
    if table.rows.isEmpty { return "" }
    let html = table.pageTable(place).html
    return isOpen && table.rows.count <= openRows
      ? html : "<details><summary>Numbers</summary>\n\(html)\n</details>"
  }

  private func scripts(_ renderer: String?, _ charts: [Chart]) -> String {
    guard let renderer else { return "" }
    let specs = JSONValue.object(
      Dictionary(charts.map { ($0.name, $0.inPage) }, uniquingKeysWith: { first, _ in first }))
    return """
      <script type="application/json" id="charts">\(specs.script)</script>
      <script type="module">\(Self.inScript(renderer))</script>
      <script type="module">
      \(PageText.reportScript)
      </script>
      """
  }

  /// A bundle's text without the one sequence that would end its element; in JavaScript `\\/` is `/`.
  private static func inScript(_ source: String) -> String {
    source.replacingOccurrences(
      of: "</(script)", with: "<\\\\/$1", options: [.regularExpression, .caseInsensitive])
  }
}
