internal import Findings
package import Foundation
package import SweepModel

/// Everything that is known of one trial.
package struct TrialPage: Sendable {
  /// One execution, in words.
  package struct Step: Sendable {
    package var attempt: Attempt
    package var worker: String
    package var host: String
    package var started: Date?
    package var ended: Date?
    package var reason: String

    package init(
      attempt: Attempt, worker: String, host: String, started: Date?, ended: Date?, reason: String
    ) {
      (self.attempt, self.worker, self.host, self.started) = (attempt, worker, host, started)
      (self.ended, self.reason) = (ended, reason)
    }
  }

  package var row: TrialRow
  package var sweep: SweepRow
  package var dataNames: [DataID: String]
  /// Why it is where it is, a sentence each.
  package var reasons: [String]
  package var steps: [Step]
  package var layers: [LayerMeasure]
  package var curve: [CurvePoint]
  package var spectra: [LayerSpectra]
  package var logs: [AttemptLog]

  package init(
    row: TrialRow, sweep: SweepRow, dataNames: [DataID: String], reasons: [String], steps: [Step],
    layers: [LayerMeasure], curve: [CurvePoint], spectra: [LayerSpectra] = [], logs: [AttemptLog] = []
  ) {
    (self.row, self.sweep, self.dataNames, self.reasons, self.steps) = (row, sweep, dataNames, reasons, steps)
    (self.layers, self.curve, self.spectra, self.logs) = (layers, curve, spectra, logs)
  }

  /// - `draws`: whether the server has the bundle that draws charts.
  package func html(draws: Bool) -> String {
    let rows = TrialCharts(layers: layers, curve: curve, spectra: spectra).rows
    let charts = rows.map { title, row in
      Fold(id: "chart-\(slug(title))", title: title).html(row.html)
    }
    return LivePage(
      title: "Trial \(row.id.short)",
      main: """
        \(LivePage.crumbs([(sweep.name, "/sweeps/\(sweep.id)")]))
        <header>
        <p class="eyebrow">Trial</p>
        <h1>\(row.id.short)</h1>
        <p class="note"><code>\(row.id)</code>, \(row.state.rawValue)</p>
        \(reasons.map { "<p>\(escaped($0))</p>" }.joined(separator: "\n"))
        </header>
        \(section("Metrics", metrics))
        \(draws && !rows.isEmpty ? "<section id=\"charts-of-it\">\n<h2>Charts</h2>\n\(charts.joined(separator: "\n"))\n</section>" : "")
        \(section("Layers", layerTable, lastEpoch.map { "At epoch \($0), the last one that was measured." }))
        \(section("Parameters", parameters))
        \(section("Attempts", attempts))
        \(section("Training", training, trainingNote))
        \(section("Spectra", spectraTable, spectraNote))
        \(logSection)
        """, charts: rows.flatMap { $0.row.charts.map(\.chart) }, draws: draws
    ).html
  }

  private func section(_ title: String, _ table: LiveTable?, _ note: String? = nil) -> String {
    guard let table else { return "" }
    let body = "\(note.map { "<p class=\"note\">\(escaped($0))</p>\n" } ?? "")\(table.html)"
    return "<section>\n\(Fold(id: slug(title), title: title, level: 2).html(body))\n</section>"
  }

  private var metrics: LiveTable? {
    let known = Metric.ofTrials.compactMap { metric in row.metrics[metric].map { (metric, $0) } }
    if known.isEmpty { return nil }
    return LiveTable(
      title: "Metrics", columns: ["metric", "value"],
      rows: known.map { [.text(words($0.name)), .number(Numeral.single($1))] })
  }

  private var lastEpoch: Int? { layers.map(\.epoch).max() }

  /// One row a metric, one column a layer: metrics are many and layers few.
  private var layerTable: LiveTable? {
    let last = layers.filter { $0.epoch == lastEpoch }
    let known = Metric.ofLayers.filter { metric in last.contains { $0.metrics[metric] != nil } }
    if known.isEmpty { return nil }
    let names = Dictionary(uniqueKeysWithValues: row.spec.layerTitles.enumerated().map { ($0 + 1, $1) })
    return LiveTable(
      title: "Layers",
      columns: ["metric"]
        + last.map { measure in
          (measure.name ?? names[measure.layer] ?? "layer \(measure.layer)")
            + (measure.rows == .test ? ", test rows" : "")
        },
      rows: known.map { metric in
        [.text(words(metric.name))] + last.map { .number($0.metrics[metric].map(Numeral.measured) ?? "") }
      })
  }

  private var parameters: LiveTable? {
    LiveTable(
      title: "Parameters", columns: ["parameter", "value"],
      rows: row.spec.reportedParameters.compactMap { one in
        let value = shownParameter(one.name, of: row.spec, dataNames)
        return value.isEmpty ? nil : [.text(words(one.name)), .number(value)]
      })
  }

  private var attempts: LiveTable? {
    if steps.isEmpty { return nil }
    return LiveTable(
      title: "Attempts", columns: ["attempt", "worker", "host", "started", "ended", "what happened"],
      rows: steps.map { step in
        [
          .number(step.attempt.description), .text(step.worker), .text(step.host),
          .text(step.started?.formatted(.iso8601) ?? ""), .text(step.ended?.formatted(.iso8601) ?? ""),
          .text(step.reason),
        ]
      })
  }

  /// Epochs of which at most so many are shown, evenly spread.
  private static let shownEpochs = 50

  private var trainingNote: String? {
    curve.count > Self.shownEpochs
      ? "\(Self.shownEpochs) of \(Numeral.count(curve.count, "epoch")); the report has the curve." : nil
  }

  private var training: LiveTable? {
    if curve.isEmpty { return nil }
    let count = min(curve.count, Self.shownEpochs)
    let shown = (0..<count).map { curve[count == 1 ? 0 : $0 * (curve.count - 1) / (count - 1)] }
    return LiveTable(
      title: "Training", columns: ["epoch", "train loss", "test loss"],
      rows: shown.map { point in
        [
          .number(String(point.epoch)), .number(point.trainLoss.map(Numeral.measured) ?? ""),
          .number(point.testLoss.map(Numeral.measured) ?? ""),
        ]
      })
  }

  /// Places of a spectrum that are shown.
  private static let shownValues = 12

  private var spectraNote: String? {
    spectra.map(\.epoch).max().map {
      "The \(Self.shownValues) largest singular values of centred features (H) and weights (W) at epoch \($0). "
        + "fathom export --table spectra has all that are kept."
    }
  }

  /// One row a place, one column a layer and kind.
  private var spectraTable: LiveTable? {
    let columns = spectra.flatMap { one in
      LayerSpectra.Kind.allCases.map { kind in
        (title: "\(kind == .features ? "H" : "W")\(one.layer)", values: one[kind])
      }
    }.filter { !$0.values.isEmpty }
    let length = min(Self.shownValues, columns.map(\.values.count).max() ?? 0)
    if length == 0 { return nil }
    return LiveTable(
      title: "Spectra", columns: ["place"] + columns.map(\.title),
      rows: (0..<length).map { place in
        [.number(String(place + 1))]
          + columns.map { column in
            .number(column.values.dropFirst(place).first.map { Numeral.measured(Double($0)) } ?? "")
          }
      })
  }

  /// The last attempt's words open, those before behind a click.
  private var logSection: String {
    guard let last = logs.last else { return "" }
    let parts = logs.reversed().map { log in
      """
      <details\(log.attempt == last.attempt ? " open" : "")><summary>attempt \(log.attempt)</summary>
      <pre tabindex="0">\(escaped(log.text))</pre>
      </details>
      """
    }
    return """
      <section id="log">
      <h2>Log</h2>
      <p class="note">What the trial said and its process wrote, the last 64 KiB of each attempt.</p>
      \(parts.joined(separator: "\n"))
      </section>
      """
  }
}
