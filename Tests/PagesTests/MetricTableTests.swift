import Comparisons
import Exports
import Findings
import Pages
import SweepModel
import TestSupport
import Testing

/// Walks the table of metrics through everything that shows them: a new row needs no line here nor in what is tested.
@Suite struct MetricTableTests {
  /// Nets of two depths and two weight decays, with each metric in each trial and layer.
  private static let lab: ReportLab = {
    var lab = ReportLab()
    for (depth, decay) in [(4, 1e-4), (4, 1e-3), (6, 1e-4), (6, 1e-3)] {
      lab.addCell(seeds: 2, depth: depth, decay: decay)
    }
    for position in lab.trials.indices {
      let id = lab.trials[position].id
      for metric in Metric.ofTrials { lab.trials[position].metrics[metric] = value(metric) }
      lab.trials[position].metrics[.trivial] = 0
      for place in (lab.layers[id] ?? []).indices {
        for metric in Metric.ofLayers { lab.layers[id]?[place].metrics[metric] = value(metric) }
      }
    }
    return lab
  }()

  /// Not whole, so that it is told as it is, and another one for each name.
  private static func value(_ metric: Metric) -> Double {
    metric == .trivial ? 0 : 0.25 + metric.name.utf8.reduce(0) { $0 * 0.9 + Double($1) / 1024 }
  }

  @Test(arguments: Metric.ofLayers + Metric.ofTrials)
  func `an export has a column of it, with whole numbers where it counts`(metric: Metric) throws {
    let table: Export.Table = metric.scope == .layer ? .layers : .trials
    let row = try #require(ReadJSON(Export.text(Self.lab.rows, table, as: .json)).items.first)
    #expect(row[metric.name]?.number == Self.value(metric))
    let other: Export.Table = metric.scope == .layer ? .trials : .layers
    #expect(!Export(other, as: .csv).columns.contains(metric.name))

    var whole = Self.lab
    let id = whole.trials[0].id
    whole.trials[0].metrics[metric] = 4
    whole.layers[id]?[0].metrics[metric] = 4
    let lines = Export.text(whole.rows, table, as: .csv).split(separator: "\n").prefix(2).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex { $0 == metric.name })
    #expect(lines[1][column] == (metric.definition.isWhole ? "4" : "4.0"))
  }

  @Test func `findings.json has the average of each, of a cell or of its layers`() throws {
    let cell = try #require(
      try ReadJSON(SweepReport(Self.lab.rows).json)["groups"]?.items.first?["cells"]?.items.first)
    let layer = try #require(cell["layers"]?.items.first)
    for metric in Metric.ofLayers + Metric.ofTrials {
      let metrics = (metric.scope == .layer ? layer : cell)["figures"]
      let mean = try #require(metrics?[metric.name]?["mean"]?.number, "\(metric)")
      #expect(abs(mean - Self.value(metric)) < 1e-12)
    }
  }

  @Test func `a report shows those that their rows put there, and no other`() throws {
    let titles = SweepReport(Self.lab.rows).charts.map(\.title)
    let placed = Metric.ofLayers.filter { $0.definition.places.contains(.report) }
    #expect(!placed.isEmpty)
    for metric in Metric.ofLayers {
      let isShown = titles.contains { $0.hasSuffix(": \(metric.name)") }
      // Where r is known and not t, that for k = r stands beside that for k = t.
      #expect(isShown == placed.contains { $0 == metric || $0.atRank == metric }, "\(metric): \(titles)")
    }
  }

  @Test func `phase diagrams and diff have those that their rows put there`() throws {
    let squares = try ReadJSON(SweepReport(Self.lab.rows).json)["groups"]?.items.first?["phase_diagram"]?[
      "squares"]
    let square = try #require(squares?.items.first)
    let changes = SweepDiff(Self.lab.rows, Self.lab.rows).changes.map(\.metric)
    var placed = (phases: 0, diff: 0)
    for metric in Metric.ofLayers + Metric.ofTrials {
      if metric.definition.places.contains(.phases) {
        placed.phases += 1
        #expect(square[metric.name]?.number != nil, "\(metric)")
      }
      if metric.definition.places.contains(.diff) {
        placed.diff += 1
        #expect(changes.contains(metric.scope == .layer ? "\(metric.name)_last" : metric.name), "\(metric)")
      }
    }
    #expect(placed.phases > 0 && placed.diff > 0)
  }
}
