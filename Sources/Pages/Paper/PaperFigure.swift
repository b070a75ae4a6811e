package import Findings
internal import SweepModel

/// A figure for a paper: metrics over layers as small multiples under one legend, as wide as its page asks, and its numbers.
///
/// A column is a value of one parameter, or else a metric. What varies besides lines and columns tells figures apart.
package struct PaperFigure: Hashable, Sendable {
  /// Letters, digits and dashes.
  package var name: String
  /// A Vega-Lite specification with the data inside. `usermeta` says how wide the whole is to be.
  package var specification: String
  /// The same numbers: a row a point.
  package var numbers: String

  /// Plots side by side.
  static let greatestColumns = 4

  /// - Throws: `PaperRequest.Objection` where nothing of the sweep is what was asked for.
  package static func figures(
    of report: SweepReport, _ request: PaperRequest
  ) throws(PaperRequest.Objection) -> [PaperFigure] {
    let groups = report.aggregate.groups.filter { group in
      request.panel.map(group.varied.contains) ?? true
    }
    if let panel = request.panel, groups.isEmpty {
      throw .notVaried("--panel", panel, varied: report.aggregate.varied)
    }
    let figures = groups.flatMap { group in
      let metrics = request.metrics ?? LayerFigure.figures(of: group).first?.metrics ?? []
      let panels = Panels(group, apart: request.panel, limit: .max)
      let apart = panels.others.indices.filter { panels.others[$0] != request.panel }
      return inOrder(panels.panels) { panel in apart.map { panel.values[$0] } }.compactMap {
        values, members in
        let names = zip(apart, values).map { "\(panels.others[$0]) \($1.text)" }
        return Drawing(group, panels, members, metrics, request).figure(apart: names)
      }
    }
    if figures.isEmpty { throw .nothingMeasured(request.metrics ?? []) }
    return figures
  }
}

/// One figure while it is put together.
private struct Drawing {
  let group: DataGroup
  let panels: Panels
  let members: [Panels.Panel]
  let metrics: [Metric]
  let request: PaperRequest
  let plots: [LayerPlot]

  init(
    _ group: DataGroup, _ panels: Panels, _ members: [Panels.Panel], _ metrics: [Metric],
    _ request: PaperRequest
  ) {
    (self.group, self.panels, self.members) = (group, panels, members)
    (self.metrics, self.request) = (metrics, request)
    plots = metrics.map { LayerPlot(metric: $0, panels, of: group) }
  }

  /// `nil` where none of its cells has any of the metrics.
  func figure(apart: [String]) -> PaperFigure? {
    let (plots, columns) = units
    if plots.isEmpty { return nil }
    let spec: JSONValue = [
      "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "background": "white", "padding": 1,
      "usermeta": ["points": .number(request.points), "columns": .integer(columns)],
      "concat": .array(plots), "columns": .integer(columns), "spacing": ["row": 10, "column": 10],
      "config": config,
    ]
    let name = ([group.name] + metrics.map(\.name) + (request.panel.map { ["by", $0] } ?? []) + apart)
      .map(slug).joined(separator: "-")
    return PaperFigure(name: name, specification: spec.document, numbers: table)
  }

  /// The plots, row by row, and how many stand side by side.
  private var units: ([JSONValue], columns: Int) {
    guard let panel = request.panel, let place = panels.others.firstIndex(of: panel) else {
      let charts = members.flatMap { panel in
        plots.compactMap { plot in unit(plot, panel, title: nil, isFirst: true) }
      }
      return (charts, min(PaperFigure.greatestColumns, charts.count))
    }
    let columns = min(PaperFigure.greatestColumns, members.count)
    let chunks = stride(from: 0, to: members.count, by: columns).map {
      Array(members[$0..<min($0 + columns, members.count)])
    }
    let charts = chunks.flatMap { chunk in
      plots.enumerated().flatMap { row, plot in
        chunk.enumerated().compactMap { column, member in
          unit(
            plot, member, title: row == 0 ? "\(words(panel)) \(member.values[place].text)" : nil,
            isFirst: column == 0)
        }
      }
    }
    return (charts, columns)
  }

  /// - `isFirst`: whether it says what its axis is: the others in its row have the same.
  private func unit(_ plot: LayerPlot, _ panel: Panels.Panel, title: String?, isFirst: Bool) -> JSONValue? {
    var plot = plot
    plot.axis.title = isFirst ? plot.caption : nil
    plot.axis.hasLabels = isFirst
    (plot.lineWidth, plot.pointSize) = (1, 8)
    guard let chart = plot.chart(panel) else { return nil }
    var members = chart.body
    let width = request.points / Double(PaperFigure.greatestColumns) - 40
    members["width"] = .number(width)
    members["height"] = .number(0.8 * width)
    if let title { members["title"] = .text(title) }
    return chart.coloured(members, Palette.light, hasLegend: true)
  }

  /// Letters of eight points; lines that a printer keeps apart.
  private var config: JSONValue {
    let plain: [String: JSONValue] = [
      "labelFontSize": 7, "titleFontSize": 8, "titleFontWeight": "normal", "labelFontWeight": "normal",
    ]
    let axis: [String: JSONValue] = [
      "gridOpacity": 0.35, "gridWidth": 0.4, "domainWidth": 0.5, "tickWidth": 0.5, "tickSize": 3,
      "titlePadding": 3,
      "labelPadding": 2, "tickCount": 5,
    ]
    let legend: [String: JSONValue] = [
      "orient": "top", "direction": "horizontal", "titleOrient": "left", "offset": 6,
      "symbolStrokeWidth": 1.5,
      "columnPadding": 8,
    ]
    return [
      "font": .text(request.font), "axis": .object(axis.merging(plain) { $1 }),
      "legend": .object(legend.merging(plain) { $1 }), "view": ["stroke": nil],
      "title": ["fontSize": 8, "fontWeight": "normal", "frame": "group", "offset": 4],
      "concat": ["spacing": 10],
    ]
  }

  /// RFC 4180; an interval is empty where there is one value.
  private var table: String {
    let line = panels.lineParameter.map { [$0] } ?? []
    let head = ["data"] + panels.others + line + ["metric", "layer", "name", "mean", "low", "high", "n"]
    let rows = members.flatMap { panel in
      metrics.flatMap { metric in
        panel.lines.flatMap { entry in
          entry.cell.layers.compactMap { layer -> [String]? in
            guard let estimate = layer.metrics[metric] else { return nil }
            let ends =
              estimate.halfWidth == nil ? ["", ""] : [estimate.low, estimate.high].map(Numeral.short)
            return [group.name] + panel.values.map(\.text) + line.map(entry.cell.text)
              + [metric.name, "\(layer.layer)", layer.name ?? "", Numeral.short(estimate.mean)] + ends
              + ["\(estimate.count)"]
          }
        }
      }
    }
    return ([head] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
