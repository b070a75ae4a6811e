import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

@Suite struct PageTests {
  private let hostile = "</script><script>alert(1)</script>&\"'<!--"

  /// A sweep whose every free text is hostile.
  private var hostileReport: SweepReport {
    var lab = ReportLab.states[3].lab
    lab.name = hostile
    lab.sweepFile = hostile
    lab.set(50, .failed, failure: .crashed, text: hostile)
    for position in lab.trials.indices {
      lab.trials[position].provenance?.libraries = hostile
      lab.trials[position].provenance?.processor = hostile
      lab.trials[position].provenance?.coreType = hostile
      lab.trials[position].provenance?.version = hostile
    }
    return SweepReport(named(lab) { _, _ in hostile }.rows, dataNames: [ReportLab.file: hostile])
  }

  /// With names for the layers: by their number, from 1, and the trial's place.
  private func named(_ lab: ReportLab, _ name: (Int, Int) -> String?) -> ReportLab {
    var lab = lab
    for trial in lab.trials {
      lab.layers[trial.id] = lab.layers[trial.id]?.map { layer in
        var layer = layer
        layer.name = name(layer.layer, trial.position)
        return layer
      }
    }
    return lab
  }

  @Test(arguments: [nil, "window.vegaEmbed = async () => {}"])
  func `texts from files and workers appear as text`(renderer: String?) {
    let html = hostileReport.html(renderer: renderer)
    let isClean = !html.contains("alert(1)</script>") && !html.contains("<!--")
    #expect(isClean)
    #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;&lt;!--"))
    #expect(html.components(separatedBy: "<script").count - 1 == (renderer == nil ? 0 : 3))
    #expect(html.components(separatedBy: "</script").count - 1 == (renderer == nil ? 0 : 3))
  }

  @Test func `a hostile name gives plain file names`() {
    for chart in hostileReport.charts {
      #expect(
        chart.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }, "\(chart.name)")
    }
  }

  /// The labels of the first chart over layers of a sweep whose layers have these names; 1 first, `nil` for none.
  private func layerLabels(_ name: (Int, Int) -> String?) throws -> [String?] {
    let lab = named(ReportLab.finished(depths: [4], widths: [64], ranks: []), name)
    return try SweepReport(lab.rows).charts.filter { $0.name.contains("nrc1") }.map {
      try ReadJSON($0.file)["encoding"]?["x"]?["axis"]?["labelExpr"]?.text
    }
  }

  @Test func `layers stand under the names that their programs gave them, as texts of Vega's expressions`()
    throws
  {
    #expect(try layerLabels { _, _ in nil }.allSatisfy { $0 == nil })
    let named = try layerLabels { layer, _ in layer == 2 ? #"a'\"b"# : "conv\(layer)" }
    #expect(!named.isEmpty)
    #expect(named.allSatisfy { $0 == #"['conv1','a\'\\"b','conv3','conv4'][datum.value - 1]"# }, "\(named)")
    // Where trials disagree there is no name.
    #expect(try layerLabels { layer, trial in "\(layer) of \(trial)" }.allSatisfy { $0 == nil })
  }

  @Test func `weight decay and target rank span a chart where they vary`() {
    let report = SweepReport(ReportLab.finished(depths: []).rows)
    #expect(report.charts.contains { $0.name == "teacher-phase-dimension-weight-decay-target-rank" })
  }

  @Test func `a renderer cannot end its own element`() {
    let html = SweepReport(ReportLab().rows).html(renderer: "let a = '</SCRIPT>x'")
    let isSafe = html.contains("let a = '<\\/SCRIPT>x'")
    #expect(isSafe)
  }

  @Test func `nothing is fetched`() {
    for renderer in [nil, "window.vegaEmbed = async () => {}"] {
      let html = SweepReport(ReportLab.states[3].lab.rows).html(renderer: renderer)
      #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src=\""))
      #expect(html.contains("default-src 'none'"))
    }
  }

  @Test func `without a renderer the page says so and opens its tables`() {
    let html = SweepReport(ReportLab.states[3].lab.rows).html(renderer: nil)
    #expect(html.contains("No charts here") && html.contains("<details open>"))
    #expect(!html.contains("class=\"chart\""))
  }

  @Test func `an unfinished sweep says that its numbers will change`() {
    #expect(SweepReport(ReportLab.states[1].lab.rows).html(renderer: nil).contains("17 trials still to come"))
    #expect(!SweepReport(ReportLab.states[3].lab.rows).html(renderer: nil).contains("still to come"))
  }

  @Test(arguments: ReportLab.states.map(\.name))
  func `each place for a chart has its specification`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    let report = SweepReport(lab.rows, dataNames: ReportLab.names)
    let html = report.html(renderer: "window.vegaEmbed = async () => {}")
    let places = html.components(separatedBy: "data-chart=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(places).count == places.count && Set(places) == Set(report.charts.map { $0.name[...] }))
    for chart in report.charts {
      #expect(try ReadJSON(chart.file)["$schema"]?.text?.contains("vega-lite") == true)
    }
  }

  @Test func `a page without results reads as pinned`() throws {
    let report = SweepReport(ReportLab.states[2].lab.rows, dataNames: ReportLab.names)
    try expectPinned(report.html(renderer: nil), "report-failed.html")
  }

  /// Look at the pages: `FATHOM_PAGES=folder FATHOM_RENDERER=bundle.js swift test …`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_PAGES"] != nil))
  func `pages are written where a person asks for them`() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = URL(filePath: try #require(environment["FATHOM_PAGES"]))
    let renderer = try environment["FATHOM_RENDERER"].map { try String(contentsOfFile: $0, encoding: .utf8) }
    for (name, lab) in ReportLab.states {
      let report = SweepReport(lab.rows, dataNames: ReportLab.names)
      for file in report.files(renderer: renderer) {
        let place = folder.appending(path: name).appending(path: file.path)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.contents.utf8).write(to: place)
      }
    }
  }
}
