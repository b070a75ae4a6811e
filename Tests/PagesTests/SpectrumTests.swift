import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

@Suite struct SpectrumTests {
  private func chart(_ report: SweepReport, _ name: String) throws -> ReadJSON {
    try ReadJSON(try #require(report.charts.first { $0.name == name }, "\(name)").file)
  }

  @Test func `a line is the geometric mean over seeds of each value over the largest, with its interval`()
    throws
  {
    var lab = ReportLab()
    lab.addCell(seeds: 3, depth: 2)
    for (trial, second) in zip(lab.trials, [Float(1), 2, 3]) {
      lab.spectra[trial.id] = [
        // Of two epochs the last counts.
        LayerSpectra(epoch: 50, layer: 2, features: [1, 1], weights: [1]),
        LayerSpectra(epoch: 100, layer: 2, features: [10, second, 1e-9], weights: [0, 0]),
      ]
    }
    let report = SweepReport(lab.rows)
    let rows = try #require(
      try chart(report, "data-3f9c0000-spectrum-features-layer-2")["data"]?["values"]
    ).items
    #expect(rows.map { $0["place"]?.number } == [1, 2], "what is below 1e-6 is not drawn")
    // The third root of 0.1 x 0.2 x 0.3; ln has a deviation of 0.5555, and t(0.975, 2) = 4.303.
    #expect(rows.map { $0["mean"]?.number } == [1, 0.1817])
    #expect(abs((rows[1]["high"]?.number ?? 0) - 0.7223) < 2e-4 && rows[1]["n"]?.number == 3)
    // The axis ends at 1 / 1.4 of the smallest mean.
    #expect(abs((rows[1]["low"]?.number ?? 0) - 0.1817 / 1.4) < 2e-4)
    // Weights that are all zero have no shape.
    #expect(!report.charts.contains { $0.name.contains("spectrum-weights") })
  }

  @Test func `trials that do not count, and sweeps without spectra, are not drawn`() {
    var lab = ReportLab()
    lab.addCell(seeds: 2)
    #expect(SweepReport(lab.rows).charts.contains { $0.name.contains("spectrum") })
    for position in lab.trials.indices { lab.trials[position].metrics[.trivial] = 1 }
    #expect(!SweepReport(lab.rows).charts.contains { $0.name.contains("spectrum") })
    lab.spectra = [:]
    for position in lab.trials.indices { lab.trials[position].metrics[.trivial] = 0 }
    #expect(!SweepReport(lab.rows).charts.contains { $0.name.contains("spectrum") })
  }

  @Test(arguments: [(1, 12, 6), (2, 6, 4), (4, 3, 3), (12, 1, 1), (30, 1, 1)])
  func `layers are spread so that there are at most twelve charts, the last layer among them`(
    panels: Int, most: Int, least: Int
  ) {
    let depths = [4, 8, 16].prefix(panels > 2 ? 3 : panels)
    let widths = (0..<max(1, panels / 3)).map { 32 + $0 }
    let lab = ReportLab.finished(
      seeds: 2, depths: panels == 1 ? [14] : Array(depths), widths: widths, decays: [1e-4, 1e-3], ranks: [])
    let charts = SweepReport(lab.rows).charts.map(\.name).filter { $0.contains("spectrum-features") }
    #expect(charts.count <= 12 && charts.count >= least, "\(charts)")
    #expect(charts.contains { $0.hasSuffix("layer-\(panels == 1 ? 14 : 4)") })
    #expect(!charts.contains { $0.hasSuffix("-layer-1") }, "the first layer's features are the data")
  }

  @Test func `a trial's page shows its largest values and the last words of each attempt as text`() {
    let lab = ReportLab.states[3].lab
    let trial = lab.trials[0]
    let page = TrialPage(
      row: trial, sweep: lab.rows.sweep, dataNames: [:], reasons: [], steps: [], layers: [], curve: [],
      spectra: lab.spectra[trial.id] ?? [],
      logs: [
        AttemptLog(attempt: .first, text: "<script>alert(1)</script>"),
        AttemptLog(attempt: Attempt(2), text: "Epoch 1\n"),
      ]
    ).html(draws: true)
    #expect(page.contains("<th scope=\"col\" class=\"n\">H1</th>") && page.contains(">W4</th>"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script>alert"))
    #expect(page.contains("<details open><summary>attempt 2</summary>"))
    #expect(page.contains("<details><summary>attempt 1</summary>"))
  }
}
