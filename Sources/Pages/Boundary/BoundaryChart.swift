internal import Boundaries
internal import BoundaryReports
internal import Findings
internal import Refinement
internal import SweepModel

/// The boundary as a picture: thresholds with their intervals along a parameter that holds numbers, or along the settings in their
/// order, and behind them the share of yes of every value that was asked.
extension BoundaryReport {
  /// `nil` without a setting.
  var chart: Chart? {
    guard !rows.isEmpty else { return nil }
    let along = request.others.first { other in
      let values = rows.compactMap { row in row.values.first { $0.name == other.name }?.value.value?.number }
      return values.count == rows.count && Set(values).count > 1
    }
    let axis: (Row) -> String = { row in
      along.flatMap { along in row.values.first { $0.name == along.name }?.text } ?? "all"
    }
    let line: (Row) -> String = { row in
      enumerated(row.values.filter { $0.name != along?.name }.map { "\(words($0.name)) \($0.text)" })
    }
    let labels = inOrder(rows, by: line).map(\.0)
    let places = Set(rows.map { row in row.values.first { $0.name == along?.name }?.value ?? .missing })
      .sorted()
    let order = along == nil ? ["all"] : places.map(\.text)
    return Chart(
      name: slug("\(name)-boundary"),
      title: "\(name): where '\(request.question.text)' turns along \(words(request.parameter.name))",
      body: body(axis, line, order, along.map { words($0.name) }), labels: labels,
      legend: labels.count > 1 ? "setting" : nil)
  }

  private func body(
    _ axis: (Row) -> String, _ line: (Row) -> String, _ order: [String], _ title: String?
  ) -> [String: JSONValue] {
    [
      "encoding": [
        "x": [
          "field": "x", "type": "ordinal", "title": title.map { .text($0) } ?? .null,
          "scale": ["domain": .array(order.map { .text($0) })], "axis": ["labelAngle": 0],
        ],
        "xOffset": ["field": "line", "type": "nominal"],
      ],
      "layer": [
        [
          "data": ["values": .array(rows.flatMap { asked($0, axis($0), line($0)) })],
          "mark": ["type": "tick", "thickness": 3, "size": 14, "opacity": 0.55],
          "encoding": [
            "y": y("value"),
            "color": [
              "field": "share", "type": "quantitative", "title": "share of yes", "legend": nil,
              "scale": ["scheme": "viridis", "domain": [0, 1]],
            ],
            "tooltip": [["field": "value"], ["field": "yes"], ["field": "no"], ["field": "did not learn"]],
          ],
        ],
        [
          "data": ["values": .array(rows.compactMap { placed($0, axis($0), line($0)) })],
          "mark": ["type": "rule", "strokeWidth": 2],
          "encoding": ["y": y("low"), "y2": ["field": "high"], "color": colour],
        ],
        [
          "data": ["values": .array(rows.compactMap { placed($0, axis($0), line($0)) })],
          "mark": ["type": "point", "filled": true, "size": 60, "opacity": 1],
          "encoding": [
            "y": y("threshold"), "color": colour,
            "tooltip": [
              ["field": "line", "title": "setting"], ["field": "threshold", "format": ".3~g"],
              ["field": "low", "format": ".3~g"], ["field": "high", "format": ".3~g"],
              ["field": "trials"], ["field": "outcome"],
            ],
          ],
        ],
      ],
      "resolve": ["scale": ["color": "independent"]],
    ]
  }

  private var colour: JSONValue { ["field": "line", "type": "nominal", "title": "setting"] }

  private func y(_ field: String) -> JSONValue {
    [
      "field": .text(field), "type": "quantitative", "title": .text(words(request.parameter.name)),
      "scale": [
        "type": "log", "domain": [.number(range.lowerBound), .number(range.upperBound)], "nice": false,
      ],
    ]
  }

  /// The values that were asked, each with its answers.
  private func asked(_ row: Row, _ x: String, _ line: String) -> [JSONValue] {
    request.values.indices.compactMap { level -> JSONValue? in
      let (yes, no) = (row.boundary.yes[level], row.boundary.no[level])
      let lost = row.boundary.notLearnt[level]
      guard yes + no + lost > 0, let value = request.values[level].number else { return nil }
      return [
        "x": .text(x), "line": .text(line), "value": .number(value), "yes": .integer(yes), "no": .integer(no),
        "did not learn": .integer(lost),
        "share": yes + no == 0 ? .null : .number(Double(yes) / Double(yes + no)),
      ]
    }
  }

  /// Its interval within the values that can be asked.
  private func placed(_ row: Row, _ x: String, _ line: String) -> JSONValue? {
    guard let estimate = row.estimate(within: range), let threshold = estimate.median else { return nil }
    return [
      "x": .text(x), "line": .text(line), "threshold": .number(threshold),
      "low": .number(estimate.low ?? range.lowerBound), "high": .number(estimate.high ?? range.upperBound),
      "trials": .integer(row.boundary.trials), "outcome": .text(row.boundary.outcome?.rawValue ?? "open"),
    ]
  }
}
