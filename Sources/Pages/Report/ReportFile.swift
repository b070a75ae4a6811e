package import Findings

/// A file of the report, by its path below the report's folder.
package struct ReportFile: Hashable, Sendable {
  package var path: String
  package var contents: String
}

extension SweepReport {
  /// Every chart of the page, by data and metric.
  package var charts: [Chart] { sections.flatMap(\.charts) }

  var sections: [GroupSection] { aggregate.groups.enumerated().map { GroupSection($1, place: $0, axes) } }

  /// `report.html`, `findings.json` and `charts/NAME.vl.json`.
  package func files(renderer: String?) -> [ReportFile] {
    let sections = sections
    return [
      ReportFile(path: "report.html", contents: html(renderer: renderer, sections)),
      ReportFile(path: "findings.json", contents: json),
    ] + sections.flatMap(\.charts).map { ReportFile(path: "charts/\($0.name).vl.json", contents: $0.file) }
  }
}

extension PaperFigure {
  /// `figures/NAME.vl.json` and `figures/NAME.csv`.
  package var files: [ReportFile] {
    [("vl.json", specification), ("csv", numbers)].map {
      ReportFile(path: "figures/\(name).\($0)", contents: $1)
    }
  }
}
