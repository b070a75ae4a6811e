internal import Answers
internal import ArgumentParser
internal import ArrayFiles
internal import CoordinatorShell
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
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let store = try store.openForReading()
    let selected = try store.sweeps(named: sweep)
    var answers = AnswerSeries(as: format, isList: selected.isList)
    for sweep in selected.sweeps.map(\.sweep) {
      // Several reports in one folder would replace each other.
      let folder = out.map { selected.isList ? "\($0)/\(sweep.folderName)" : $0 }
      let written = try WrittenReport(of: sweep, in: store, folder: folder, axes: axes)
      if images { try draw(written) }
      try answers.show(written)
    }
    answers.end()
  }
}

extension ReportCommand {
  /// The report is made, whatever becomes of the pictures.
  private func draw(_ report: WrittenReport) throws {
    guard !report.report.charts.isEmpty else { return }
    switch try ChartImages.draw(in: report.charts) {
    case .drawn: Output.say("SVG and PNG of each chart: \(report.charts)")
    case .notInstalled:
      Output.say(
        "The charts are not drawn as SVG and PNG, since no Python here has vl-convert: 'make charts' or "
          + "'pip install vl-convert-python' installs it.")
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
struct WrittenReport: Answer {
  let report: SweepReport
  /// Path of `report.html`.
  let page: String
  /// Path of the charts' folder.
  let charts: String

  /// Writes the report of a sweep in whatever state it is; each file is replaced at once or not at all.
  init(of sweep: SweepRow, in store: Store, folder: String? = nil, axes: String? = nil) throws {
    let folder = URL(
      fileURLWithPath: folder ?? "\(store.folder.path)/reports/\(sweep.folderName)")
    let (rows, names) = (try store.rows(of: sweep.id), try store.dataNames())
    report = try asInput { () throws(FindingsError) in try SweepReport(rows, dataNames: names, axes: axes) }
    for file in report.files(renderer: ChartRenderer.bundle) {
      let url = folder.appendingPathComponent(file.path)
      try Self.make(url.deletingLastPathComponent())
      do { try OutputFile.write(Array(file.contents.utf8), to: url.path) } catch {
        throw CommandFailure.badInput("\(error)")
      }
    }
    page = folder.appendingPathComponent("report.html").path
    charts = folder.appendingPathComponent("charts").path
  }

  private static func make(_ folder: URL) throws {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw CommandFailure.badInput(
        "Cannot make the folder '\(folder.path)': a file is in its place, or it may not be written. Choose another path."
      )
    }
  }

  func text(width: Int) -> String { report.text(width: width) + "\nReport: \(page)\n" }
  var json: String { report.json }
}
