internal import Foundation
internal import SweepModel

/// Metrics down, layers across, at most 96 characters wide.
enum MetricTable {
  struct Column {
    let title: String
    /// `outputs x inputs`, where that is shown.
    var shape: String?
    let metrics: [Metric: Double]
  }

  /// Only metrics that some layer has.
  static func text(_ columns: [Column], _ groups: some Collection<MetricGroup>) -> String {
    let metrics = Metric.ofLayers.filter { metric in
      metric.isBrought(by: groups) && columns.contains { $0.metrics[metric] != nil }
    }
    let cell = max(9, 1 + (columns.map(\.title.count).max() ?? 0))
    let perBlock = max(1, 72 / cell)
    func row(_ name: String, _ cells: [String]) -> String { Self.row(name, cells, cell: cell) }
    let blocks = stride(from: 0, to: columns.count, by: perBlock).map { start in
      let block = columns[start..<min(start + perBlock, columns.count)]
      var rows = row("layer", block.map(\.title))
      if block.contains(where: { $0.shape != nil }) { rows += row("out x in", block.map { $0.shape ?? "-" }) }
      return metrics.reduce(rows) { rows, metric in
        rows + row(metric.name, block.map { number($0.metrics[metric]) })
      }
    }
    return blocks.joined(separator: "\n")
  }

  /// The name, padded to `width`, and right-aligned cells of `cell` characters.
  static func row(_ name: String, _ cells: [String], width: Int = 24, cell: Int = 9) -> String {
    let padded = cells.map { String(repeating: " ", count: max(1, cell - $0.count)) + $0 }
    return name + String(repeating: " ", count: max(0, width - name.count)) + padded.joined() + "\n"
  }

  /// At most eight characters; `-` for what is undefined.
  static func number(_ value: Double?) -> String {
    guard let value else { return "-" }
    if value == value.rounded(), value.magnitude < 1e6 { return String(format: "%.0f", value) }
    if value.magnitude >= 1e-3, value.magnitude < 1e4 { return String(format: "%.4g", value) }
    return String(format: value < 0 ? "%.1e" : "%.2e", value)
  }
}
