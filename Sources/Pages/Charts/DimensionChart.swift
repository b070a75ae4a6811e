internal import Findings
internal import SweepModel

/// The measured dimension of each cell against its target rank: the diagonal, and boxes of what agrees.
func dimensionChart(_ group: DataGroup, _ panels: Panels) -> Chart? {
  let line = panels.lineParameter.flatMap { $0 == Parameter.targetRank.name ? nil : $0 }
  let labels = line == nil ? [""] : panels.labels
  let drawn = group.dimensionReadings.filter { reading in
    line.map { labels.contains(reading.cell.text($0)) } ?? true
  }
  let readings = drawn.compactMap { reading in reading.measured.map { (reading, $0) } }
  let boxed = Dictionary(readings.map { ($0.0.rank, $0.0.highest) }) { max($0, $1) }
  let ranks = boxed.keys.sorted()
  guard let top = ranks.last else { return nil }
  let values = readings.map { reading, estimate -> JSONValue in
    let label = line.map { reading.cell.text($0) } ?? ""
    // Lines side by side within the box of their rank, so that they do not hide each other.
    let place = Double(labels.firstIndex(of: label) ?? 0) - Double(labels.count - 1) / 2
    return [
      "line": .text(label), "rank": .integer(reading.rank),
      "place": .number(Double(reading.rank) + 0.4 * place / Double(max(1, labels.count - 1))),
      "mean": .number(estimate.mean), "low": .number(max(0, estimate.low)), "high": .number(estimate.high),
      "n": .integer(estimate.count),
    ]
  }
  let highest = max(Double(boxed[top] ?? top), readings.map(\.1.mean).max() ?? 1) * 1.1
  let start = Double(ranks[0]) - 0.5
  return Chart(
    name: slug(group.name) + "-dimension", title: "\(group.name): dimension against target rank",
    body: [
      "data": ["values": .array(values)],
      "layer": [boxes(boxed), diagonal(from: start, to: Double(top) + 0.5), intervals, points],
      "encoding": [
        "x": x(ranks, from: start),
        "y": [
          "type": "quantitative", "title": "dimension (pca99)",
          "scale": ["domain": [0, .number(highest)], "nice": false],
        ],
      ],
    ],
    labels: line == nil ? [] : labels, legend: line.map(words))
}

private func x(_ ranks: [Int], from start: Double) -> JSONValue {
  [
    "type": "quantitative", "title": "target rank r", "field": "place",
    "scale": ["domain": [.number(start), .number(Double(ranks.last ?? 1) + 0.5)], "nice": false],
    "axis": ["values": .array(ranks.map { .integer($0) }), "format": "d", "grid": false],
  ]
}

/// What counts as the target rank: from r to the highest that does, and as wide as the points of one rank.
private func boxes(_ highest: [Int: Int]) -> JSONValue {
  [
    "data": [
      "values": .array(
        highest.sorted { $0.key < $1.key }.map { rank, high in
          let r = Double(rank)
          return [
            "left": .number(r - 0.3), "right": .number(r + 0.3), "low": .number(r),
            "high": .number(Double(high)),
          ]
        })
    ],
    "mark": ["type": "rect", "color": "gray", "opacity": 0.22],
    "encoding": [
      "x": ["field": "left"], "x2": ["field": "right"], "y": ["field": "low"], "y2": ["field": "high"],
      "color": nil,
    ],
  ]
}

private func diagonal(from start: Double, to end: Double) -> JSONValue {
  [
    "data": ["values": .array([start, end].map { ["place": .number($0), "mean": .number($0)] })],
    "mark": ["type": "line", "color": "gray", "strokeDash": [4, 3], "strokeWidth": 1],
    "encoding": ["y": ["field": "mean"], "color": nil],
  ]
}

private let intervals: JSONValue = [
  "mark": ["type": "rule", "strokeWidth": 1.25, "clip": true],
  "encoding": ["y": ["field": "low"], "y2": ["field": "high"]],
]

private let points: JSONValue = [
  "mark": ["type": "point", "filled": true, "size": 45, "opacity": 1],
  "encoding": [
    "y": ["field": "mean"],
    "tooltip": [
      ["field": "line", "title": "line"], ["field": "rank"], ["field": "mean", "format": ".3~g"],
      ["field": "low", "format": ".3~g"], ["field": "high", "format": ".3~g"],
      ["field": "n", "title": "trials"],
    ],
  ],
]
