internal import Findings
internal import SweepModel

extension DataGroup {
  /// One row a cell, one column a layer.
  func layerTable(_ metric: Metric, _ place: String) -> PageTable {
    // Those that there are: a number that nobody has must not make a column for each below it.
    let layers = Set(cells.flatMap { $0.layers.map(\.layer) }).sorted()
    return PageTable(
      columns: cellColumns
        + layers.map {
          .init(title: "layer \($0)", isNumber: true, key: "layers/\($0)/\(metric.name)")
        },
      rows: cells.prefix(PageTable.limit).map { cell in
        let estimates = Dictionary(uniqueKeysWithValues: cell.layers.map { ($0.layer, $0.metrics[metric]) })
        return fields(cell)
          + layers.map { (estimates[$0] ?? nil).map { Numeral.measured($0) } ?? "" }
      }, count: cells.count, place: place)
  }

  /// One row a cell, each metric of the last layer on either rows; `nil` where test rows were not asked for.
  func rowsTable(_ place: String) -> PageTable? {
    func last(_ layers: [LayerEstimates], _ metric: Metric) -> Estimate? {
      layers.last?.metrics[metric] ?? nil
    }
    let shown = [Metric.nrc1, .nrc3, .nc1, .pca99, .twonn].filter { metric in
      cells.contains { last($0.testLayers, metric) != nil }
    }
    if shown.isEmpty { return nil }
    return PageTable(
      columns: cellColumns
        + shown.flatMap { metric in
          [MeasuredRows.train, .test].map {
            .init(title: "\(metric.name), \($0)", isNumber: true, key: "last_layer/\($0)/\(metric.name)")
          }
        },
      rows: cells.prefix(PageTable.limit).map { cell in
        fields(cell)
          + shown.flatMap { metric in
            [cell.layers, cell.testLayers].map { last($0, metric).map { Numeral.measured($0) } ?? "" }
          }
      }, count: cells.count, place: place)
  }

  /// One row a cell, the metrics of whole trials.
  func trialTable(_ place: String) -> PageTable {
    let shown = Metric.ofTrials.filter { $0.definition.places.contains(.report) }
    let present = shown.filter { metric in cells.contains { $0.metrics[metric] != nil } }
    return PageTable(
      columns: cellColumns
        + present.map { .init(title: words($0.name), isNumber: true, key: "figures/\($0.name)") },
      rows: cells.prefix(PageTable.limit).map { cell in
        fields(cell) + present.map { cell.metrics[$0].map { Numeral.measured($0) } ?? "" }
      }, count: cells.count, place: place)
  }

  var cellColumns: [PageTable.Column] {
    varied.map { .init(title: words($0), isNumber: true, key: "parameters/\($0)") }
      + [.init(title: "trials", isNumber: true, key: "counts/counted")]
  }

  func fields(_ cell: Cell) -> [String] { varied.map(cell.text) + ["\(cell.tally[.counted])"] }
}
