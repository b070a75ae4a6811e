internal import Answers
internal import ArgumentParser
internal import ArrayFiles
internal import Boundaries
internal import BoundaryReports
internal import CoordinatorShell
internal import Findings
internal import Foundation
internal import Pages
internal import RunStore
internal import SweepLanguage
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
  @Option(
    help: ArgumentHelp(
      "Where along a parameter a condition on trials turns, such as 'pca99 <= target_rank + 1'.",
      valueName: "condition"))
  var question: String?
  @Option(help: ArgumentHelp("The parameter along which --question is asked.", valueName: "name")) var over:
    String?
  @Flag(help: "Print every finding with its table.") var full = false
  @Flag(help: "Draw the charts as SVG and PNG too, where vl-convert is installed.") var images = false
  @Flag(help: "With --images: as PDF too, letters and all.") var pdf = false
  @Option(
    help: ArgumentHelp("With --images: one figure for a paper of these metrics of layers.", valueName: "a,b"))
  var metric: String?
  @Option(
    help: ArgumentHelp("Its plots side by side: a value of this parameter each.", valueName: "parameter"))
  var panel: String?
  @Option(help: ArgumentHelp("Its width: in, cm, mm or pt. (default: 5.5in)", valueName: "width")) var width:
    String?
  @Option(help: ArgumentHelp("Its font, by name. (default: Liberation Sans)", valueName: "name")) var font:
    String?
  @OptionGroup var store: StoreOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let request = try paperRequest
    let store = try store.openForReading()
    let selected = try store.sweeps(named: sweep)
    var answers = AnswerSeries(as: format, isList: selected.isList)
    for sweep in selected.sweeps.map(\.sweep) {
      // Several reports in one folder would replace each other.
      let folder = out.map { selected.isList ? "\($0)/\(sweep.folderName)" : $0 }
      let written = try WrittenReport(
        of: sweep, in: store, folder: folder, axes: axes, question: question, over: over, figures: request,
        everyTable: full ? nil : self.store.command("report", of: sweep.id, "--full"))
      if images { try draw(written, figures: request != nil) }
      try answers.show(written)
    }
    answers.end()
  }
}

extension ReportCommand {
  /// `nil` without a word on a figure for a paper. A font that is not there is refused before anything is written.
  private var paperRequest: PaperRequest? {
    get throws {
      let words = [metric, panel, width, font]
      guard images || !pdf && words.allSatisfy({ $0 == nil }) else {
        throw CommandFailure.badInput(
          "'--pdf', '--metric', '--panel', '--width' and '--font' are about pictures. Add --images.")
      }
      guard words.contains(where: { $0 != nil }) else { return nil }
      let request = try asInput { () throws(PaperRequest.Objection) in
        try PaperRequest(metrics: metric, panel: panel, width: width, font: font)
      }
      if let font, case .noSuchFont = try ChartImages.check(font: font) {
        throw CommandFailure.badInput(
          "'--font' is '\(font)', which is not on this machine: its letters would be left out. 'fc-list : family' names "
            + "the fonts that are.")
      }
      return request
    }
  }

  /// The report is made, whatever becomes of the pictures.
  private func draw(_ report: WrittenReport, figures: Bool) throws {
    guard figures || !report.report.charts.isEmpty else { return }
    let (folder, kinds) = (figures ? report.figures : report.charts, pdf ? "SVG, PNG and PDF" : "SVG and PNG")
    switch try ChartImages.draw(in: folder, asPDF: pdf) {
    case .drawn: Output.say("\(kinds) of each \(figures ? "figure" : "chart"): \(folder)")
    case .notInstalled:
      Output.say(
        "The charts are not drawn as \(kinds), since no Python here has vl-convert: 'make charts' or "
          + "'pip install vl-convert-python' installs it.")
    case .noSuchFont: break
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
  /// Of a sweep that refines.
  let boundary: BoundaryReport?
  /// The command that prints every table; `nil` where they are printed.
  let everyTable: String?
  /// Path of `report.html`.
  let page: String
  /// Path of the charts' folder.
  let charts: String
  /// Path of the folder of figures for a paper.
  let figures: String

  /// Writes the report of a sweep in whatever state it is; each file is replaced at once or not at all.
  init(
    of sweep: SweepRow, in store: Store, folder: String? = nil, axes: String? = nil, question: String? = nil,
    over: String? = nil, figures: PaperRequest? = nil, everyTable: String? = nil
  ) throws {
    let folder = URL(
      fileURLWithPath: folder ?? "\(store.folder.path)/reports/\(sweep.folderName)")
    let (rows, names) = (try store.rows(of: sweep.id), try store.dataNames())
    let report = try asInput { () throws(FindingsError) in
      try SweepReport(rows, dataNames: names, axes: axes, question: question, over: over)
    }
    (self.report, self.everyTable) = (report, everyTable)
    boundary = try BoundaryRequest(sweepFile: sweep.file).map {
      BoundaryReport($0, of: sweep.name, try store.measuredTrials(of: sweep.id), dataNames: names)
    }
    let drawn = try figures.map { request in
      try asInput { () throws(PaperRequest.Objection) in try PaperFigure.figures(of: report, request) }
    }
    for file in report.files(renderer: ChartRenderer.bundle, boundary: boundary)
      + (drawn ?? []).flatMap(\.files)
    {
      let url = folder.appendingPathComponent(file.path)
      try Self.make(url.deletingLastPathComponent())
      do { try OutputFile.write(Array(file.contents.utf8), to: url.path) } catch {
        throw CommandFailure.badInput("\(error)")
      }
    }
    page = folder.appendingPathComponent("report.html").path
    charts = folder.appendingPathComponent("charts").path
    self.figures = folder.appendingPathComponent("figures").path
  }

  private static func make(_ folder: URL) throws {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw CommandFailure.badInput(
        "Cannot make the folder '\(folder.path)': a file is in its place, or it may not be written. Choose another path."
      )
    }
  }

  func text(width: Int) -> String {
    (boundary.map { $0.text(width: width) + "\n" } ?? "")
      + (everyTable == nil ? report.text(width: width) : report.brief(width: width))
      + "\n\(everyTable.map { "Every table: \($0)\n" } ?? "")Report: \(page)\n"
  }
  var json: String { report.json(with: boundary) }
}
