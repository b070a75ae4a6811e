internal import Findings
internal import SweepModel

/// The part of the page about one group of cells: charts by layer, dimension, training curves, each with the
/// table of its numbers. Empty when nothing was measured.
struct GroupSection {
  var group: DataGroup
  /// Where the group is in `findings.json`.
  private var place: String
  private var panels: Panels
  private var parts: [Part] = []

  /// Charts of one metric, or its table where charts are not drawn.
  private struct Part {
    var title: String
    var meaning: String
    var charts: [(panel: String, chart: Chart)]
    var table: PageTable?
  }

  /// - Parameters:
  ///   - place: which of the report's groups it is.
  ///   - axes: what spans the phase diagrams; `nil` for the group's own choice.
  init(_ group: DataGroup, place: Int, _ axes: PhaseAxes? = nil) {
    self.group = group
    self.place = "groups/\(place)"
    panels = Panels(group)
    for plot in LayerPlot.plots(of: group) {
      let charts = plot.charts(panels, of: group)
      if charts.isEmpty { continue }
      add(plot.title, plot.meaning, charts, group.layerTable(plot.metric, "\(self.place)/cells"))
      if plot.metric == .nrc1, let chart = dimensionChart(group, panels) {
        add(
          "Measured dimension against target rank",
          "Dimension (pca99) of the last layer’s input in collapsed nets against r (target_rank, or "
            + "target_pca99 where that is not given); dashed is r, grey boxes are "
            + "r to \(group.cells.contains { $0.spec.model.isOfImages } ? "2r + 1" : "r + 1").", [("", chart)]
        )
      }
    }
    let scales = ScalePlot()
    add(
      ScalePlot.title, ScalePlot.meaning, scales.charts(panels, of: group),
      scales.table(of: group, "\(self.place)/cells"))
    if let table = group.rowsTable("\(self.place)/cells") {
      parts.append(
        Part(
          title: "Test rows beside training rows",
          meaning:
            "Of the last layer, over the same trials; every other chart and table of layers is of training rows.",
          charts: [], table: table))
    }
    for plot in SpectrumPlot.all {
      let meaning = plot.meaning + " Every number: fathom export SWEEP --table spectra."
      add(plot.title, meaning, plot.charts(panels, of: group))
    }
    addPhases(axes)
    add(
      "Training", "Mean loss over seeds by epoch; solid is train, dashed is test.",
      curveCharts(panels, of: group), group.trialTable("\(self.place)/cells"))
  }

  /// Adds charts with the table of their numbers, where there are any.
  private mutating func add(
    _ title: String, _ meaning: String, _ charts: [(panel: String, chart: Chart)], _ table: PageTable? = nil
  ) {
    if charts.isEmpty { return }
    parts.append(Part(title: title, meaning: meaning, charts: charts, table: table))
  }

  private mutating func addPhases(_ axes: PhaseAxes?) {
    guard let diagram = PhaseDiagram(group, axes) else { return }
    parts.append(
      Part(
        title: "Phase diagrams over \(words(diagram.axes.x)) and \(words(diagram.axes.y))",
        meaning: "Each square is the mean over all counted trials there, whatever else varies; other axes: "
          + "fathom report --axes a,b.", charts: phaseCharts(diagram, of: group),
        table: diagram.table.pageTable("\(place)/phase_diagram/squares")))
  }

  var id: String { "data-" + slug(group.name) }
  var isEmpty: Bool { parts.isEmpty }
  var charts: [Chart] { parts.flatMap { $0.charts.map(\.chart) } }

  func html(drawn: Bool) -> String {
    if isEmpty { return "" }
    let left = [
      panels.left > 0 ? Numeral.count(panels.left, "more panel") : nil,
      panels.linesLeft > 0
        ? "\(Numeral.count(panels.linesLeft, "value")) of \(words(panels.lineParameter ?? ""))" : nil,
    ].compactMap { $0 }
    let note =
      left.isEmpty ? "" : "<p class=\"note\">Not drawn by layer and epoch: \(enumerated(left)).</p>\n"
    return """
      <section id="\(id)">
      <h2>\(escaped(group.name))</h2>
      <p class="note">\(Numeral.count(group.cells.count, "cell")), \(escaped(group.tally.sentence)); \
      \(escaped(variation)). Lines are means \(group.overSeeds), bands 95 % confidence \
      intervals (Student’s t).</p>
      \(note)\(parts.map { html($0, drawn: drawn) }.joined(separator: "\n"))
      </section>
      """
  }

  private var variation: String {
    group.varied.isEmpty
      ? "nothing varies but the seed"
      : enumerated(group.varied.map(words)) + (group.varied.count == 1 ? " varies" : " vary")
  }

  private func html(_ part: Part, drawn: Bool) -> String {
    let metrics = part.charts.map { caption, chart in
      """
      <figure>\(caption.isEmpty ? "" : "<figcaption>\(escaped(caption))</figcaption>")\
      <div class="chart" data-chart="\(chart.name)" role="img" aria-label="\(escaped(chart.title))"></div></figure>
      """
    }
    let numbers = part.table.map { table in
      "<details\(drawn && !part.charts.isEmpty ? "" : " open")><summary>Numbers</summary>\n\(table.html)\n</details>"
    }
    return """
      <h3>\(escaped(part.title))</h3>
      <p class="note">\(escaped(part.meaning))</p>
      \(drawn && !part.charts.isEmpty ? "<div class=\"charts\">\n\(metrics.joined(separator: "\n"))\n</div>" : "")
      \(numbers ?? "")
      """
  }
}

extension DataGroup {
  /// One row a cell, one column a layer.
  func layerTable(_ metric: Metric, _ place: String) -> PageTable {
    let deepest = cells.flatMap { $0.layers.map(\.layer) }.max() ?? 0
    return PageTable(
      columns: cellColumns
        + (1..<deepest + 1).map {
          .init(title: "layer \($0)", isNumber: true, key: "layers/\($0)/\(metric.name)")
        },
      rows: cells.prefix(PageTable.limit).map { cell in
        let estimates = Dictionary(uniqueKeysWithValues: cell.layers.map { ($0.layer, $0.metrics[metric]) })
        return fields(cell)
          + (0..<deepest).map { (estimates[$0 + 1] ?? nil).map { Numeral.measured($0) } ?? "" }
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
