internal import Findings
internal import SweepModel

/// A metric that is shown layer by layer, with one axis for all panels, so that they can be compared.
struct LayerPlot {
  let metric: Metric
  private let panels: Panels
  private let group: DataGroup
  var axis: ValueAxis
  /// Of lines and points, in pixels of a page or points of a print.
  var lineWidth = 1.75
  var pointSize = 20

  init(metric: Metric, _ panels: Panels, of group: DataGroup) {
    (self.metric, self.panels, self.group) = (metric, panels, group)
    let shown = panels.panels.flatMap { panel in
      Self.points(metric, panel).map(\.estimate.mean) + Self.references(metric, panel).map(\.value)
    }
    axis = ValueAxis(metric.definition.axis, around: shown)
  }

  typealias Point = (line: String, layer: Int, estimate: Estimate)
  /// What a metric is held against, dashed: at one layer, or at every one.
  private typealias Reference = (line: String, layer: Int?, value: Double)

  /// The name, and the number of directions where that is a choice.
  static func caption(_ metric: Metric) -> String {
    switch metric {
    case .nrc1Rank: "nrc1 (k = r)"
    case .nrc3Rank: "nrc3 (k = r)"
    default: words(metric.name)
    }
  }

  var caption: String { Self.caption(metric) }

  static func points(_ metric: Metric, _ panel: Panels.Panel) -> [Point] {
    panel.lines.flatMap { line in
      line.cell.layers.compactMap { layer in layer.metrics[metric].map { (line.label, layer.layer, $0) } }
    }
  }

  private static func references(_ metric: Metric, _ panel: Panels.Panel) -> [Reference] {
    panel.lines.flatMap { line -> [Reference] in
      switch metric {
      case .nrc4: line.cell.metrics[.trainLoss].map { [(line.label, nil, $0.mean)] } ?? []
      case .rankDistance:
        line.cell.layers.compactMap { layer in
          layer.metrics[.rankBound].map { (line.label, layer.layer, $0.mean) }
        }
      default: []
      }
    }
  }

  /// `nil` where no layer of the panel has the metric.
  func chart(_ panel: Panels.Panel) -> Chart? {
    let points = Self.points(metric, panel)
    guard let last = points.map(\.layer).max() else { return nil }
    let values = points.map { label, layer, estimate -> JSONValue in
      [
        "line": .text(label), "layer": .integer(layer), "mean": .number(estimate.mean),
        "low": .number(axis.cut(estimate.low)),
        "high": .number(axis.cut(estimate.high)), "n": .integer(estimate.count),
      ]
    }
    let references = Self.references(metric, panel)
    return panels.chart(
      of: group, [metric.name], at: [panel.title], shows: metric.name,
      [
        "data": ["values": .array(values)], "encoding": ["x": layerAxis(last, names(panel))],
        "layer": .array(
          axis.means(
            over: ["field": "layer"],
            pointSize: .integer(Set(points.map(\.layer)).count > 1 ? pointSize : 50),
            width: .number(lineWidth), line: ["field": "line", "title": "line"])
            + rules(references) + lines(references)),
      ])
  }

  /// Empty where the lines' layers do not have the same ones.
  private func names(_ panel: Panels.Panel) -> [String] {
    let layers = panel.lines.flatMap(\.cell.layers)
    let names = Dictionary(grouping: layers, by: \.layer).mapValues { Set($0.map(\.name)) }
    guard names.values.allSatisfy({ $0.count == 1 && $0 != [nil] }) else { return [] }
    return (1...(names.keys.max() ?? 1)).map { names[$0]?.first.flatMap(\.self) ?? "\($0)" }
  }

  /// A text of Vega's expressions; a program chooses what its layers are called.
  private static func quoted(_ name: String) -> String {
    "'\(name.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }

  private func layerAxis(_ last: Int, _ names: [String]) -> JSONValue {
    let ticks = stride(from: 1, through: max(2, last), by: max(1, last / 8))
    var axis: [String: JSONValue] = [
      "values": .array(ticks.map { .integer($0) }), "format": "d", "grid": false, "labelFlush": false,
    ]
    if !names.isEmpty {
      axis["labelExpr"] = .text("[\(names.map(Self.quoted).joined(separator: ","))][datum.value - 1]")
      axis["labelAngle"] = -40
    }
    return [
      "field": "layer", "type": "quantitative", "title": "layer",
      "scale": ["domain": [1, .integer(max(2, last))], "nice": false],
      // Whole layers only: a number of ticks of the page's configuration would win over a least step.
      "axis": .object(axis),
    ]
  }

  private func rules(_ references: [Reference]) -> [JSONValue] {
    references.filter { $0.layer == nil }.map { label, _, value in
      [
        "data": ["values": [["line": .text(label), "reference": .number(value)]]],
        "mark": ["type": "rule", "strokeDash": [4, 3], "strokeWidth": .number(0.7 * lineWidth)],
        "encoding": ["x": nil, "y": axis.encoding("reference")],
      ]
    }
  }

  private func lines(_ references: [Reference]) -> [JSONValue] {
    let values = references.compactMap { label, layer, value in
      layer.map { layer -> JSONValue in
        ["line": .text(label), "layer": .integer(layer), "reference": .number(value)]
      }
    }
    if values.isEmpty { return [] }
    return [
      [
        "data": ["values": .array(values)],
        "mark": ["type": "line", "strokeDash": [4, 3], "strokeWidth": .number(0.7 * lineWidth)],
        "encoding": ["y": axis.encoding("reference")],
      ]
    ]
  }
}
