import Reporting
import SweepModel
import Testing

@Suite struct TextTests {
  @Test(arguments: ReportLab.states.map(\.name))
  func `findings in a terminal read as pinned`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    let report = Report(lab.rows, dataNames: ReportLab.names)
    try expectPinned(report.text(width: 90), "findings-\(state).txt")
  }

  @Test(arguments: [80, 100])
  func `no line is wider than asked and none ends in blanks`(width: Int) throws {
    for (name, lab) in ReportLab.states {
      let text = Report(lab.rows, dataNames: ReportLab.names).text(width: width)
      for line in text.split(separator: "\n") {
        #expect(line.count <= width && line.last != " ", "\(name): \(line)")
      }
    }
  }

  @Test func `the status of sweeps reads as pinned`() throws {
    let status = ReportLab.states.map { SweepStatus($0.lab.rows) }
    try expectPinned(SweepStatus.text(status, width: 90), "status.txt")
    try expectPinned(SweepStatus.json(status), "status.json")
    #expect(SweepStatus.text([]) == "No sweeps.\n")
  }

  @Test func `a listing of trials reads as pinned`() throws {
    let lab = ReportLab.states[3].lab
    let text = trialsText(
      Array(lab.trials.prefix(12)) + [lab.trials[50]], dataNames: ReportLab.names, width: 100)
    try expectPinned(text, "trials.txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(trialsText([]) == "No trials.\n")
  }

  @Test func `a name cannot move the cursor or colour the terminal`() {
    var lab = ReportLab.states[2].lab
    lab.name = "red \u{1b}[31m\r\u{8}name"
    lab.set(0, .failed, failure: .crashed, text: "\u{1b}]0;title\u{7}")
    let texts = [Report(lab.rows).text(), trialsText(lab.trials), SweepStatus.text([SweepStatus(lab.rows)])]
    for text in texts { #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }) }
  }
}
