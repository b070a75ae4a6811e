import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// The three lines on top of a report.
@Suite struct ReportSummaryTests {
  private func summary(_ lab: ReportLab) -> ReportSummary {
    ReportSummary(SweepReport(lab.rows, dataNames: ReportLab.names))
  }

  @Test func `a finished sweep tells what was run, what was found first, and what enters no number`() {
    let lab = ReportLab.states[3].lab
    let report = SweepReport(lab.rows, dataNames: ReportLab.names)
    let summary = ReportSummary(report)
    #expect(
      summary.run
        == "84 trials of regression on mujoco_swimmer.npz and teacher: 28 cells with 3 seeds each; target rank, "
        + "depth, width and weight decay vary.")
    for data in ["mujoco_swimmer.npz", "teacher"] {
      let answers = report.findings.filter { $0.data == data }.map(\.headline).filter { !$0.isEmpty }
      #expect(answers.count > 2)
      #expect(summary.found.lowercased().contains("\(data): \(answers.joined(separator: "; "))".lowercased()))
    }
    #expect(
      summary.found.contains("noise halved changes with depth 4 to 8 (9/20 to 15/21"), "\(summary.found)")
    // One cell is trivial in all seeds; one has a diverged trial, one a failed one.
    #expect(
      summary.missing.hasPrefix(
        "3 trivial, 1 diverged and 1 failed trials enter no number; 1 cell without any"))
  }

  @Test func `a running sweep says that its numbers will change, and an empty one that there is nothing`() {
    let running = summary(ReportLab.states[1].lab)
    #expect(running.missing.hasPrefix("17 trials still to come, so the numbers will change"))
    let empty = summary(ReportLab.states[0].lab)
    #expect(empty.run == "Nothing: the sweep has no trials." && empty.missing == "Everything.")
    #expect(empty.found == "No claim can be made.")
  }

  @Test func `what is missing names the questions without a claim, and where all is there it says so`() {
    #expect(
      summary(ReportLab.finished(depths: [])).missing
        == "No claim on “Where does what a parameter changes depend on another one?” and “How near to equilibrium did "
        + "training come?”."
    )
    var one = ReportLab()
    one.addCell(seeds: 1)
    let words = summary(one)
    #expect(words.run.hasPrefix("1 trial of regression on mujoco_swimmer.npz: 1 cell with 1 seed;"))
    #expect(words.missing.contains("1 cell with one such trial, which has no interval"))
    #expect(words.missing.contains("no claim on “"))
  }

  @Test func `the page shows no count of nothing`() {
    for (_, lab) in ReportLab.states {
      let page = SweepReport(lab.rows).html(renderer: nil)
      let counts = page.components(separatedBy: "<ul class=\"counts\">")[1].prefix { $0 != "\n" }
      #expect(!counts.dropFirst(20).contains("<b>0</b>") || lab.trials.isEmpty)
    }
  }
}
