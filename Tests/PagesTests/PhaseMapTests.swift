import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// Maps over two parameters: the numbers in their squares, and what bright means.
@Suite struct PhaseMapTests {
  /// Two decays and two ranks, of which one pair never learnt.
  private static let report: SweepReport = {
    var lab = ReportLab.finished(depths: [], decays: [1e-4, 1e-2], ranks: [1, 4])
    for place in lab.trials.indices where lab.trials[place].cell == 3 {
      lab.trials[place].metrics[.trivial] = 1
    }
    return SweepReport(lab.rows)
  }()

  private func body(_ key: String) throws -> ReadJSON {
    let name = "teacher-phase-\(key)-weight-decay-target-rank"
    return try ReadJSON(try #require(Self.report.charts.first { $0.name == name }, "\(key)").file)
  }

  private func squares(_ body: ReadJSON) -> [(mean: Double?, label: String?, n: Double?)] {
    (body["data"]?["values"]?.items ?? []).map { ($0["mean"]?.number, $0["label"]?.text, $0["n"]?.number) }
  }

  @Test func `every square of the grid is there, and one in which nothing counts has a dash and no mean`()
    throws
  {
    let squares = squares(try body("nrc1"))
    #expect(squares.count == 4)
    let empty = squares.filter { $0.mean == nil }
    #expect(empty.count == 1 && empty[0].label == "–" && empty[0].n == 0)
    #expect(squares.filter { $0.n == 3 }.count == 3)
  }

  @Test func `a square's number is that of findings.json to two digits or three`() throws {
    let file = try ReadJSON(Self.report.json)
    let rows = try #require(file["groups"]?.items.first?["phase_diagram"]?["squares"]).items
    for (key, name) in [
      ("nrc1", "nrc1"), ("nrc3", "nrc3"), ("test-loss", "test_loss"), ("dimension", "dimension"),
    ] {
      let means = rows.compactMap { $0[name]?.number }.sorted()
      let shown = squares(try body(key)).compactMap { square in square.mean.map { ($0, square.label) } }
        .sorted { $0.0 < $1.0 }
      #expect(shown.map(\.0) == means && means.count == 3, "\(key)")
      for (mean, label) in shown {
        let number = try #require(label.flatMap { Double($0) })
        #expect(abs(number - mean) <= 0.05 * mean, "\(key): \(label ?? "") for \(mean)")
        #expect((label ?? "").count <= 6)
      }
    }
  }

  @Test func `bright is nearer to collapse, whichever way a metric runs`() throws {
    for (key, isReversed) in [
      ("nrc1", true), ("nrc3", false), ("test-loss", true), ("collapsed-share", false),
    ] {
      let layer = try body(key)["layer"]?.items.first
      let scale = layer?["encoding"]?["color"]?["scale"]
      #expect(scale?["reverse"] == .flag(isReversed), "\(key)")
    }
  }

  @Test func `the bar's labels are as short as the numbers`() throws {
    let legend = try body("test-loss")["layer"]?.items.first?["encoding"]?["color"]?["legend"]
    let labels = try #require(legend?["labelExpr"]?.text).prefix { $0 != "]" }
    let parts = labels.dropFirst().split(separator: ",").map { $0.dropFirst().dropLast() }
    #expect(parts.count == 3)
    for part in parts { #expect(part.count <= 6 && Double(part) != nil, "\(part)") }
  }

  @Test func `a map that is too wide for numbers has none`() throws {
    let decays = (0..<31).map { 1e-5 * pow(1.2, Double($0)) }
    let report = SweepReport(ReportLab.finished(seeds: 2, depths: [], decays: decays, ranks: [1, 2]).rows)
    let chart = try #require(report.charts.first { $0.name.contains("phase-nrc1") })
    #expect(try ReadJSON(chart.file)["layer"]?.items.count == 1)
  }

  @Test func `nets that were looked at once have no curve, and their page no empty chart`() throws {
    var lab = ReportLab.finished()
    for (id, curve) in lab.curves { lab.curves[id] = Array(curve.suffix(1)) }
    let report = SweepReport(lab.rows)
    #expect(!report.charts.contains { $0.name.hasPrefix("teacher-loss") })
    #expect(report.html(renderer: "").contains("data-key=\"figures/train_loss\""))
    #expect(SweepReport(ReportLab.finished().rows).charts.contains { $0.name.hasPrefix("teacher-loss") })
  }
}
