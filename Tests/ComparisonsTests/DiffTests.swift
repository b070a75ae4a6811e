import Comparisons
import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct DiffTests {
  /// Two sweeps of one cell each at three weight decays; the second with another width.
  private func sweeps(_ change: (inout ReportLab) -> Void = { _ in }) -> (ReportLab, ReportLab) {
    let first = ReportLab.finished(depths: [4], widths: [64], decays: [1e-4, 1e-3], ranks: [])
    var second = ReportLab.finished(depths: [4], widths: [128], decays: [1e-3, 1e-2], ranks: [])
    second.name = "wider"
    for position in second.trials.indices {
      let old = second.trials[position].id
      let id = TrialID(high: old.high, low: 1 << 40)
      second.trials[position].id = id
      second.layers[id] = second.layers.removeValue(forKey: old)
      second.curves[id] = second.curves.removeValue(forKey: old)
    }
    change(&second)
    return (first, second)
  }

  @Test func `grids are told apart, and cells paired across what changed as a whole`() throws {
    let (first, second) = sweeps()
    let diff = SweepDiff(first.rows, second.rows, dataNames: ReportLab.names)
    #expect(diff.pairs == 1 && diff.sharedTrials == 0)
    #expect(diff.differences.map(\.parameter) == ["width", "weight_decay"])
    #expect(diff.differences.map(\.onlyInFirst) == [["64"], ["1e-4"]])
    #expect(diff.differences.map(\.onlyInSecond) == [["128"], ["0.01"]])
    #expect(diff.differences.map(\.inBoth) == [[], ["1e-3"]])
  }

  @Test(arguments: [(3.0, 1, 0), (-0.9, 0, 1), (0, 0, 0)])
  func `a metric moved when the intervals are apart`(shift: Double, rose: Int, fell: Int) throws {
    let (first, second) = sweeps { lab in
      for position in lab.trials.indices {
        // The seeds of the first sweep's cell at 1e-3, moved by a multiple of themselves.
        let losses = [0.100, 0.101, 0.102]
        lab.trials[position].metrics[.testLoss] = losses[position % 3] * (1 + shift)
      }
    }
    var before = first
    for position in before.trials.indices {
      before.trials[position].metrics[.testLoss] = [0.100, 0.101, 0.102][position % 3]
    }
    let change = try #require(
      SweepDiff(before.rows, second.rows).changes.first { $0.metric == "test_loss" })
    #expect(change.rose == rose && change.fell == fell && change.judged == 1 && change.pairs == 1)
    #expect(change.trials.count == 6)
  }

  @Test func `one trial a cell can be compared but not judged`() {
    let first = ReportLab.finished(seeds: 1, depths: [4], widths: [64], ranks: [])
    var second = first
    for position in second.trials.indices { second.trials[position].metrics[.testLoss] = 100 }
    let diff = SweepDiff(first.rows, second.rows)
    #expect(diff.pairs == 4 && diff.sharedTrials == 4 && diff.changes.allSatisfy { $0.judged == 0 })
    #expect(diff.text().contains("Nothing can be said to have moved."))
  }

  @Test func `sweeps without a common cell are said to have none`() {
    let first = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    let second = ReportLab.finished(depths: [], ranks: [1])
    let diff = SweepDiff(first.rows, second.rows)
    #expect(diff.pairs == 0 && diff.changes.isEmpty)
    #expect(diff.text().contains("No cell of A has a counterpart in B."))
  }

  @Test func `a comparison reads as pinned`() throws {
    let (first, second) = sweeps()
    let diff = SweepDiff(first.rows, second.rows, dataNames: ReportLab.names)
    try expectPinned(diff.text(width: 90), "diff.txt")
    let json = try ReadJSON(diff.json)
    #expect(json["figures"]?.items.count == diff.changes.count && json["pairs"]?.number == 1)
  }
}
