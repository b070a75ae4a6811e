internal import Answers
internal import Foundation

/// Where an exported table goes.
protocol ExportSink {
  func write(_ text: String) throws
  /// Says that the table is whole.
  func finish() throws
}

/// Where exported text goes: standard output, or a file that appears only when it is whole.
final class TextSink: ExportSink {
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
      throw CommandFailure.badInput("Cannot write '\(part.path)'. Choose another '--out'.")
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
