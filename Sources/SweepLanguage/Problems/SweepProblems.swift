/// Everything that is wrong with one sweep file, by line.
package struct SweepProblems: Error, Hashable, Sendable {
  package struct Problem: Hashable, Sendable {
    package var line: Int
    package var error: SweepError
  }

  /// The file's path, as the user wrote it.
  package let path: String
  package private(set) var all: [Problem] = []

  /// More than these are not read by anybody.
  private static let most = 200

  init(path: String) { self.path = path }

  mutating func add(_ error: SweepError, at line: Int) {
    let problem = Problem(line: line, error: error)
    guard all.count < Self.most, !all.contains(problem) else { return }
    let place = all.firstIndex { $0.line > line } ?? all.endIndex
    all.insert(problem, at: place)
  }
}

extension SweepProblems: CustomStringConvertible {
  /// One `file:line: sentence` a line.
  package var description: String { lines.joined(separator: "\n") }

  package var lines: [String] { all.map { "\(path):\($0.line): \($0.error)" } }
}
