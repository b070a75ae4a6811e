internal import Findings
internal import Foundation
internal import SweepModel

extension SweepReport {
  /// `report.html`: one file that opens without a network.
  ///
  /// - `renderer`: the text of a JavaScript bundle that defines `window.vegaEmbed` (Vega, Vega-Lite, Embed).
  ///   Without it the page has tables in place of charts and says how to get them.
  func html(renderer: String?, _ sections: [GroupSection]) -> String {
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
    \(findingsSection(drawn: renderer != nil))
    \(sections.map { $0.html(drawn: renderer != nil) }.joined(separator: "\n"))
    \(failuresSection)
    \(provenanceSection)
    \(scripts(renderer, sections.flatMap(\.charts)))
    </body>
    </html>

    """
  }

  func overview(_ sections: [GroupSection]) -> String {
    let tally = aggregate.tally
    let cards = ([("trials", tally.planned)] + tally.parts).map { name, number in
      "<li\(number == 0 ? " class=\"none\"" : "")><b>\(Numeral.grouped(number))</b>\(name)</li>"
    }
    let bar = tally.parts.filter { $0.1 > 0 }.map { "<i class=\"\($0.0)\" style=\"flex:\($0.1)\"></i>" }
    let open = tally.planned - tally.ended
    let links = sections.filter { !$0.isEmpty }.map { ($0.id, $0.group.name) }
    let nav =
      [("findings", "Findings")] + links
      + (aggregate.failures.isEmpty ? [] : [("failures", "Failures")]) + [("provenance", "Provenance")]
    return """
      <header>
      <p class="eyebrow">Fathom report</p>
      <h1>\(escaped(aggregate.sweep.name))</h1>
      <p class="note">Plan <code>\(aggregate.sweep.id)</code></p>
      <ul class="counts">\(cards.joined())</ul>
      <div class="bar" aria-hidden="true">\(bar.joined())</div>
      <p class="note">Only counted trials enter a number or a claim: those that finished and learnt \
      (train MSE of at most 0.9 of the targets’ variance).</p>
      \(open > 0 ? Self.banner("\(Numeral.count(open, "trial")) still to come: the numbers will change.") : "")
      <nav>\(nav.map { "<a href=\"#\($0.0)\">\(escaped($0.1))</a>" }.joined(separator: "\n"))</nav>
      </header>
      """
  }

  func findingsSection(drawn: Bool) -> String {
    let groups = inOrder(Array(findings.enumerated()), by: \.element.data).map { data, findings in
      "<h3>\(escaped(data))</h3>\n"
        + findings.map { article($0.element, place: "findings/\($0.offset)/numbers") }.joined(separator: "\n")
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

  private static func banner(_ html: String) -> String { "<p class=\"banner\">\(html)</p>" }

  private func article(_ finding: Finding, place: String) -> String {
    """
    <article\(finding.isClaim ? "" : " class=\"open\"")>
    <div class="words">
    <h4>\(escaped(finding.question.text))</h4>
    <p>\(escaped(finding.sentence))</p>
    </div>
    \(Self.numbers(finding.numbers, place))
    </article>
    """
  }

  /// A short table beside the words, a long one behind a click.
  private static func numbers(_ table: FindingTable, _ place: String) -> String {
    if table.rows.isEmpty { return "" }
    let html = table.pageTable(place).html
    return table.rows.count <= 10 ? html : "<details><summary>Numbers</summary>\n\(html)\n</details>"
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
