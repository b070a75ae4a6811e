internal import ArgumentParser
internal import CoordinatorShell
internal import Exports
internal import Findings
internal import RunStore
internal import SweepModel

/// Rows for pandas and spreadsheets.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a table of a sweep as CSV, JSON or Parquet.")

  enum FileFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, json, parquet
  }

  @Argument(help: Help.sweep, completion: .sweeps) var sweep = "last"
  @Option(help: "trials, layers, curves, spectra or metrics.") var table = Export.Table.trials
  @Option(help: "csv, json or parquet.") var format = FileFormat.csv
  @Option(help: ArgumentHelp("File to write; standard output by default.", valueName: "file")) var out:
    String?
  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.openForReading()
    let id = try store.sweep(named: sweep).id
    // Parquet is made from the text of CSV.
    let trials = try store.trials(of: id)
    var export = Export(
      table, of: trials.map(\.spec), as: format == .json ? .json : .csv, dataNames: try store.dataNames(),
      own: try store.ownColumns(of: id, trials))
    let sink: any ExportSink =
      format == .parquet
      ? try ParquetSink(Array(zip(export.columns, export.types)), to: out) : try TextSink(path: out)
    try sink.write(export.opening)
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
    case .metrics:
      try store.forEachNamedValue(of: id) { trial, value in
        if let row = byID[trial] { try sink.write(export.row(row, value)) }
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
