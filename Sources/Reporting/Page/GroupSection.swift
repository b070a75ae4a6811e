internal import SweepModel

/// The part of the page about one group of cells: charts by layer, dimension, training curves, each with the
/// table of its numbers.
struct GroupSection {
  var group: DataGroup
  var id: String
  var charts: [Chart] = []
  /// Empty when nothing was measured.
  var html = ""

  init(_ group: DataGroup, drawn: Bool) {
    self.group = group
    id = "data-" + slug(group.name)
    let panels = Panels(group)
    guard !panels.panels.isEmpty else { return }
    var parts: [String] = []
    for view in LayerView.all {
      let made = view.charts(panels, of: group)
      guard !made.isEmpty else { continue }
      parts.append(
        part(view.title, view.meaning, made, drawn: drawn, table: group.layerTable(view.figure)))
      if view.figure == .nrc1, let chart = dimensionChart(group, panels) {
        parts.append(
          part(
            "Measured dimension against target rank",
            "Dimension (pca99) of the last layer’s input in collapsed nets; dashed is r, grey r to r + 1.",
            [("", chart)], drawn: drawn, table: nil))
      }
    }
    let curves = curveCharts(panels, of: group)
    if !curves.isEmpty {
      parts.append(
        part(
          "Training", "Mean loss over seeds by epoch; solid is train, dashed is test.", curves, drawn: drawn,
          table: group.trialTable))
    }
    let more =
      panels.left > 0
      ? "<p class=\"note\">\(Numeral.count(panels.left, "more panel")) not drawn; the tables and exports have them.</p>"
      : ""
    html = """
      <section id="\(id)">
      <h2>\(escaped(group.name))</h2>
      <p class="note">\(Numeral.count(group.cells.count, "cell")), \(escaped(group.tally.sentence)); \(escaped(variation)). Lines are means over seeds, bands 95 % confidence \
      intervals (Student’s t).</p>
      \(more)
      \(parts.joined(separator: "\n"))
      </section>
      """
  }

  private var variation: String {
    group.varied.isEmpty ? "nothing varies but the seed" : enumerated(group.varied.map(words)) + " vary"
  }

  private mutating func part(
    _ title: String, _ meaning: String, _ made: [(panel: String, chart: Chart)], drawn: Bool,
    table: PageTable?
  ) -> String {
    charts += made.map(\.chart)
    let figures = made.map { caption, chart in
      """
      <figure>\(caption.isEmpty ? "" : "<figcaption>\(escaped(caption))</figcaption>")\
      <div class="chart" data-chart="\(chart.name)" role="img" aria-label="\(escaped(chart.title))"></div></figure>
      """
    }
    let numbers = table.map { table in
      "<details\(drawn ? "" : " open")><summary>Numbers</summary>\n\(table.html)\n</details>"
    }
    return """
      <h3>\(escaped(title))</h3>
      <p class="note">\(escaped(meaning))</p>
      \(drawn ? "<div class=\"charts\">\n\(figures.joined(separator: "\n"))\n</div>" : "")
      \(numbers ?? "")
      """
  }
}

extension DataGroup {
  /// One row a cell, one column a layer.
  func layerTable(_ figure: LayerFigure) -> PageTable {
    let deepest = cells.flatMap { $0.layers.map(\.layer) }.max() ?? 0
    return PageTable(
      columns: cellColumns + (0..<deepest).map { .init(title: "layer \($0 + 1)", isNumber: true) },
      rows: cells.map { cell in
        let estimates = Dictionary(uniqueKeysWithValues: cell.layers.map { ($0.layer, $0.figures[figure]) })
        return fields(cell)
          + (0..<deepest).map { (estimates[$0 + 1] ?? nil).map { Numeral.figure($0) } ?? "" }
      })
  }

  /// One row a cell, the figures of whole trials.
  var trialTable: PageTable {
    let shown: [TrialFigure] = [.trainLoss, .testLoss, .r2, .decayBudget, .collapseLayer, .gradientNorm]
    let present = shown.filter { figure in cells.contains { $0.figures[figure] != nil } }
    return PageTable(
      columns: cellColumns + present.map { .init(title: words($0.rawValue), isNumber: true) },
      rows: cells.map { cell in
        fields(cell) + present.map { cell.figures[$0].map { Numeral.figure($0) } ?? "" }
      })
  }

  private var cellColumns: [PageTable.Column] {
    varied.map { .init(title: words($0), isNumber: true) } + [.init(title: "trials", isNumber: true)]
  }

  private func fields(_ cell: Cell) -> [String] { varied.map(cell.text) + ["\(cell.tally.counted)"] }
}
