internal import SweepModel

/// Everything that is wrong with one sweep file, by line.
package struct SweepProblems: Error, Hashable, Sendable {
  package struct Problem: Hashable, Sendable {
    package var line: Int
    /// What is wrong there, and what to do about it.
    package var sentence: String
  }

  /// The file's path, as the user wrote it.
  package let path: String
  package private(set) var all: [Problem] = []

  /// More than these are not read by anybody, and not put into words.
  private static let most = 200

  package init(path: String) { self.path = path }

  package mutating func add(_ sentence: @autoclosure () -> String, at line: Int) {
    guard all.count < Self.most else { return }
    let problem = Problem(line: line, sentence: sentence())
    guard !all.contains(problem) else { return }
    let place = all.firstIndex { $0.line > line } ?? all.endIndex
    all.insert(problem, at: place)
  }

  package mutating func add(missingKey key: String, expected: String, at line: Int) {
    add("'\(key)' is missing. Expected \(expected).", at: line)
  }

  /// - Parameter place: the mapping that has the key; empty for the file itself.
  package mutating func add(unknownKey entry: YAMLNode.Entry, in place: String = "", known: [String]) {
    func hint() -> String {
      nearestName(to: entry.key, among: known).map { "Did you mean '\($0)'?" } ?? "Expected \(either(known))."
    }
    add(
      "'\(entry.key.shortened)' is not known\(place.isEmpty ? "" : " in '\(place)'"). \(hint())",
      at: entry.line)
  }

  package mutating func add(noMapping root: YAMLNode) {
    add("the file is \(root.found). Expected lines such as 'name: depth-and-width'.", at: root.line)
  }
}

extension SweepProblems: CustomStringConvertible {
  /// One `file:line: sentence` a line.
  package var description: String { lines.joined(separator: "\n") }

  package var lines: [String] { all.map { "\(path):\($0.line): \($0.sentence)" } }
}
