internal import SweepModel

/// The measured dimension of each cell against its target rank, with the diagonal and the band r to r + 1.
func dimensionChart(_ group: DataGroup, _ panels: Panels) -> Chart? {
  let line = panels.lineParameter.flatMap { $0 == "target_rank" ? nil : $0 }
  let readings = group.dimensionReadings.compactMap { reading in reading.measured.map { (reading, $0) } }
  guard let top = readings.map(\.0.rank).max() else { return nil }
  let labels = line.map { name in
    Set(readings.map { parameter(name, of: $0.0.cell.spec) }).sorted().map(\.text)
  }
  let values = readings.map { reading, estimate -> JSONValue in
    let label = line.map { reading.cell.text($0) } ?? ""
    // Beside each other, not on each other: a fifth of a rank from the first label to the last.
    let place = Double(labels?.firstIndex(of: label) ?? 0) - Double((labels?.count ?? 1) - 1) / 2
    let shift = 0.4 * place / Double(max(1, (labels?.count ?? 1) - 1))
    return [
      "line": .text(label), "rank": .integer(reading.rank), "place": .number(Double(reading.rank) + shift),
      "mean": .number(estimate.mean), "low": .number(max(0, estimate.low)), "high": .number(estimate.high),
      "n": .integer(estimate.count),
    ]
  }
  let ranks = Set(readings.map(\.0.rank)).sorted().map { JSONValue.integer($0) }
  return Chart(
    name: slug(group.name) + "-dimension", title: "\(group.name): dimension against target rank",
    body: dimensionBody(values, ranks: ranks, top: Double(top)), labels: labels ?? [], legend: line.map(words)
  )
}

private func dimensionBody(_ values: [JSONValue], ranks: [JSONValue], top: Double) -> [String: JSONValue] {
  let x: JSONValue = [
    "field": "place", "type": "quantitative", "title": "target rank r",
    "scale": ["domain": [0, .number(top + 0.5)], "nice": false],
    "axis": ["values": .array(ranks), "format": "d"],
  ]
  func y(_ field: String) -> JSONValue {
    ["field": .text(field), "type": "quantitative", "title": "dimension (pca99)", "scale": ["zero": true]]
  }
  let edge: [JSONValue] = [0, top + 0.5].map {
    ["place": .number($0), "low": .number($0), "high": .number($0 + 1)]
  }
  let tooltip: JSONValue = [
    ["field": "line", "title": "line"], ["field": "rank"], ["field": "mean", "format": ".3~g"],
    ["field": "low", "format": ".3~g"], ["field": "high", "format": ".3~g"],
    ["field": "n", "title": "trials"],
  ]
  return [
    "data": ["values": .array(values)], "encoding": ["x": x],
    "layer": [
      [
        "data": ["values": .array(edge)], "mark": ["type": "area", "color": "gray", "opacity": 0.18],
        "encoding": ["y": y("low"), "y2": ["field": "high"], "color": nil],
      ],
      [
        "data": ["values": .array(edge)], "mark": ["type": "line", "color": "gray", "strokeDash": [4, 3]],
        "encoding": ["y": y("low"), "color": nil],
      ],
      [
        "mark": ["type": "rule", "strokeWidth": 1.25], "encoding": ["y": y("low"), "y2": ["field": "high"]],
      ],
      [
        "mark": ["type": "point", "filled": true, "size": 45, "opacity": 1],
        "encoding": ["y": y("mean"), "tooltip": tooltip],
      ],
    ],
  ]
}
