import Findings
import SweepModel
import TestSupport
import Testing

struct FollowingDataTests {
  /// A cell on the teacher whose trials have these `data_seed`s, and its twin of another weight decay.
  private func report(_ dataSeeds: [Int]) -> SweepReport {
    var lab = ReportLab()
    for decay in [1e-4, 1e-2] {
      lab.addCell(seeds: dataSeeds.count, depth: 6, width: 64, decay: decay, rank: 2)
    }
    for position in lab.trials.indices {
      lab.trials[position].spec[.dataSeed] = dataSeeds[position % dataSeeds.count]
    }
    return SweepReport(lab.rows)
  }

  @Test func `a reader is told when an interval is over data sets`() {
    let (one, many) = (report([5, 5, 5]), report([0, 1, 2]))
    #expect(one.aggregate.groups[0].overSeeds == "over seeds")
    #expect(many.aggregate.groups[0].overSeeds == "over seeds, each with data of its own")
    #expect(
      many.text().contains("\nteacher\n  Means and intervals are over seeds, each with data of its own.\n"))
    #expect(!one.text().contains("Means and intervals"))
  }

  @Test func `a seed's data are no parameter of a cell`() {
    let group = report([0, 1, 2]).aggregate.groups[0]
    #expect(group.cells.count == 2 && group.varied == ["weight_decay"])
    #expect(group.cells.allSatisfy { $0.trials.count == 3 })
  }
}
