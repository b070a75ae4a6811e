internal import Findings
internal import SweepModel

/// How one group's cells are spread over charts: a chart for each panel, in it a line for each value of one
/// parameter.
struct Panels {
  /// More panels than this are not drawn; the page says so.
  static let limit = 12
  /// More lines than this in one chart cannot be told apart: of more values as many are drawn, evenly apart by rank.
  static let lineLimit = 16

  struct Panel {
    /// Such as `depth 4, width 64`; empty when nothing but the lines varies.
    var title: String
    /// Of the parameters that tell panels apart, in their order.
    var values: [FieldValue]
    var lines: [Line]
  }

  struct Line {
    /// Text of the line parameter's value.
    var label: String
    var cell: Cell
  }

  /// The parameter that tells lines apart: weight decay where it varies, else the last that varies.
  var lineParameter: String?
  /// The parameters that tell panels apart.
  var others: [String]
  var panels: [Panel]
  /// How many more there are.
  var left: Int
  /// How many values of the line parameter are not drawn.
  var linesLeft: Int
  /// Every label, ascending by value: all charts of the group share their colours.
  var labels: [String]

  /// - Parameters:
  ///   - apart: a parameter that tells panels apart and never lines.
  ///   - limit: the most panels.
  init(_ group: DataGroup, apart: String? = nil, limit: Int = limit) {
    let candidates = group.varied.filter { $0 != apart }
    let line = candidates.first { $0 == Parameter.weightDecay.name } ?? candidates.last
    let others = group.varied.filter { $0 != line }
    (lineParameter, self.others) = (line, others)
    func value(_ cell: Cell) -> FieldValue { line.map { parameter($0, of: cell.spec) } ?? .text("all") }
    let measured = group.cells.filter { !$0.layers.isEmpty || !$0.curve.isEmpty }
    let values = Set(measured.map(value)).sorted()
    let steps = min(values.count, Self.lineLimit)
    let drawn = (0..<steps).map { values[steps == 1 ? 0 : $0 * (values.count - 1) / (steps - 1)] }
    labels = drawn.map(\.text)
    linesLeft = values.count - drawn.count
    let shown = Set(drawn)
    let all = inOrder(measured.filter { shown.contains(value($0)) }) { cell in
      others.map { parameter($0, of: cell.spec) }
    }
    let ordered = all.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    panels = ordered.prefix(limit).map { values, cells in
      Panel(
        title: zip(others, values).map { "\(words($0)) \($1.text)" }.joined(separator: ", "),
        values: values,
        lines: cells.sorted { value($0) < value($1) }.map { Line(label: value($0).text, cell: $0) })
    }
    left = max(0, ordered.count - limit)
  }

  /// A chart in the group's colours, named and titled by its data, what it shows and where; empty parts are left out.
  func chart(
    of group: DataGroup, _ kinds: [String], at place: [String], shows: String, _ body: [String: JSONValue]
  ) -> Chart {
    func joined(_ parts: [String], _ separator: String) -> String {
      parts.filter { !$0.isEmpty }.joined(separator: separator)
    }
    return Chart(
      name: joined(([group.name] + kinds + place).map(slug), "-"),
      title: joined([group.name] + place, ", ") + ": " + shows, body: body, labels: labels,
      legend: lineParameter.map(words))
  }
}
