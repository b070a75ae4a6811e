package import SweepModel

/// Everything that is shown of one sweep: text for a terminal, `findings.json` and `report.html`.
package struct Report: Sendable {
  package let aggregate: Aggregate
  package let findings: [Finding]

  package init(_ rows: SweepRows, dataNames: [DataID: String] = [:]) {
    aggregate = Aggregate(rows, dataNames: dataNames)
    findings = aggregate.findings
  }

  /// The findings as plain text, in lines of at most `width` characters (80 to 100 read well).
  package func text(width: Int = 100) -> String {
    var lines = wrapped(
      "Findings of '\(aggregate.sweep.name)' (\(aggregate.tally.sentence)).", width: width)
    var data: String?
    for finding in findings {
      if finding.data != data {
        data = finding.data
        lines += [""] + wrapped(finding.data, width: width)
      }
      lines += [""] + wrapped(finding.question.text, width: width, indent: 2)
      lines += wrapped(finding.sentence, width: width, indent: 2)
      if !finding.numbers.rows.isEmpty {
        lines += [""] + finding.numbers.textTable.lines(indent: 4, width: width)
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

/// A file of the report, by its path below the report's folder.
package struct ReportFile: Hashable, Sendable {
  package var path: String
  package var contents: String
}

extension Report {
  /// Every chart of the page, by data and figure.
  package var charts: [Chart] { aggregate.groups.flatMap { GroupSection($0).charts } }

  /// `report.html`, `findings.json` and `charts/NAME.vl.json`.
  package func files(renderer: String?) -> [ReportFile] {
    [
      ReportFile(path: "report.html", contents: html(renderer: renderer)),
      ReportFile(path: "findings.json", contents: json),
    ] + charts.map { ReportFile(path: "charts/\($0.name).vl.json", contents: $0.file) }
  }
}
