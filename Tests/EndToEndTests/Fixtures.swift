import Foundation
import Testing

/// Files beside these tests, and the repository's pages.
enum Fixtures {
  static func path(_ name: String) -> String { here.appendingPathComponent("Fixtures/\(name)").path }

  static func json(_ name: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func page(_ name: String) throws -> String {
    try String(contentsOf: here.appendingPathComponent("../../docs/\(name)"), encoding: .utf8)
  }

  private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
}

/// A Python with numpy: `FATHOM_PYTHON`, or `python3` where that has it.
enum Python {
  static let path: String? = {
    let candidates = [ProcessInfo.processInfo.environment["FATHOM_PYTHON"], "/usr/bin/python3"].compactMap {
      $0
    }
    return candidates.first { has($0, "numpy") }
  }()

  static func has(_ python: String, _ module: String) -> Bool {
    let answer = try? run(python, "import \(module)", in: FileManager.default.temporaryDirectory)
    return answer?.status == 0
  }

  static func run(_ python: String, _ script: String, in folder: URL) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
