internal import Findings
internal import SweepModel

/// The dimension of the last layer's features over scales: a chart for each panel, a line and its band for each value of
/// the line parameter. Nothing where nobody asked for it.
struct ScalePlot {
  static let title = "Dimension over scales"
  static let meaning =
    "Of the last layer’s features, from the distances to each sample’s 2n-th and n-th neighbour, over 2n (group "
    + "dimension_scale). A dimension is where a line is level; a line that falls throughout has none."

  private let metrics = MetricGroup.dimensionScale.metrics

  func rows(_ panels: Panels, of group: DataGroup) -> [ChartRow] {
    let shown = panels.panels.flatMap { points($0).map(\.estimate.mean) }
    let axis = ValueAxis(.linear, around: shown)
    let tiles = panels.panels.compactMap { tile($0, of: group, panels, axis) }
    return tiles.isEmpty ? [] : [ChartRow(title: "", charts: tiles)]
  }

  /// One row a cell, one column a scale.
  func table(of group: DataGroup, _ place: String) -> PageTable {
    let depths = Set(group.cells.compactMap { $0.layers.last?.layer })
    return PageTable(
      columns: group.cellColumns
        + metrics.map { metric in
          let key = depths.count == 1 ? depths.first.map { "layers/\($0)/\(metric.name)" } : nil
          return .init(title: "\(far(metric))", isNumber: true, key: key)
        },
      rows: group.cells.prefix(PageTable.limit).map { cell in
        group.fields(cell)
          + metrics.map { metric in
            (cell.layers.last?.metrics[metric] ?? nil).map { Numeral.measured($0) } ?? ""
          }
      }, count: group.cells.count, place: place)
  }

  private typealias Point = (line: String, far: Int, estimate: Estimate)

  /// 2n, which ends the name.
  private func far(_ metric: Metric) -> Int {
    metric.name.split(separator: "_").last.flatMap { Int($0) } ?? 0
  }

  private func points(_ panel: Panels.Panel) -> [Point] {
    panel.lines.flatMap { line in
      metrics.compactMap { metric in
        (line.cell.layers.last?.metrics[metric] ?? nil).map { (line.label, far(metric), $0) }
      }
    }
  }

  private func tile(
    _ panel: Panels.Panel, of group: DataGroup, _ panels: Panels, _ axis: ValueAxis
  ) -> ChartRow.Tile? {
    let values = points(panel).map { label, far, estimate -> JSONValue in
      [
        "line": .text(label), "far": .integer(far), "mean": .number(estimate.mean),
        "low": .number(axis.cut(estimate.low)), "high": .number(axis.cut(estimate.high)),
        "n": .integer(estimate.count),
      ]
    }
    guard !values.isEmpty else { return nil }
    let x: JSONValue = [
      "field": "far", "type": "quantitative", "title": "farther neighbour, 2n",
      "scale": ["type": "log", "base": 2, "domain": [2, 64], "nice": false],
      "axis": ["values": [2, 4, 8, 16, 32, 64], "format": "d", "grid": false],
    ]
    let chart = panels.chart(
      of: group, ["dimension-scale"], at: [panel.title], shows: "the dimension over scales",
      [
        "data": ["values": .array(values)], "encoding": ["x": x],
        "layer": .array(
          axis.means(
            over: ["field": "far"], pointSize: 24, width: 1.75, line: ["field": "line", "title": "line"])),
      ])
    return ChartRow.Tile(caption: panel.title, chart: chart)
  }
}
