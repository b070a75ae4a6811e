internal import Findings
internal import Foundation
internal import SweepModel

/// Maps over two parameters: a square for each pair of values, its number the mean over trials, its brightness the same.
///
/// Bright is one thing in all of them: nearer to collapse, or a smaller error.
struct PhaseMap {
  private let diagram: PhaseDiagram
  private let group: DataGroup
  private let columns: [FieldValue]
  private let rows: [FieldValue]

  init(_ diagram: PhaseDiagram, of group: DataGroup) {
    (self.diagram, self.group) = (diagram, group)
    func values(_ name: String) -> [FieldValue] {
      Set(group.cells.map { parameter(name, of: $0.spec) }).sorted()
    }
    (columns, rows) = (values(diagram.axes.x), values(diagram.axes.y))
  }

  static let meaning =
    "A square is the mean over all counted trials there, whatever else varies; – is none. Bright is nearer to "
    + "collapse, and of losses less error. Other axes: fathom report --axes a,b."

  /// More squares side by side than this have no numbers in them: they would be as wide as a text.
  static let numberedColumns = 30

  /// One map a reading that has a value anywhere; `nil` where none has.
  var row: ChartRow? {
    let tiles = diagram.readings.compactMap(tile)
    let isNumbered = columns.count <= Self.numberedColumns
    return tiles.isEmpty
      ? nil : ChartRow(title: "", charts: tiles, leastWidth: isNumbered ? 6 + columns.count * 27 / 10 : 32)
  }

  private func tile(_ reading: TrialReading) -> ChartRow.Tile? {
    let means = diagram.squares.map { diagram.mean(reading, $0) }
    let known = means.compactMap { $0 }.filter { !reading.isLogarithmic || $0 > 0 }
    guard let low = known.min(), let high = known.max() else { return nil }
    let title = reading.title + reading.remark
    let scale = Shade(low: low, high: high, isLogarithmic: reading.isLogarithmic, isRising: rises(reading))
    let axes = diagram.axes
    var chart = Chart(
      name: slug("\(group.name)-phase-\(reading.key)-\(axes.x)-\(axes.y)"),
      title: "\(group.name): \(title) over \(words(axes.x)) and \(words(axes.y))",
      body: body(means, scale), labels: [], legend: nil)
    chart.height = max(74, min(26 * rows.count, 520))
    return ChartRow.Tile(caption: title, chart: chart)
  }

  /// Whether more of it is more collapse.
  private func rises(_ reading: TrialReading) -> Bool {
    reading.key == "collapsed_share" || Metric.named(reading.key)?.definition.isRising ?? false
  }

  private func body(_ means: [Double?], _ scale: Shade) -> [String: JSONValue] {
    let (x, y) = (diagram.axes.x, diagram.axes.y)
    let layers = [rectangles(scale)] + (columns.count <= Self.numberedColumns ? [numbers] : [])
    return [
      "data": ["values": .array(squares(means, scale))],
      "encoding": [
        "x": [
          "field": "x", "type": "ordinal", "scale": ["domain": labels(columns)], "title": .text(words(x)),
          "axis": ["labelAngle": 0, "labelOverlap": true, "labelSeparation": 4],
        ],
        "y": [
          "field": "y", "type": "ordinal", "scale": ["domain": labels(rows.reversed())],
          "title": .text(words(y)),
        ],
        "tooltip": [
          ["field": "x", "title": .text(words(x))], ["field": "y", "title": .text(words(y))],
          ["field": "mean", "format": ".3~g"], ["field": "n", "title": "trials"],
        ],
      ],
      "layer": .array(layers), "resolve": ["scale": ["color": "independent"]],
    ]
  }

  private func labels(_ values: [FieldValue]) -> JSONValue { .array(values.map { .text($0.text) }) }

  /// Squares in which no trial counts are there too, without a mean.
  private func squares(_ means: [Double?], _ scale: Shade) -> [JSONValue] {
    let known = Dictionary(
      zip(diagram.squares.map { [$0.x, $0.y] }, zip(means, diagram.squares.map(\.trials.count)))
    ) { $1 }
    return rows.flatMap { y in
      columns.map { x -> JSONValue in
        var members: [String: JSONValue] = ["x": .text(x.text), "y": .text(y.text)]
        let (mean, count) = known[[x, y]] ?? (nil, 0)
        members["n"] = .integer(count)
        members["label"] = .text(mean.map(scale.label) ?? "–")
        members["ink"] = .text(mean.map(scale.ink) ?? "currentColor")
        if let mean, scale.holds(mean) { members["mean"] = .number(mean) }
        return .object(members)
      }
    }
  }

  private func rectangles(_ scale: Shade) -> JSONValue {
    [
      "transform": [["filter": "isValid(datum.mean)"]], "mark": ["type": "rect"],
      "encoding": ["color": scale.encoding],
    ]
  }

  private var numbers: JSONValue {
    [
      "mark": ["type": "text", "fontSize": 10],
      "encoding": ["text": ["field": "label"], "color": ["field": "ink", "type": "nominal", "scale": nil]],
    ]
  }
}

/// How bright a number is: 0 at the dark end of the ramp, 1 at the bright one.
struct Shade {
  var low: Double
  var high: Double
  var isLogarithmic: Bool
  var isRising: Bool

  /// Whether it has a place on the axis.
  func holds(_ value: Double) -> Bool { !isLogarithmic || value > 0 }

  func brightness(_ value: Double) -> Double {
    func place(_ value: Double) -> Double { isLogarithmic ? log(value) : value }
    guard high > low, holds(value) else { return 0.5 }
    let share = (place(value) - place(low)) / (place(high) - place(low))
    return isRising ? share : 1 - share
  }

  /// What can be read on it: from here on viridis has more contrast to black than to white, and 4.5 at least.
  func ink(_ value: Double) -> String {
    holds(value) ? brightness(value) > 0.425 ? "#000" : "#fff" : "currentColor"
  }

  /// Two digits, such as `0.012`, `17`, `1.1e-5`, or three where two would hide what differs.
  func label(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let size = abs(value)
    let digits = high - low < 0.1 * abs(high) ? 3 : 2
    if size < 1e-3 || size >= 1e4 {
      let parts = String(format: "%.\(digits - 1)e", value).split(separator: "e")
      return "\(parts[0])e\(Int(parts[1]) ?? 0)"
    }
    return String(format: "%.\(max(0, digits - 1 - Int(log10(size).rounded(.down))))f", value)
  }

  /// The bar beside the map names both ends and the middle, rounded.
  var encoding: JSONValue {
    let middle = isLogarithmic ? (low * high).squareRoot() : (low + high) / 2
    let ticks = high > low ? [low, middle, high] : [low]
    let labels = ticks.map { "'\(label($0))'" }.joined(separator: ",")
    return [
      "field": "mean", "type": "quantitative", "title": nil,
      "scale": [
        "scheme": "viridis", "type": isLogarithmic ? "log" : "linear", "reverse": .flag(!isRising),
        "domain": [.number(low), .number(high)], "nice": false,
      ],
      "legend": high > low
        ? [
          "gradientLength": 60, "gradientThickness": 8, "values": .array(ticks.map { .number($0) }),
          "labelExpr": .text(
            "[\(labels)][indexof([\(ticks.map { "\($0)" }.joined(separator: ","))], datum.value)]"),
        ] : nil,
    ]
  }
}
