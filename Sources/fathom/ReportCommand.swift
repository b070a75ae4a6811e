internal import ArgumentParser
internal import Foundation
internal import Reporting
internal import RunStore
internal import SweepModel

/// Findings as text, and the page with its charts.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write report.html and print the findings.")

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
  @Option(help: ArgumentHelp("Folder for the report; in the store by default.", valueName: "dir")) var out:
    String?
  @Option(help: ArgumentHelp("Two parameters that span the phase diagrams.", valueName: "a,b")) var axes:
    String?
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    let written = try WrittenReport(of: store.sweep(named: sweep), in: store, folder: out, axes: axes)
    if format.isJSON { return Output.write(written.report.json) }
    Output.write(written.report.text() + "\nReport: \(written.page)\n")
  }
}

/// A report in its folder.
struct WrittenReport {
  let report: Report
  /// Path of `report.html`.
  let page: String

  /// Writes the report of a sweep in whatever state it is; each file is replaced at once or not at all.
  init(of sweep: SweepRow, in store: Store, folder: String? = nil, axes: String? = nil) throws {
    let folder = URL(
      fileURLWithPath: folder ?? "\(store.folder.path)/reports/\(sweep.name)-\(sweep.id.short)")
    do {
      report = try Report(try store.rows(of: sweep.id), dataNames: try store.dataNames(), axes: axes)
    } catch let error as ReportingError { throw CommandFailure.badInput([error.description]) }
    for file in report.files(renderer: ChartRenderer.bundle) {
      let url = folder.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.contents.utf8).write(to: url, options: .atomic)
    }
    page = folder.appendingPathComponent("report.html").path
  }
}

/// Vega-Lite's renderer, which `make charts` puts beside the binaries' folder.
enum ChartRenderer {
  /// `nil` where it was not fetched: the page then has tables in place of charts.
  static var bundle: String? {
    let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let candidates = [
      binaries.appendingPathComponent("vega-bundle.js"),
      binaries.deletingLastPathComponent().appendingPathComponent("charts/vega-bundle.js"),
      binaries.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("charts/vega-bundle.js"),
    ]
    // A candidate that cannot be read is one that is not there.
    return candidates.lazy.compactMap { try? String(contentsOf: $0, encoding: .utf8) }.first
  }
}
