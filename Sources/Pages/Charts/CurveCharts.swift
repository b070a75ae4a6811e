internal import Findings
internal import SweepModel

/// Loss by epoch, a chart for each panel: train solid, test dashed, in one colour for each line. A panel whose nets were
/// looked at once has no curve.
func curveRows(_ panels: Panels, of group: DataGroup) -> [ChartRow] {
  let shown = panels.panels.flatMap(\.lines).flatMap(\.cell.curve).flatMap { point in
    [point.trainLoss, point.testLoss].compactMap { $0?.mean }
  }
  let axis = ValueAxis(.logarithmic, around: shown)
  let tiles = panels.panels.compactMap { panel -> ChartRow.Tile? in
    let values = panel.lines.filter { $0.cell.curve.count > 1 }.flatMap(values)
    guard !values.isEmpty else { return nil }
    let chart = panels.chart(
      of: group, ["loss"], at: [panel.title], shows: "loss by epoch", body(values, axis))
    return ChartRow.Tile(caption: panel.title, chart: chart)
  }
  return tiles.isEmpty ? [] : [ChartRow(title: "", charts: tiles)]
}

private func values(_ line: Panels.Line) -> [JSONValue] {
  thinned(line.cell.curve).flatMap { point in
    [("train", point.trainLoss), ("test", point.testLoss)].compactMap { set, estimate -> JSONValue? in
      guard let estimate, estimate.mean > 0 else { return nil }
      return [
        "line": .text(line.label), "set": .text(set), "epoch": .integer(point.epoch),
        "loss": .number(estimate.mean), "n": .integer(estimate.count),
      ]
    }
  }
}

/// At most a hundred points, evenly apart, the last among them.
private func thinned(_ curve: [CurveEstimate]) -> [CurveEstimate] {
  let step = max(1, (curve.count + 99) / 100)
  return curve.indices.filter { (curve.count - 1 - $0) % step == 0 }.map { curve[$0] }
}

private func body(_ values: [JSONValue], _ axis: ValueAxis) -> [String: JSONValue] {
  [
    "data": ["values": .array(values)],
    "mark": ["type": "line", "strokeWidth": 1.5],
    "encoding": [
      "x": ["field": "epoch", "type": "quantitative", "axis": ["grid": false], "title": "epoch"],
      "y": axis.encoding("loss"),
      "strokeDash": [
        "field": "set", "type": "nominal", "sort": ["train", "test"], "legend": nil,
        "scale": ["domain": ["train", "test"], "range": [[1, 0], [3, 2]]],
      ],
      "tooltip": [
        ["field": "line"], ["field": "set"], ["field": "epoch"], ["field": "loss", "format": ".3~g"],
        ["field": "n", "title": "trials"],
      ],
    ],
  ]
}
