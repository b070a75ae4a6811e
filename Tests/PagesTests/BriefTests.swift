import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// What a terminal shows of findings at first.
@Suite struct BriefTests {
  private static let report = SweepReport(ReportLab.states[3].lab.rows, dataNames: ReportLab.names)

  private func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func `every claim is in it: in its words, or what a parameter changes as a cell of the table`() {
    let brief = words(Self.report.brief())
    #expect(Self.report.findings.count { $0.isClaim } > 10)
    for finding in Self.report.findings {
      if finding.question.key.hasPrefix("effect_of_") { continue }
      #expect(brief.contains(finding.question.text))
      if finding.isClaim { #expect(brief.contains(finding.sentence)) }
      #expect(finding.headline.isEmpty || brief.contains(finding.headline))
    }
    for finding in Self.report.findings where finding.question.key.hasPrefix("effect_of_") {
      let keys = finding.numbers.columns.map(\.key)
      let parameter = finding.question.key.dropFirst("effect_of_".count).split(separator: "_").joined(
        separator: " ")
      #expect(brief.contains(parameter))
      for row in finding.numbers.rows {
        let named = Dictionary(uniqueKeysWithValues: zip(keys, row))
        let name = named["outcome"]?.text ?? "none"
        #expect(brief.contains(name), "\(name)")
        guard named["verdict"] == .text("changes"), case .range(let low, let high) = named["interval"],
          case .number = named["from_mean"]
        else { continue }
        let interval = "(\(Numeral.measured(low)), \(Numeral.measured(high)))"
        #expect(brief.contains(interval), "\(parameter), \(name): \(interval)")
      }
    }
  }

  @Test(arguments: [60, 80, 100])
  func `no line is wider than asked and none ends in blanks`(width: Int) {
    for (name, lab) in ReportLab.states {
      let text = SweepReport(lab.rows, dataNames: ReportLab.names).brief(width: width)
      for line in text.split(separator: "\n") {
        #expect(line.count <= width && line.last != " ", "\(name): \(line)")
      }
    }
  }

  @Test func `what holds of all data sets is said once, and of one alone with it`() {
    let shared = Self.report.brief()
    let sentence = "All trials share one data set"
    #expect(shared.components(separatedBy: sentence).count == 2)
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [2])
    for position in lab.trials.indices where lab.trials[position].spec.dataset != .teacher {
      lab.trials[position].spec[.dataSeed] = 7
    }
    let apart = words(SweepReport(lab.rows).brief())
    #expect(apart.contains("(data_seed 7)") && apart.contains("(data_seed 0)"))
  }

  @Test func `a sweep without trials, or without a claim, says so`() {
    #expect(SweepReport(ReportLab().rows).brief() == "Findings of 'quickstart' (no trials).\n")
    let failed = words(SweepReport(ReportLab.states[2].lab.rows).brief())
    #expect(failed.contains("No claim: no trial has a usable result"))
  }
}
