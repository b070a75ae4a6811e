internal import Answers
internal import ArrayFiles
internal import Exports
internal import Findings
internal import Foundation
internal import Processes

/// Takes a table's CSV and gives it, with the type of each column, to a python with pyarrow, which writes Parquet.
///
/// The file appears only when it is whole. No more than a few megabytes are in memory at once.
final class ParquetSink: ExportSink {
  private let child: ChildProcess
  private let target: String
  private let output: OutputFile
  private var isWhole = false
  private var pending: [UInt8] = []

  /// - Throws: bad input where that python cannot do it; nothing is written then.
  init(_ columns: [(String, Export.ColumnType)], to path: String?) throws {
    guard let path else {
      throw CommandFailure.badInput("Parquet is no text. Name a file for it with '--out'.")
    }
    let python = Self.python
    guard
      try Self.start(python, ["-c", "import pyarrow.csv, pyarrow.parquet"]).end(within: .seconds(60))
        == .status(0)
    else {
      throw CommandFailure.badInput(
        "Parquet is written by pyarrow, which '\(python)' does not have. Install it ('python3 -m venv v; v/bin/pip install "
          + "pyarrow'), name that python in FATHOM_PYTHON, or choose '--format csv'.")
    }
    (target, output) = (path, try outputFile(path))
    child = try Self.start(
      python, ["-c", Self.script, output.draft] + columns.map { "\($0)=\($1.rawValue)" }, shown: true)
  }

  func write(_ text: String) throws {
    pending += text.utf8
    if pending.count > 1 << 16 { try flush() }
  }

  func finish() throws {
    try flush()
    child.closeInput()
    guard child.end(within: .seconds(3_600)) == .status(0) else { throw failure }
    do { try output.finish() } catch { throw CommandFailure.failed("\(error)") }
    isWhole = true
  }

  deinit {
    if !isWhole { output.abandon() }
  }

  private func flush() throws {
    var left = pending[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.write(child.input, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure }
      left = left.dropFirst(count)
    }
    pending = []
  }

  private var failure: CommandFailure {
    child.end(within: .seconds(5))
    output.abandon()
    return .failed("Cannot write '\(target)' as Parquet; '\(Self.python)' says why above.")
  }

  private static var python: String {
    ProcessInfo.processInfo.value(of: "FATHOM_PYTHON") ?? "python3"
  }

  /// - `shown`: what it writes on standard error reaches the user.
  private static func start(_ python: String, _ arguments: [String], shown: Bool = false) throws
    -> ChildProcess
  {
    try ChildProcess(
      path: "/usr/bin/env", arguments: [python] + arguments, environment: ProcessInfo.processInfo.environment,
      capturingErrors: !shown)
  }

  private static let script = """
    import sys
    import pyarrow as pa
    from pyarrow import csv, parquet
    kinds = {"integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_(), "text": pa.string()}
    types = {name: kinds[kind] for name, kind in (column.split("=") for column in sys.argv[2:])}
    try:
        table = csv.open_csv(
            sys.stdin.buffer,
            read_options=csv.ReadOptions(block_size=1 << 22),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
                true_values=["true"], false_values=["false"]))
        with parquet.ParquetWriter(sys.argv[1], pa.schema(types.items())) as file:
            for rows in table:
                file.write_batch(rows)
    except (pa.ArrowException, OSError) as error:
        sys.exit(f"pyarrow: {error}")
    """
}
