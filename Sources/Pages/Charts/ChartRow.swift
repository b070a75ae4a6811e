internal import Findings

/// Charts side by side that share one legend.
struct ChartRow {
  /// Such as `depth 4, width 64`; empty when there is but one row.
  var title: String
  var charts: [Tile]

  struct Tile {
    /// What this chart shows that its neighbours do not.
    var caption: String
    var chart: Chart
  }

  /// Of each chart, in the page's font size, where narrower ones could not be read; all then have one width.
  var leastWidth: Int?

  private var style: String {
    leastWidth.map { " style=\"--chart:\($0)rem;--least:\(max(22, $0 + 2))rem;--fit:auto-fill\"" } ?? ""
  }

  /// How many rows stand open before the rest is folded.
  static let openRows = 4

  private var legend: String {
    let told = charts.map(\.chart).first { $0.labels.count > 1 }
    guard let chart = told, let legend = chart.legend else { return "" }
    let colours = Palette.spread(chart.labels.count, over: Palette.light.indices.map { "var(--ramp-\($0))" })
    let keys = zip(colours, chart.labels).map {
      "<span><i style=\"background:\($0)\"></i>\(escaped($1))</span>"
    }
    return "<p class=\"legend\"><b>\(escaped(legend))</b>\(keys.joined())</p>"
  }

  var html: String {
    let tiles = charts.map { tile in
      """
      <figure\(leastWidth ?? 0 > 20 ? " tabindex=\"0\"" : "")>\
      \(tile.caption.isEmpty ? "" : "<figcaption>\(escaped(tile.caption))</figcaption>")\
      <div class="chart" data-chart="\(tile.chart.name)" role="img" aria-label="\(escaped(tile.chart.title))"></div></figure>
      """
    }
    let head = (title.isEmpty ? "" : "<h4>\(escaped(title))</h4>") + legend
    return """
      <div class="row">\(head.isEmpty ? "" : "<div class=\"head\">\(head)</div>")
      <div class="charts"\(style)>
      \(tiles.joined(separator: "\n"))
      </div></div>
      """
  }

  /// The first rows, and the others behind a click.
  static func html(_ rows: [ChartRow]) -> String {
    let left = rows.dropFirst(openRows)
    let shown = rows.prefix(openRows).map(\.html).joined(separator: "\n")
    if left.isEmpty { return shown }
    return """
      \(shown)
      <details><summary>\(Numeral.count(left.count, "more row"))</summary>
      \(left.map(\.html).joined(separator: "\n"))
      </details>
      """
  }
}
