import Findings
import SweepModel
import TestSupport
import Testing

/// Rules that count trials one by one, over rows of which the counts are known.
@Suite struct ClassMarksTests {
  @Test func `marks of neural collapse are counted at their levels where all four are measured`() throws {
    var lab = try MeasuredSweep("class-collapse").lab
    // By cell: nc4, nc2 and nc1 above their levels, nc3 missing; elsewhere each is at its level.
    let changed: [Int: [Double?]] = [
      4: [0.1, 0.1, 0.1, 0.011], 5: [0.1, 0.2, 0.1, 0.01], 6: [0.1, 0.1, nil, 0.01],
      7: [0.3, 0.1, 0.1, 0.01],
    ]
    for trial in lab.trials {
      let values = changed[trial.cell] ?? [0.1, 0.1, 0.1, 0.01]
      for (metric, value) in zip([Metric.nc1, .nc2, .nc3, .nc4], values) {
        let last = try #require(lab.layers[trial.id]?.indices.last)
        lab.layers[trial.id]?[last].metrics[metric] = value
      }
    }
    let found = try #require(Aggregate(lab.rows).findings().first { $0.question == .classCollapse })
    #expect(
      found.sentence.contains(
        "nc1 at most 0.1 in 18, nc2 at most 0.1 in 18, nc3 at most 0.1 in 21 and nc4 at most 0.01 in 18 of 21; all four in "
          + "12 of 21 ("), "\(found.sentence)")
    // The last layer of these is at 0.1, and of three above it.
    #expect(found.headline == "nc1 of the last layer is below 0.1 in none of 24 trials", "\(found.headline)")
  }

  @Test func `half of the variance of test rows is the level, of nets that learnt all their targets`() throws
  {
    var lab = ReportLab()
    lab.addCell(depth: 4, rank: 3)
    lab.addCell(depth: 8, rank: 3)
    for (position, r2) in [0.49, 0.5, 0.55, 0.1, 0.9, 0.9].enumerated() {
      lab.trials[position].metrics[.trivial] = 0
      lab.trials[position].metrics[.r2] = r2
      lab.trials[position].metrics[.fittedRank] = position == 3 ? 2 : 3
    }
    let found = try #require(Aggregate(lab.rows).findings().first { $0.question == .learning })
    #expect(
      found.sentence.contains(
        "Of those that learnt, 1 of 5 (some at depth 4; none in the other cell) tell less"),
      "\(found.sentence)")
    #expect(
      found.headline
        == "5 of 6 trials learn all their targets, 1 of them tell less than half of test rows (r2 < 0.5)")
  }
}
