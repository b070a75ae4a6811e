internal import Foundation
internal import SweepModel

/// Figures down, layers across, at most 96 characters wide.
enum FigureTable {
  struct Column {
    let title: String
    /// `outputs x inputs`, where that is shown.
    var shape: String?
    let figures: [LayerFigure: Double]
  }

  private static let perBlock = 8

  /// Only figures that some layer has.
  static func show(_ columns: [Column], _ groups: some Collection<MetricGroup>) {
    let figures = Metric.ofLayers.filter { figure in
      groups.contains(figure.group) && columns.contains { $0.figures[figure] != nil }
    }
    for start in stride(from: 0, to: columns.count, by: perBlock) {
      let block = columns[start..<min(start + perBlock, columns.count)]
      if start > 0 { print("") }
      row("layer", block.map(\.title))
      if block.contains(where: { $0.shape != nil }) { row("out x in", block.map { $0.shape ?? "-" }) }
      for figure in figures { row(figure.rawValue, block.map { number($0.figures[figure]) }) }
    }
  }

  /// The name, padded to `width`, and right-aligned cells of nine characters.
  static func row(_ name: String, _ cells: [String], width: Int = 24) {
    let padded = cells.map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }
    print(name + String(repeating: " ", count: max(0, width - name.count)) + padded.joined())
  }

  /// At most eight characters; `-` for what is undefined.
  static func number(_ value: Double?) -> String {
    guard let value else { return "-" }
    if value == value.rounded(), value.magnitude < 1e6 { return String(format: "%.0f", value) }
    if value.magnitude >= 1e-3, value.magnitude < 1e4 { return String(format: "%.4g", value) }
    return String(format: value < 0 ? "%.1e" : "%.2e", value)
  }
}
