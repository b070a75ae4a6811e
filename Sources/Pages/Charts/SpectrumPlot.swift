internal import Findings
internal import Foundation
internal import SweepModel

/// Singular values by place, each divided by the largest: a chart for each panel and layer, a line and its band for each
/// value of the line parameter.
struct SpectrumPlot {
  var kind: LayerSpectra.Kind
  var title: String
  var meaning: String

  static let all = [
    SpectrumPlot(
      kind: .features, title: "Singular value spectra of the features",
      meaning:
        "Singular values of a layer\u{2019}s centred features over the largest one, in order; a cliff after "
        + "r values is collapse to r directions. \(limits)"),
    SpectrumPlot(
      kind: .weights, title: "Singular value spectra of the weights",
      meaning: "The same of a layer\u{2019}s weights. \(limits)"),
  ]

  private static let limits =
    "Lines are geometric means; the first \(LayerSpectra.limit) values are kept, and a line ends where a net has "
    + "one below 1e-6."

  /// A row a panel, a column a layer.
  func rows(_ panels: Panels, of group: DataGroup) -> [ChartRow] {
    let drawn = panels.panels.map { ($0, Self.spread(layers($0), among: panels.panels.count)) }
    let shown = drawn.flatMap { panel, layers in
      layers.flatMap { spectra(panel, $0).flatMap(\.spectrum.means) }
    }
    let axis = ValueAxis(.logarithmic, around: shown)
    return drawn.compactMap { panel, layers in
      let tiles = layers.compactMap { layer in
        chart(panel, layer, of: group, panels, axis).map {
          ChartRow.Tile(caption: "layer \(layer)", chart: $0)
        }
      }
      return tiles.isEmpty ? nil : ChartRow(title: panel.title, charts: tiles)
    }
  }

  /// As many layers as fit into twelve charts, evenly apart, the last one among them.
  static func spread(_ layers: [Int], among panels: Int) -> [Int] {
    let room = max(1, Panels.limit / max(1, panels))
    if layers.count <= room { return layers }
    if room == 1 { return layers.suffix(1) }
    return (0..<room).map { layers[$0 * (layers.count - 1) / (room - 1)] }
  }

  /// Layers of a panel that have such a spectrum; the first layer's features are the data and alike in every net.
  private func layers(_ panel: Panels.Panel) -> [Int] {
    let all = Set(panel.lines.flatMap { $0.cell.spectra.filter { $0.kind == kind }.map(\.layer) }).sorted()
    return kind == .features && all.count > 1 ? all.filter { $0 > 1 } : all
  }

  private func spectra(
    _ panel: Panels.Panel, _ layer: Int
  ) -> [(label: String, spectrum: SpectrumEstimate)] {
    panel.lines.compactMap { line in
      line.cell.spectra.first { $0.kind == kind && $0.layer == layer }.map { (line.label, $0) }
    }
  }

  private func chart(
    _ panel: Panels.Panel, _ layer: Int, of group: DataGroup, _ panels: Panels, _ axis: ValueAxis
  ) -> Chart? {
    let values = spectra(panel, layer).flatMap { label, spectrum in
      spectrum.means.indices.map { row(label, spectrum, $0, axis) }
    }
    guard !values.isEmpty else { return nil }
    return panels.chart(
      of: group, ["spectrum", kind.rawValue], at: [panel.title, "layer \(layer)"],
      shows: "singular values of the \(kind.rawValue)", body(values, axis))
  }

  /// Four digits are more than a chart shows, and keep a page over many cells short.
  private func row(
    _ label: String, _ spectrum: SpectrumEstimate, _ place: Int, _ axis: ValueAxis
  ) -> JSONValue {
    func number(_ value: Double) -> JSONValue { .number(Double(String(format: "%.4g", value)) ?? value) }
    let mean = spectrum.means[place]
    var members: [String: JSONValue] = [
      "line": .text(label), "place": .integer(place + 1), "mean": number(mean),
      "n": .integer(spectrum.count),
    ]
    if let factor = spectrum.factors.dropFirst(place).first {
      members["low"] = number(axis.cut(mean / factor))
      members["high"] = number(axis.cut(mean * factor))
    }
    return .object(members)
  }

  private func body(_ values: [JSONValue], _ axis: ValueAxis) -> [String: JSONValue] {
    [
      "data": ["values": .array(values)],
      "encoding": [
        "x": [
          "field": "place", "type": "quantitative", "title": "place",
          "scale": ["domainMin": 1, "nice": false], "axis": ["format": "d", "grid": false, "tickMinStep": 1],
        ]
      ],
      "layer": .array(
        axis.means(over: ["field": "place"], pointSize: 12, width: 1.5, line: ["field": "line"])),
    ]
  }
}
