internal import Findings
internal import SweepModel

/// One chart for each reading of a phase diagram: a square for each pair of values, its colour the mean over trials.
func phaseCharts(_ diagram: PhaseDiagram, of group: DataGroup) -> [(panel: String, chart: Chart)] {
  diagram.readings.compactMap { reading in
    let squares = diagram.squares.compactMap { square -> JSONValue? in
      guard let mean = diagram.mean(reading, square), !reading.isLogarithmic || mean > 0 else { return nil }
      return [
        "x": .text(square.x.text), "y": .text(square.y.text), "mean": .number(mean),
        "n": .integer(square.trials.count),
      ]
    }
    guard !squares.isEmpty else { return nil }
    let title = reading.title + reading.remark
    let axes = diagram.axes
    return (
      title,
      Chart(
        name: slug("\(group.name)-phase-\(reading.key)-\(axes.x)-\(axes.y)"),
        title: "\(group.name): \(title) over \(words(axes.x)) and \(words(axes.y))",
        body: body(squares, diagram, reading), labels: [], legend: nil)
    )
  }
}

private func body(_ squares: [JSONValue], _ diagram: PhaseDiagram, _ reading: TrialReading) -> [String:
  JSONValue]
{
  func labels(_ value: KeyPath<PhaseDiagram.Square, FieldValue>) -> [JSONValue] {
    Set(diagram.squares.map { $0[keyPath: value] }).sorted().map { .text($0.text) }
  }
  return [
    "data": ["values": .array(squares)],
    "mark": ["type": "rect"],
    "encoding": [
      "x": [
        "field": "x", "type": "ordinal", "sort": .array(labels(\.x)), "title": .text(words(diagram.axes.x)),
        "axis": ["labelAngle": 0],
      ],
      "y": [
        "field": "y", "type": "ordinal", "sort": .array(labels(\.y).reversed()),
        "title": .text(words(diagram.axes.y)),
      ],
      "color": [
        "field": "mean", "type": "quantitative", "title": nil,
        "scale": ["scheme": "viridis", "type": reading.isLogarithmic ? "log" : "linear"],
        "legend": ["gradientLength": 150, "tickCount": 4],
      ],
      "tooltip": [
        ["field": "x", "title": .text(words(diagram.axes.x))],
        ["field": "y", "title": .text(words(diagram.axes.y))], ["field": "mean", "format": ".3~g"],
        ["field": "n", "title": "trials"],
      ],
    ],
  ]
}
