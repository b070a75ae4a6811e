import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

@Suite struct ScaleChartTests {
  private static let renderer = "window.vegaEmbed = async () => {}"
  private let scales: [Metric] = [.twonn2, .twonn4, .twonn8, .twonn16, .twonn32, .twonn64]

  /// Two cells of three seeds with 3 layers; of the last one, at the last epoch, `value(seed, decay, scale)`.
  private func lab(_ value: (Int, Double, Int) -> Double?) -> ReportLab {
    var lab = ReportLab()
    for decay in [1e-4, 1e-2] { lab.addCell(depth: 3, decay: decay) }
    for trial in lab.trials {
      for (place, layer) in (lab.layers[trial.id] ?? []).enumerated() {
        for (number, metric) in scales.enumerated() {
          let isShown = layer.layer == 3 && layer.epoch == 100
          lab.layers[trial.id]?[place].metrics[metric] =
            isShown ? value(trial.spec[.seed] ?? 0, trial.spec[.weightDecay] ?? 0, number) : 99
        }
      }
    }
    return lab
  }

  /// The charts of a page, by name: what its script draws.
  private func charts(in page: String) throws -> ReadJSON {
    let start = try #require(page.range(of: "<script type=\"application/json\" id=\"charts\">"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    return try ReadJSON(String(page[start.upperBound..<end.lowerBound]))
  }

  @Test func `the page draws the last layer's dimension over scales with its interval over seeds`() throws {
    let page = SweepReport(
      lab { seed, decay, scale in (decay < 1e-3 ? 8 : 4) - 0.5 * Double(scale) + 0.25 * Double(seed) }.rows
    ).html(renderer: Self.renderer)
    #expect(page.contains("Dimension over scales"))
    #expect(page.contains("data-chart=\"data-3f9c0000-dimension-scale\""))
    let rows = try #require(
      try charts(in: page)["data-3f9c0000-dimension-scale"]?["data"]?["values"]
    ).items
    #expect(rows.count == 12)
    for (isWeak, first) in [(true, 8.25), (false, 4.25)] {
      let shown = rows.filter { ($0["line"]?.text == "1e-4") == isWeak }
      #expect(shown.map { $0["far"]?.number } == [2, 4, 8, 16, 32, 64])
      #expect(shown.map { $0["mean"]?.number } == (0..<6).map { first - 0.5 * Double($0) })
      // Seeds lie a quarter apart: t(0.975, 2) = 4.3027 times 0.25 / sqrt 3.
      for row in shown {
        let mean = try #require(row["mean"]?.number)
        #expect(abs((row["high"]?.number ?? 0) - mean - 0.6210) < 1e-3, "\(row)")
        #expect(row["n"]?.number == 3)
      }
    }
  }

  @Test func `a scale that no seed has is left out, and without any there is no chart`() throws {
    let some = SweepReport(lab { _, decay, scale in scale == 5 && decay > 1e-3 ? nil : 3 }.rows)
    let rows = try #require(
      try charts(in: some.html(renderer: Self.renderer))["data-3f9c0000-dimension-scale"]?["data"]?["values"]
    ).items
    #expect(rows.count == 11 && rows.filter { $0["far"]?.number == 64 }.count == 1)
    let none = SweepReport(lab { _, _, _ in nil }.rows).html(renderer: Self.renderer)
    #expect(!none.contains("Dimension over scales") && !none.contains("dimension-scale\""))
  }
}
