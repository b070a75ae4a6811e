internal import Foundation

/// Where no result goes. Whoever read it may be gone, which stops no work.
enum StandardError {
  static func say(_ line: String) { write(line + "\n") }
  static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
