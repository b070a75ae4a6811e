internal import Findings
internal import SweepModel

/// The part of the page about one group of cells: charts by layer, maps, training curves, each with the tables of
/// its numbers. Empty when nothing was measured.
struct GroupSection {
  var group: DataGroup
  /// Where the group is in `findings.json`.
  private let place: String
  private let panels: Panels
  private var parts: [Part] = []

  /// Charts under one heading, which folds, or their tables where charts are not drawn.
  struct Part {
    var key: String
    var title: String
    var meaning = ""
    /// HTML between the heading and the charts.
    var explanation = ""
    var isOpen = false
    var rows: [ChartRow] = []
    var tables: [(title: String, table: PageTable)] = []
  }

  /// - Parameters:
  ///   - place: which of the report's groups it is.
  ///   - axes: what spans the maps; `nil` for the group's own choice.
  init(_ group: DataGroup, place: Int, _ axes: PhaseAxes? = nil) {
    self.group = group
    self.place = "groups/\(place)"
    panels = Panels(group)
    let figures = LayerFigure.figures(of: group).map(part)
    parts = Array(figures.prefix(1)) + [dimension].compactMap { $0 } + maps(axes) + figures.dropFirst()
    if let table = group.rowsTable("\(self.place)/cells") {
      parts.append(
        Part(
          key: "rows", title: "Test rows beside training rows",
          meaning:
            "Of the last layer, over the same trials; every other chart and table of layers is of training rows.",
          isOpen: true, tables: [("", table)]))
    }
    let scales = ScalePlot()
    add(
      Part(
        key: "scales", title: ScalePlot.title, meaning: ScalePlot.meaning,
        rows: scales.rows(panels, of: group),
        tables: [("", scales.table(of: group, "\(self.place)/cells"))]))
    for plot in SpectrumPlot.all {
      add(
        Part(
          key: "spectra-\(plot.kind.rawValue)", title: plot.title,
          meaning: plot.meaning + " Every number: fathom export SWEEP --table spectra.",
          rows: plot.rows(panels, of: group)))
    }
    parts += training
    if !parts.isEmpty { parts[0].isOpen = true }
  }

  /// Adds a part where it has charts.
  private mutating func add(_ part: Part) {
    if !part.rows.isEmpty { parts.append(part) }
  }

  /// Beside its charts a figure has one table a metric.
  private func part(_ figure: LayerFigure) -> Part {
    Part(
      key: figure.key, title: figure.title, explanation: figure.meanings(in: group),
      rows: figure.rows(panels, of: group),
      tables: figure.metrics.map { (LayerPlot.caption($0), group.layerTable($0, "\(place)/cells")) })
  }

  private var dimension: Part? {
    dimensionChart(group, panels).map { chart in
      let ranks = Set(group.dimensionReadings.map(\.rank))
      return Part(
        key: "dimension", title: "Measured dimension against target rank",
        meaning:
          "Dimension (pca99) of the last layer\u{2019}s input in collapsed nets against r (target_rank, or "
          + "target_pca99 where that is not given); dashed is r, grey boxes are r to "
          + "\(group.cells.contains { $0.spec.model.isOfImages } ? "2r + 1" : "r + 1").",
        isOpen: ranks.count > 1, rows: [ChartRow(title: "", charts: [.init(caption: "", chart: chart)])])
    }
  }

  private func maps(_ axes: PhaseAxes?) -> [Part] {
    guard let diagram = PhaseDiagram(group, axes) else { return [] }
    return [
      Part(
        key: "maps", title: "Maps over \(words(diagram.axes.x)) and \(words(diagram.axes.y))",
        meaning: PhaseMap.meaning, isOpen: true, rows: [PhaseMap(diagram, of: group).row].compactMap { $0 },
        tables: [("", diagram.table.pageTable("\(place)/phase_diagram/squares"))])
    ]
  }

  /// The trials' own numbers are there also where no curve is.
  private var training: [Part] {
    let table = group.trialTable("\(place)/cells")
    let rows = curveRows(panels, of: group)
    if rows.isEmpty, !table.columns.contains(where: { $0.key?.hasPrefix("figures/") ?? false }) { return [] }
    return [
      Part(
        key: "training", title: "Training",
        meaning: rows.isEmpty ? "" : "Mean loss over seeds by epoch; solid is train, dashed is test.",
        rows: rows, tables: [("", table)])
    ]
  }

  var id: String { "data-" + slug(group.name) }
  var isEmpty: Bool { parts.isEmpty }
  var charts: [Chart] { parts.flatMap { $0.rows.flatMap { $0.charts.map(\.chart) } } }
  /// Names and headings of what is in it.
  var contents: [(id: String, title: String)] { parts.map { ("\(id)-\($0.key)", $0.title) } }

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
    let isDrawn = drawn && !part.rows.isEmpty
    let tables = part.tables.map { title, table in
      (title.isEmpty ? "" : "<h4>\(escaped(title))</h4>\n") + table.html
    }
    let numbers =
      part.tables.isEmpty
      ? ""
      : """
      <details\(isDrawn ? "" : " open")><summary>Numbers</summary>
      \(tables.joined(separator: "\n"))
      </details>
      """
    return Fold(id: "\(id)-\(part.key)", title: part.title, isOpen: part.isOpen || !drawn).html(
      """
      \(part.meaning.isEmpty ? "" : "<p class=\"note\">\(escaped(part.meaning))</p>")
      \(part.explanation)
      \(isDrawn ? ChartRow.html(part.rows) : "")
      \(numbers)
      """)
  }
}
