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
  /// - Throws: `FindingsError` when they are not two that vary.
  package init(_ rows: SweepRows, dataNames: [DataID: String] = [:], axes: String?) throws(FindingsError) {
    self.init(rows, dataNames: dataNames)
    let varied = inOrder(aggregate.groups.flatMap(\.varied)) { $0 }.map(\.0)
    if let axes { self.axes = try PhaseAxes(axes, varied: varied) }
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
        let remark = group.flatMap { $0.dataFollowSeeds ? " (means are \($0.overSeeds))" : nil } ?? ""
        lines += [""] + wrapped(finding.data + remark, width: width)
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
