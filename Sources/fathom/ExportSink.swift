internal import Answers
internal import ArrayFiles
internal import Foundation

/// Where an exported table goes.
protocol ExportSink {
  func write(_ text: String) throws
  /// Says that the table is whole.
  func finish() throws
}

/// Where exported text goes: standard output, or a file that appears only when it is whole.
final class TextSink: ExportSink {
  private let output: OutputFile?
  private let file: FileHandle?
  private var isWhole = false
  private var pending = ""

  init(path: String?) throws {
    output = try path.map { try outputFile($0) }
    guard let output else {
      file = nil
      return
    }
    let descriptor = open(output.draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CommandFailure.badInput(
        "Cannot write '\(output.draft)': \(String(cString: strerror(errno))). Choose another '--out'.")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit {
    if !isWhole { output?.abandon() }
  }

  func write(_ text: String) throws {
    pending += text
    if pending.utf8.count > 1 << 16 { try flush() }
  }

  func finish() throws {
    try flush()
    guard let file, let output else { return }
    // A pipe has nothing to synchronise.
    _ = fsync(file.fileDescriptor)
    try file.close()
    do { try output.finish() } catch { throw CommandFailure.failed("\(error)") }
    isWhole = true
  }

  private func flush() throws {
    do {
      if let file { try file.write(contentsOf: Data(pending.utf8)) } else { Output.write(pending) }
    } catch {
      throw CommandFailure.failed(
        "Cannot write '\(output?.draft ?? "")': \(String(cString: strerror(errno))). Choose another '--out'.")
    }
    pending = ""
  }
}

/// The file that `--out` names.
func outputFile(_ path: String) throws -> OutputFile {
  do { return try OutputFile(path) } catch { throw CommandFailure.badInput("\(error)") }
}
