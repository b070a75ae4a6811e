import Exports
import Findings
import Progress
import SweepModel
import TestSupport
import Testing

@Suite struct TextTests {
  private func status(_ lab: ReportLab, number: Int = 1) -> SweepStatus {
    SweepStatus(number: number, id: lab.rows.sweep.id, name: lab.name, counts: lab.counts)
  }

  @Test(arguments: ReportLab.states.map(\.name))
  func `findings in a terminal read as pinned`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    let report = SweepReport(lab.rows, dataNames: ReportLab.names)
    try expectPinned(report.text(width: 90), "findings-\(state).txt")
  }

  @Test(arguments: [80, 100])
  func `no line is wider than asked and none ends in blanks`(width: Int) throws {
    for (name, lab) in ReportLab.states {
      let text = SweepReport(lab.rows, dataNames: ReportLab.names).text(width: width)
      for line in text.split(separator: "\n") {
        #expect(line.count <= width && line.last != " ", "\(name): \(line)")
      }
    }
  }

  @Test(arguments: ReportLab.states.map(\.name))
  func `a sweep in each state reads as pinned in every command`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    try expectPinned(SweepStatus.text([status(lab)]), "status-\(state).txt")
    try expectPinned(
      trialsText(lab.trials, of: lab.trials, dataNames: ReportLab.names), "trials-\(state).txt")
  }

  @Test func `the file of findings reads as pinned`() throws {
    let report = SweepReport(ReportLab.states[2].lab.rows, dataNames: ReportLab.names)
    try expectPinned(report.json, "findings-failed.json")
  }

  @Test func `the status of sweeps reads as pinned as JSON`() throws {
    let status = ReportLab.states.enumerated().map { self.status($1.lab, number: $0 + 1) }
    try expectPinned(SweepStatus.json(status), "status.json")
    #expect(SweepStatus.text([]) == "No sweeps.\n" && trialsText([], of: []) == "No trials.\n")
  }

  /// Whatever is left out or cut, a word of a table that looks like a number is one of the uncut table's.
  @Test(arguments: [40, 50, 60, 72, 80, 100])
  func `a narrow terminal gets whole numbers and is told which columns are missing`(width: Int) {
    for (name, lab) in ReportLab.states {
      let status = self.status(lab)
      let tables = [
        (SweepStatus.text([status]), SweepStatus.text([status], width: width)),
        (
          trialsText(lab.trials, of: lab.trials, dataNames: ReportLab.names),
          trialsText(lab.trials, of: lab.trials, dataNames: ReportLab.names, width: width)
        ),
        (SweepReport(lab.rows).text(), SweepReport(lab.rows).text(width: width)),
      ]
      for (whole, narrow) in tables {
        let numbers = Set(whole.split(whereSeparator: \.isWhitespace))
        for line in narrow.split(separator: "\n") {
          #expect(line.count <= width && line.last != " ", "\(name): \(line)")
          for word in line.split(separator: " ") where word.first?.isNumber == true && !word.hasSuffix("…") {
            #expect(numbers.contains(word), "\(name): \(word) in \(line)")
          }
        }
        let isShort = whole.split(separator: "\n").contains { $0.count > width && !$0.contains("No room") }
        #expect(isShort || narrow == whole, "\(name)")
      }
    }
    let trials = ReportLab.states[3].lab.trials
    let narrow = trialsText(trials, of: trials, dataNames: ReportLab.names, width: 60)
    #expect(narrow.contains("No room for: ") && !narrow.contains("attempt "), "\(narrow.prefix(400))")
  }

  @Test func `a name cannot move the cursor or colour the terminal`() {
    var lab = ReportLab.states[2].lab
    lab.name = "red \u{1b}[31m\r\u{8}name"
    lab.set(0, .failed, failure: .crashed, text: "\u{1b}]0;title\u{7}")
    let texts = [
      SweepReport(lab.rows).text(), trialsText(lab.trials, of: lab.trials), SweepStatus.text([status(lab)]),
    ]
    for text in texts { #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }) }
  }
}
