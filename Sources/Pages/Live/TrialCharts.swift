internal import Findings
internal import Foundation
internal import SweepModel

/// One trial's charts: its layers at each measured epoch, its losses, its spectra.
struct TrialCharts {
  let layers: [LayerMeasure]
  let curve: [CurvePoint]
  let spectra: [LayerSpectra]

  /// Epochs, or layers, that can be told apart in one chart.
  private static let greatestLines = 9

  var rows: [(title: String, row: ChartRow)] {
    let measured = Set(layers.flatMap(\.metrics.keys))
    let placed = Metric.ofLayers.filter { $0.definition.places.contains(.report) }
    let shown = LayerFigure.sorted(placed.flatMap { [$0.atRank, $0].compactMap { $0 } }).filter {
      !$0.metrics.filter(measured.contains).isEmpty
    }
    let figures = shown.map { figure in
      let tiles = figure.metrics.filter(measured.contains).compactMap(layerTile)
      return (figure.title, ChartRow(title: "", charts: tiles))
    }
    let others = [lossTile].compactMap { $0 } + LayerSpectra.Kind.allCases.compactMap(spectrumTile)
    return (figures + [("Training and spectra", ChartRow(title: "", charts: others))]).filter {
      !$0.1.charts.isEmpty
    }
  }

  /// At most nine, evenly apart, the last among them.
  private static func spread(_ values: [Int]) -> [Int] {
    let count = min(values.count, greatestLines)
    return (0..<count).map { values[count == 1 ? values.count - 1 : $0 * (values.count - 1) / (count - 1)] }
  }

  private func layerTile(_ metric: Metric) -> ChartRow.Tile? {
    let epochs = Self.spread(Set(layers.map(\.epoch)).sorted())
    let points = layers.on(.train).filter { epochs.contains($0.epoch) }.compactMap { layer in
      layer.metrics[metric].map { (layer.epoch, layer.layer, $0) }
    }
    guard !points.isEmpty else { return nil }
    let axis = ValueAxis(metric.definition.axis, around: points.map(\.2))
    let values = points.map { epoch, layer, value -> JSONValue in
      ["line": .text("\(epoch)"), "place": .integer(layer), "value": .number(axis.cut(value))]
    }
    return tile(metric.name, LayerPlot.caption(metric), "layer", values, axis, epochs, of: "epoch")
  }

  private var lossTile: ChartRow.Tile? {
    guard curve.count > 1 else { return nil }
    let points = curve.flatMap { point in
      [("train", point.trainLoss), ("test", point.testLoss)].compactMap { set, loss in
        loss.flatMap { $0 > 0 ? (set, point.epoch, $0) : nil }
      }
    }
    if points.isEmpty { return nil }
    let axis = ValueAxis(.logarithmic, around: points.map(\.2))
    let values = points.map { set, epoch, loss -> JSONValue in
      ["set": .text(set), "place": .integer(epoch), "value": .number(loss)]
    }
    var body = Self.body("epoch", values, axis, pointed: false)
    if case .object(var encoding) = body["encoding"] {
      encoding["strokeDash"] = [
        "field": "set", "type": "nominal", "legend": nil,
        "scale": ["domain": ["train", "test"], "range": [[1, 0], [3, 2]]],
      ]
      body["encoding"] = .object(encoding)
    }
    return ChartRow.Tile(
      caption: "loss by epoch: train solid, test dashed",
      chart: Chart(name: "loss", title: "loss by epoch", body: body, labels: [], legend: nil))
  }

  private func spectrumTile(_ kind: LayerSpectra.Kind) -> ChartRow.Tile? {
    let last = spectra.map(\.epoch).max()
    let known = spectra.filter { $0.epoch == last && ($0[kind].first ?? 0) > 0 }.sorted {
      $0.layer < $1.layer
    }
    let layers = Self.spread(known.map(\.layer))
    let points = known.filter { layers.contains($0.layer) }.flatMap { one in
      let largest = Double(one[kind][0])
      return one[kind].enumerated().map { (one.layer, $0.offset + 1, Double($0.element) / largest) }
        .prefix { $0.2 >= 1e-6 }
    }
    if points.isEmpty { return nil }
    let axis = ValueAxis(.logarithmic, around: points.map(\.2))
    let values = points.map { layer, place, value -> JSONValue in
      ["line": .text("\(layer)"), "place": .integer(place), "value": .number(value)]
    }
    return tile(
      "spectrum-\(kind.rawValue)", "singular values of the \(kind.rawValue) by layer", "place", values, axis,
      layers,
      of: "layer", pointed: false)
  }

  private func tile(
    _ name: String, _ caption: String, _ x: String, _ values: [JSONValue], _ axis: ValueAxis, _ lines: [Int],
    of legend: String, pointed: Bool = true
  ) -> ChartRow.Tile {
    ChartRow.Tile(
      caption: caption,
      chart: Chart(
        name: slug(name), title: caption, body: Self.body(x, values, axis, pointed: pointed),
        labels: lines.map { "\($0)" }, legend: legend))
  }

  private static func body(_ x: String, _ values: [JSONValue], _ axis: ValueAxis, pointed: Bool) -> [String:
    JSONValue]
  {
    [
      "data": ["values": .array(values)],
      "mark": [
        "type": "line", "strokeWidth": 1.5, "point": pointed ? ["size": 20, "filled": true] : .flag(false),
      ],
      "encoding": [
        "x": [
          "field": "place", "type": "quantitative", "title": .text(x),
          "scale": ["nice": false, "zero": false],
          "axis": ["format": "d", "grid": false, "tickMinStep": 1],
        ],
        "y": axis.encoding("value"),
        "tooltip": [
          ["field": "line"], ["field": "place", "title": .text(x)], ["field": "value", "format": ".3~g"],
        ],
      ],
    ]
  }
}
