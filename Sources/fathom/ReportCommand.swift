internal import ArgumentParser
internal import Findings
internal import Foundation
internal import Pages
internal import RunStore
internal import SweepModel

/// Findings as text, and the page with its charts.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write report.html and print the findings.")

  @Argument(help: Help.sweeps, completion: .sweeps) var sweep = "last"
  @Option(help: ArgumentHelp("Folder for the report; in the store by default.", valueName: "dir")) var out:
    String?
  @Option(help: ArgumentHelp("Two parameters that span the phase diagrams.", valueName: "a,b")) var axes:
    String?
  @Flag(help: "Draw the charts as SVG and PNG too, where vl-convert is installed.") var images = false
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    let selected = try store.sweeps(named: sweep)
    if format.isJSON, selected.isList { Output.write("[\n") }
    for (place, stored) in selected.sweeps.enumerated() {
      let sweep = stored.sweep
      // Several reports in one folder would replace each other.
      let folder = out.map { selected.isList ? "\($0)/\(sweep.folderName)" : $0 }
      let written = try WrittenReport(of: sweep, in: store, folder: folder, axes: axes)
      if images { try draw(written) }
      if format.isJSON {
        Output.write((place > 0 ? ",\n" : "") + written.report.json)
      } else {
        Output.write(
          (place > 0 ? "\n" : "") + written.report.text(width: Screen.tableWidth)
            + "\nReport: \(written.page)\n")
      }
    }
    if format.isJSON, selected.isList { Output.write("]\n") }
  }
}

extension ReportCommand {
  /// The report is made, whatever becomes of the pictures.
  private func draw(_ report: WrittenReport) throws {
    guard !report.report.charts.isEmpty else { return }
    switch try ChartImages.draw(in: report.charts) {
    case .drawn: Output.write("SVG and PNG of each chart: \(report.charts)\n", to: .error)
    case .notInstalled:
      Output.write(
        "The charts are not drawn as SVG and PNG, since no Python here has vl-convert: 'make charts' or "
          + "'pip install vl-convert-python' installs it.\n", to: .error)
    case .failed(let reason):
      throw CommandFailure.failed(
        "The report is in '\(report.page)', but vl-convert could not draw its charts: \(reason)")
    }
  }
}

extension SweepRow {
  /// What its report's folder is called.
  fileprivate var folderName: String { "\(name)-\(id.short)" }
}

/// A report in its folder.
struct WrittenReport {
  let report: SweepReport
  /// Path of `report.html`.
  let page: String
  /// Path of the charts' folder.
  let charts: String

  /// Writes the report of a sweep in whatever state it is; each file is replaced at once or not at all.
  init(of sweep: SweepRow, in store: Store, folder: String? = nil, axes: String? = nil) throws {
    let folder = URL(
      fileURLWithPath: folder ?? "\(store.folder.path)/reports/\(sweep.folderName)")
    do {
      report = try SweepReport(try store.rows(of: sweep.id), dataNames: try store.dataNames(), axes: axes)
    } catch let error as FindingsError { throw CommandFailure.badInput([error.description]) }
    for file in report.files(renderer: ChartRenderer.bundle) {
      let url = folder.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.contents.utf8).write(to: url, options: .atomic)
    }
    page = folder.appendingPathComponent("report.html").path
    charts = folder.appendingPathComponent("charts").path
  }
}

/// Vega-Lite's renderer, which `make charts` puts beside the binaries' folder.
enum ChartRenderer {
  /// `nil` where it was not fetched: the page then has tables in place of charts.
  static var bundle: String? {
    // A candidate that cannot be read is one that is not there.
    folders.lazy.compactMap {
      try? String(contentsOf: $0.appendingPathComponent("vega-bundle.js"), encoding: .utf8)
    }.first
  }

  /// Where it may lie: with the binaries, or in a build folder around them.
  static var folders: [URL] {
    let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let around = binaries.deletingLastPathComponent()
    return [
      binaries, around.appendingPathComponent("charts"),
      around.deletingLastPathComponent().appendingPathComponent("charts"),
    ]
  }
}
