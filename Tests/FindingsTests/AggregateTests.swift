import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct AggregateTests {
  private let ids = (0..<4).map { TrialID(high: 1, low: $0) }

  @Test func `mean, deviation and interval of three values are those solved by hand`() throws {
    let estimate = try #require(Estimate([(ids[0], 1), (ids[1], 2), (ids[2], 4)]))
    // Mean 7/3; variance (16 + 1 + 25)/9/2 = 7/3; half-width t sqrt(7/9), t = 0.95 sqrt(2 / 0.0975).
    #expect(abs(estimate.mean - 7.0 / 3) < 1e-15)
    #expect(abs(try #require(estimate.deviation) - (7.0 / 3).squareRoot()) < 1e-15)
    let critical = 0.95 * (2 / 0.0975).squareRoot()
    let expected = critical * (7.0 / 9).squareRoot()
    #expect(abs(try #require(estimate.halfWidth) - expected) < 1e-11)
    #expect(estimate.minimum == 1 && estimate.maximum == 4 && estimate.trials == Array(ids.prefix(3)))
  }

  @Test func `one value has no interval and is apart from nothing`() throws {
    let one = try #require(Estimate([(ids[0], 5)]))
    let far = try #require(Estimate([(ids[1], 100), (ids[2], 100)]))
    #expect(one.deviation == nil && one.halfWidth == nil && one.count == 1)
    #expect(!one.isApart(from: far) && !far.isApart(from: one))
  }

  @Test func `equal values have an interval of no width`() throws {
    let estimate = try #require(Estimate([(ids[0], 0.1), (ids[1], 0.1), (ids[2], 0.1)]))
    #expect(estimate.mean == 0.1 && estimate.deviation == 0 && estimate.halfWidth == 0)
  }

  @Test func `values that are not finite are left out`() throws {
    let estimate = try #require(Estimate([(ids[0], .nan), (ids[1], 3), (ids[2], .infinity)]))
    #expect(estimate.mean == 3 && estimate.trials == [ids[1]])
    #expect(Estimate([(ids[0], .nan)]) == nil && Estimate([]) == nil)
  }

  @Test func `intervals that touch are not apart`() throws {
    let low = try #require(Estimate([(ids[0], 1), (ids[1], 1)]))
    let same = try #require(Estimate([(ids[2], 1), (ids[3], 1)]))
    let high = try #require(Estimate([(ids[2], 1.5), (ids[3], 1.5)]))
    #expect(!low.isApart(from: same) && low.isApart(from: high) && high.isApart(from: low))
  }

  @Test func `cells of different data are never mixed`() {
    let aggregate = Aggregate(ReportLab.finished().rows, dataNames: ReportLab.names)
    #expect(aggregate.groups.map(\.name) == ["mujoco_swimmer.npz", "teacher"])
    #expect(aggregate.groups.map(\.cells.count) == [16, 12])
    #expect(
      aggregate.groups.map(\.varied) == [
        ["depth", "width", "weight_decay"], ["target_rank", "weight_decay"],
      ])
  }

  @Test func `a data file without a name is shown by its hash`() {
    #expect(Aggregate(ReportLab.finished().rows).groups[0].name == "data 3f9c0000")
  }

  @Test func `two data files of one name are told apart`() {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    let other = DataID(high: 0x1234_5678_0000_0000, low: 1)
    for position in 6..<12 { lab.trials[position].spec[.dataset] = .file(other) }
    let names = [ReportLab.file: "rows.npz", other: "rows.npz"]
    let groups = Aggregate(lab.rows, dataNames: names).groups
    #expect(groups.map(\.name) == ["rows.npz (3f9c0000)", "rows.npz (12345678)"])
  }

  @Test func `a parameter that only follows another is not called varied`() {
    // The lab sets teacher_width to target_rank, as the default does.
    let aggregate = Aggregate(ReportLab.finished(depths: []).rows)
    #expect(aggregate.groups[0].varied == ["target_rank", "weight_decay"])
  }

  @Test func `every trial is counted once under what it is`() {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    lab.set(0, .waiting)
    lab.set(1, .running)
    lab.set(2, .diverged)
    lab.set(3, .failed, failure: .crashed, text: "signal 11")
    lab.trials[4].metrics[.trivial] = 1
    let tally = Aggregate(lab.rows).tally
    #expect(tally.parts.map(\.count) == [7, 1, 1, 1, 1, 1])
    #expect(tally.parts.map(\.name) == ["counted", "trivial", "diverged", "failed", "running", "waiting"])
    #expect(tally[.counted] == 7 && tally.planned == 12 && tally.ended == 10)
  }

  @Test func `a cell averages the last measured epoch alone`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 2)
    for (index, trial) in lab.trials.enumerated() {
      lab.layers[trial.id] = [
        LayerMeasure(epoch: 50, layer: 1, metrics: [.nrc1: 9]),
        LayerMeasure(epoch: 100, layer: 1, metrics: [.nrc1: 0.25 + 0.5 * Double(index)]),
      ]
    }
    let cell = Aggregate(lab.rows).groups[0].cells[0]
    #expect(cell.layers.count == 1 && cell.layers[0].metrics[.nrc1]?.mean == 0.5)
    #expect(cell.layers[0].metrics[.nrc1]?.trials == lab.trials.map(\.id))
  }

  @Test
  func `test rows enter no average of layers, no finding and no chart, and stand beside the last layer`()
    throws
  {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [2])
    let before = SweepReport(lab.rows)
    for trial in lab.trials {
      lab.layers[trial.id] = lab.layers[trial.id]?.flatMap { train in
        var test = train
        test.rows = .test
        test.metrics = test.metrics.mapValues { $0 * 3 }
        return [train, test]
      }
    }
    let after = SweepReport(lab.rows)
    #expect(after.findings == before.findings)
    for (one, two) in zip(before.aggregate.groups, after.aggregate.groups) {
      for (old, new) in zip(one.cells, two.cells) {
        #expect(old.layers == new.layers && old.testLayers.isEmpty)
        #expect(new.testLayers.map(\.layer) == old.layers.map(\.layer))
        let train = try #require(new.layers.last?.metrics[.nrc1])
        let test = try #require(new.testLayers.last?.metrics[.nrc1])
        #expect(abs(test.mean - 3 * train.mean) < 1e-12 && test.count == train.count)
      }
    }
    #expect(!before.json.contains("last_layer\"") && after.json.contains("last_layer\""))
  }

  @Test func `the order in which rows come changes nothing`() {
    var lab = ReportLab.states[3].lab
    let ordered = SweepReport(lab.rows)
    lab.trials.reverse()
    #expect(SweepReport(lab.rows).json == ordered.json)
  }
}
