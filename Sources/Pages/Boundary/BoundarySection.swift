internal import Boundaries
internal import BoundaryReports
internal import Findings
internal import SweepModel

extension BoundaryReport {
  /// The page's section, before the findings.
  ///
  /// - drawn: whether the page can draw charts.
  func html(drawn: Bool) -> String {
    let table = PageTable(
      columns: request.others.map { .init(title: words($0.name), isNumber: true) }
        + Self.titles.map { .init(title: $0, isNumber: $0 != Self.titles[0]) },
      rows: rows.map { row in row.values.map(\.text) + fields(row) }, place: "refine")
    let row =
      drawn ? chart.map { ChartRow(title: "", charts: [.init(caption: "", chart: $0)], leastWidth: 44) } : nil
    return """
      <section id="boundary">
      <h2>Boundary</h2>
      <p>\(escaped(sentence))</p>
      \(remarks.map { "<p class=\"note\">\(escaped($0))</p>" }.joined(separator: "\n"))
      \(row?.html ?? "")
      \(table.html)
      </section>
      """
  }
}
