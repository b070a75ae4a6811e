internal import Findings
internal import Foundation
internal import SweepModel

/// The vertical axis that all panels of one metric share, so that they can be compared.
struct ValueAxis {
  var kind: Metric.Axis
  /// What is shown. Intervals that reach beyond are cut there: a logarithm has no place for zero.
  var domain: ClosedRange<Double>
  /// What stands along it; pages say it above the chart.
  var title: String?
  var hasLabels = true

  /// 0 to 1 for shares, else room around the means.
  init(_ kind: Metric.Axis, around means: [Double]) {
    self.kind = kind
    let positive = means.filter { $0 > 0 }
    domain =
      switch kind {
      case .share: 0...1
      case .linear: 0...max(1, 1.15 * (means.max() ?? 1))
      case .logarithmic: (positive.min() ?? 0.1) / 1.4...(positive.max() ?? 1) * 1.4
      }
  }

  func cut(_ value: Double) -> Double { min(domain.upperBound, max(domain.lowerBound, value)) }

  /// The `y` encoding of one field.
  func encoding(_ field: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "field": .text(field), "type": "quantitative", "title": title.map { .text($0) } ?? nil,
      "scale": [
        "type": kind == .logarithmic ? "log" : "linear", "nice": false,
        "domain": [.number(domain.lowerBound), .number(domain.upperBound)],
      ],
    ]
    var axis: [String: JSONValue] = [:]
    if kind == .logarithmic {
      axis["values"] = .array(ticks.map { .number($0) })
      axis["labelExpr"] = "format(datum.value, datum.value < 0.001 || datum.value >= 10000 ? '.0e' : '~g')"
    }
    if !hasLabels { axis["labels"] = false }
    if !axis.isEmpty { members["axis"] = .object(axis) }
    return .object(members)
  }

  /// Lines of means, a point at each place, over the bands of their intervals.
  ///
  /// - Parameters:
  ///   - place: what a point's tooltip tells of its place.
  ///   - line: what it tells of its line.
  func means(over place: JSONValue, pointSize: JSONValue, width: JSONValue, line: JSONValue) -> [JSONValue] {
    [
      [
        "mark": ["type": "area", "opacity": 0.18],
        "encoding": ["y": encoding("low"), "y2": ["field": "high"]],
      ],
      [
        "mark": ["type": "line", "point": ["size": pointSize, "filled": true], "strokeWidth": width],
        "encoding": [
          "y": encoding("mean"),
          "tooltip": [
            line, place, ["field": "mean", "format": ".3~g"], ["field": "low", "format": ".3~g"],
            ["field": "high", "format": ".3~g"], ["field": "n", "title": "trials"],
          ],
        ],
      ],
    ]
  }

  /// 1, 2 and 5 times powers of ten, or the powers alone where those would crowd the axis.
  private var ticks: [Double] {
    let powers = Int(log10(domain.lowerBound).rounded(.down))...Int(log10(domain.upperBound).rounded(.up))
    let fine = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }.filter(
      domain.contains)
    return fine.count > 5 ? powers.map { pow(10, Double($0)) }.filter(domain.contains) : fine
  }
}
