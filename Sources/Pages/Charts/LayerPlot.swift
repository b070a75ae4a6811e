internal import Findings
internal import SweepModel

/// A metric that is shown layer by layer.
struct LayerPlot {
  var metric: Metric

  var title: String { metric.definition.title }
  var meaning: String { metric.definition.meaning }

  /// What a group is shown by: k = r before k = t where the two differ.
  static func plots(of group: DataGroup) -> [LayerPlot] {
    let both = group.hasRankBelowDimension
    return Metric.ofLayers.filter { $0.definition.places.contains(.report) }
      .flatMap { [both ? $0.atRank : nil, $0].compactMap { $0 } }.map { LayerPlot(metric: $0) }
  }

  /// One chart for each panel that has the metric, all with the same axis, so that they can be compared.
  func charts(_ panels: Panels, of group: DataGroup) -> [(panel: String, chart: Chart)] {
    let shown = panels.panels.flatMap { panel in
      points(panel).map(\.estimate.mean) + trainLosses(panel).map(\.1)
    }
    let axis = ValueAxis(metric.definition.axis, around: shown)
    return panels.panels.compactMap { chart($0, of: group, panels, axis) }
  }

  private typealias Point = (line: String, layer: Int, estimate: Estimate)

  private func points(_ panel: Panels.Panel) -> [Point] {
    panel.lines.flatMap { line in
      line.cell.layers.compactMap { layer in layer.metrics[metric].map { (line.label, layer.layer, $0) } }
    }
  }

  private func chart(
    _ panel: Panels.Panel, of group: DataGroup, _ panels: Panels, _ axis: ValueAxis
  ) -> (panel: String, chart: Chart)? {
    let points = points(panel)
    guard let last = points.map(\.layer).max() else { return nil }
    let values = points.map { label, layer, estimate -> JSONValue in
      [
        "line": .text(label), "layer": .integer(layer), "mean": .number(estimate.mean),
        "low": .number(axis.cut(estimate.low)),
        "high": .number(axis.cut(estimate.high)), "n": .integer(estimate.count),
      ]
    }
    return panels.chart(
      of: group, [metric.name], at: [panel.title], shows: metric.name,
      [
        "data": ["values": .array(values)], "encoding": ["x": layerAxis(last, names(panel))],
        "layer": .array(
          axis.means(
            over: ["field": "layer"], pointSize: 24, width: 1.75, line: ["field": "line", "title": "line"])
            + trainLosses(panel).map { rule($0.0, $0.1, axis) }),
      ])
  }

  private func trainLosses(_ panel: Panels.Panel) -> [(String, Double)] {
    guard metric == .nrc4 else { return [] }
    return panel.lines.compactMap { line in line.cell.metrics[.trainLoss].map { (line.label, $0.mean) } }
  }

  /// Empty where the lines' layers do not have the same ones.
  private func names(_ panel: Panels.Panel) -> [String] {
    let all = Set(panel.lines.map(\.cell.spec.layerTitles))
    return all.count == 1 ? all.first ?? [] : []
  }

  private func layerAxis(_ last: Int, _ names: [String]) -> JSONValue {
    let ticks = stride(from: 1, through: max(2, last), by: max(1, last / 8))
    var axis: [String: JSONValue] = [
      "values": .array(ticks.map { .integer($0) }), "format": "d", "grid": false,
    ]
    if !names.isEmpty {
      axis["labelExpr"] = .text("[\(names.map { "'\($0)'" }.joined(separator: ","))][datum.value - 1]")
      axis["labelAngle"] = -40
    }
    return [
      "field": "layer", "type": "quantitative", "title": "layer",
      "scale": ["domain": [1, .integer(max(2, last))], "nice": false],
      // Whole layers only: a number of ticks of the page's configuration would win over a least step.
      "axis": .object(axis),
    ]
  }

  private func rule(_ label: String, _ loss: Double, _ axis: ValueAxis) -> JSONValue {
    [
      "data": ["values": [["line": .text(label), "loss": .number(loss)]]],
      "mark": ["type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.25],
      "encoding": ["x": nil, "y": axis.encoding("loss")],
    ]
  }
}
