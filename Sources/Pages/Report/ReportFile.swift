package import BoundaryReports
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
  package func files(renderer: String?, boundary: BoundaryReport? = nil) -> [ReportFile] {
    let sections = sections
    let charts = sections.flatMap(\.charts) + [boundary?.chart].compactMap { $0 }
    return [
      ReportFile(path: "report.html", contents: html(renderer: renderer, sections, boundary)),
      ReportFile(path: "findings.json", contents: json(with: boundary)),
    ] + charts.map { ReportFile(path: "charts/\($0.name).vl.json", contents: $0.file) }
  }
}

extension SweepReport {
  /// `findings.json`, with `refine` where a sweep looks for boundaries.
  package func json(with boundary: BoundaryReport?) -> String {
    json(adding: boundary.map { ["refine": $0.json] } ?? [:])
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
