internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import Reporting
internal import RunStore
internal import SweepModel

/// Rows for pandas and spreadsheets.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a table of a sweep as CSV or JSON.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, json
  }

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
  @Option(help: "trials, layers, curves or spectra.") var table = Export.Table.trials
  @Option(help: "csv or json.") var format = Format.csv
  @Option(help: ArgumentHelp("File to write; standard output by default.", valueName: "file")) var out:
    String?
  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.openForReading()
    let id = try store.sweep(named: sweep).id
    let sink = try Sink(path: out)
    var export = Export(table, as: format == .csv ? .csv : .json, dataNames: try store.dataNames())
    try sink.write(export.opening)
    let trials = try store.trials(of: id)
    let byID = Dictionary(trials.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    switch table {
    case .trials:
      for trial in trials { try sink.write(export.row(trial)) }
    case .layers:
      try store.forEachLayer(of: id) { trial, measure in
        if let row = byID[trial] { try sink.write(export.row(row, measure)) }
      }
    case .curves:
      try store.forEachPoint(of: id) { trial, point in
        if let row = byID[trial] { try sink.write(export.row(row, point)) }
      }
    case .spectra:
      try store.forEachSpectra(of: id) { trial, spectra in
        if let row = byID[trial] { try sink.write(export.rows(row, spectra)) }
      }
    }
    try sink.write(export.closing)
    try sink.finish()
  }
}

extension Export.Table: ExpressibleByArgument {}

/// Where exported text goes: standard output, or a file that appears only when it is whole.
private final class Sink {
  private let target: URL?
  private let file: FileHandle?
  private var pending = ""

  init(path: String?) throws {
    target = path.map { URL(fileURLWithPath: $0) }
    guard let part = target?.appendingPathExtension("part") else {
      file = nil
      return
    }
    guard FileManager.default.createFile(atPath: part.path, contents: nil) else {
      throw CommandFailure.badInput(["Cannot write '\(part.path)'. Choose another '--out'."])
    }
    file = try FileHandle(forWritingTo: part)
  }

  func write(_ text: String) throws {
    pending += text
    if pending.utf8.count > 1 << 16 { try flush() }
  }

  func finish() throws {
    try flush()
    guard let file, let target else { return }
    try file.synchronize()
    try file.close()
    guard rename(target.appendingPathExtension("part").path, target.path) == 0 else {
      throw CommandFailure.failed("Cannot write '\(target.path)': \(String(cString: strerror(errno))).")
    }
  }

  private func flush() throws {
    if let file { try file.write(contentsOf: Data(pending.utf8)) } else { Output.write(pending) }
    pending = ""
  }
}
