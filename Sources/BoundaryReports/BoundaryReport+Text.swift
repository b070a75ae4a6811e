internal import Boundaries
internal import Findings
internal import Refinement
internal import SweepModel

extension BoundaryReport {
  package static let titles = [
    "outcome", "threshold", "from", "to", "width", "trials", "yes", "no", "did not learn",
  ]

  /// For a terminal: the sentence, what has to be known beside it, and a line for each setting.
  ///
  /// - width: characters of a line at most; `nil` for tables of any width.
  package func text(width: Int? = nil) -> String {
    let columns = min(width ?? 100, 100)
    var table = TextTable(
      request.others.map { (words($0.name), .right) } + [(Self.titles[0], .left)]
        + Self.titles.dropFirst().map { ($0, .right) })
    table.rows = rows.map { row in row.values.map(\.text) + fields(row) }
    let lines =
      wrapped("The boundary of '\(name)'", width: columns) + wrapped(sentence, width: columns, indent: 2)
      + remarks.flatMap { wrapped($0, width: columns, indent: 2) }
      + (rows.isEmpty ? [] : [""] + table.lines(indent: 4, width: width ?? .max))
    return lines.joined(separator: "\n") + "\n"
  }

  /// The table's values after those of the parameters.
  package func fields(_ row: Row) -> [String] {
    let boundary = row.boundary
    let estimate = row.estimate(within: range)
    func text(_ number: Double?) -> String { number.map(Numeral.measured) ?? "–" }
    return [
      (boundary.outcome?.rawValue ?? "open") + (row.partial > 0 ? " †" : ""), text(estimate?.median),
      text(estimate?.low), text(estimate?.high),
      text(estimate.map { _ in boundary.transitionWidth }), "\(boundary.trials)",
      "\(boundary.yes.reduce(0, +))", "\(boundary.no.reduce(0, +))", "\(boundary.notLearnt.reduce(0, +))",
    ]
  }
}
