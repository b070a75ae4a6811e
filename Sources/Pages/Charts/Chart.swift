internal import Findings

/// One chart as a Vega-Lite specification with its data inside.
package struct Chart: Hashable, Sendable {
  /// Unique within a report; letters, digits and dashes, so that it is a file name and an element's id.
  package var name: String
  package var title: String
  /// Without title, size and colours, which page and file add in their own ways.
  var body: [String: JSONValue]
  /// The labels of the lines, in the order of their colours.
  var labels: [String]
  /// What the lines differ in.
  var legend: String?
  /// Of its place on the page.
  var height = 128

  /// The file to be saved beside the page: `name.vl.json`.
  package var file: String {
    var members = body
    members["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json"
    members["title"] = .text(title)
    members["width"] = 420
    members["height"] = 260
    members["background"] = "white"
    return coloured(members, Palette.light, hasLegend: true).document
  }

  /// For the page: as wide as its place, colours by the page's style sheet, its row's legend in place of its own.
  var inPage: JSONValue {
    var members = body
    members["width"] = "container"
    members["height"] = .integer(height)
    return coloured(members, Palette.light.indices.map { "var(--ramp-\($0))" }, hasLegend: false)
  }

  func coloured(
    _ members: [String: JSONValue], _ palette: [String], hasLegend: Bool
  ) -> JSONValue {
    guard let legend, labels.count > 1, case .object(var encoding) = members["encoding"] ?? [:] else {
      var members = members
      members["config"] = ["mark": ["color": .text(palette[2])]]
      return .object(members)
    }
    var members = members
    encoding["color"] = [
      "field": "line", "type": "ordinal", "sort": .array(labels.map { .text($0) }),
      "scale": [
        "domain": .array(labels.map { .text($0) }),
        "range": .array(Palette.spread(labels.count, over: palette).map { .text($0) }),
      ],
      "legend": hasLegend
        ? [
          "title": .text(legend), "orient": "top", "columns": 4, "symbolType": "stroke", "symbolOpacity": 1,
        ] : nil,
    ]
    members["encoding"] = .object(encoding)
    return .object(members)
  }
}

/// Nine steps whose lightness rises evenly, so that they stay in order without colour vision and in print.
///
/// The ramp is matplotlib's plasma, cut where it is too pale for its background.
enum Palette {
  static let light = [
    "#1b068d", "#43039e", "#6600a7", "#8707a6", "#a51f99", "#bd3786", "#d24f71", "#e4695e", "#f2844b",
  ]
  static let dark = [
    "#b6308b", "#c9447a", "#d9586a", "#e76e5b", "#f2844b", "#fa9c3c", "#feb72d", "#fcd225", "#f3f027",
  ]

  /// `count` colours, from end to end.
  static func spread(_ count: Int, over palette: [String]) -> [String] {
    (0..<count).map { index in
      count == 1 ? palette[2] : palette[index * (palette.count - 1) / (count - 1)]
    }
  }
}
