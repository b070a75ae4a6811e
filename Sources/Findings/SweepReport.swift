package import SweepModel

/// Everything that is shown of one sweep: text for a terminal, `findings.json` and `report.html`.
package struct SweepReport: Sendable {
  package let aggregate: Aggregate
  package let findings: [Finding]
  /// What spans the phase diagrams; `nil` for each group's own choice.
  package private(set) var axes: PhaseAxes?

  package init(_ rows: SweepRows, dataNames: [DataID: String] = [:]) {
    aggregate = Aggregate(rows, dataNames: dataNames)
    findings = aggregate.findings()
  }

  /// - `axes`: two parameters for the phase diagrams, such as `depth,width`.
  /// - `question`: one of the reader's own, whose threshold is looked for, and `over`, the parameter along which.
  /// - Throws: `FindingsError` when the axes are not two that vary, when `over` is no number that varies, and for a question that
  ///   cannot be read.
  package init(
    _ rows: SweepRows, dataNames: [DataID: String] = [:], axes: String?, question: String? = nil,
    over: String? = nil
  ) throws(FindingsError) {
    aggregate = Aggregate(rows, dataNames: dataNames)
    let varied = inOrder(aggregate.groups.flatMap(\.varied)) { $0 }.map(\.0)
    if let axes { self.axes = try PhaseAxes(axes, varied: varied) }
    let asked = try aggregate.asked(question, over: over)
    findings = aggregate.findings(on: Question.all + asked)
  }

  /// The findings as plain text.
  ///
  /// - `width`: characters of a line at most; `nil` for tables of any width and sentences in lines of 100.
  package func text(width: Int? = nil) -> String {
    let tableWidth = width ?? .max
    let width = min(width ?? 100, 100)
    var lines = wrapped(
      "Findings of '\(aggregate.sweep.name)' (\(aggregate.tally.sentence)).", width: width)
    var data: String?
    for finding in findings {
      if finding.data != data {
        data = finding.data
        let group = aggregate.groups.first { $0.name == finding.data }
        lines += [""] + wrapped(finding.data, width: width)
        lines += wrapped(group?.standing ?? "", width: width, indent: 2)
      }
      lines += [""] + wrapped(finding.question.text, width: width, indent: 2)
      lines += wrapped(finding.sentence, width: width, indent: 2)
      if !finding.numbers.rows.isEmpty {
        lines += [""] + finding.numbers.textTable.lines(indent: 4, width: tableWidth)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Aggregate {
  fileprivate func asked(_ question: String?, over name: String?) throws(FindingsError) -> [Question] {
    guard let question else {
      if name != nil {
        throw FindingsError("'--over' needs '--question', such as 'pca99 <= target_rank + 1'.")
      }
      return []
    }
    let asked = try TrialQuestion(question)
    let names = inReportedOrder(groups.flatMap(\.numericParameters))
    if let name, !names.contains(name) {
      let known = names.isEmpty ? "None varies here." : "Those that vary: \(names.joined(separator: ", "))."
      throw FindingsError(
        "'--over' is '\(name)', expected a parameter that holds numbers and varies. \(known)")
    }
    return [.asking(asked, over: name)]
  }
}

extension FindingTable {
  var textTable: TextTable {
    var table = TextTable(
      columns.indices.map { index in
        (columns[index].title, rows.allSatisfy { $0[index].isNumber } ? .right : .left)
      })
    table.rows = rows.map { $0.map(\.text) }
    return table
  }
}
