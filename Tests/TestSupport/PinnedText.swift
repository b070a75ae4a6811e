internal import Foundation
package import Testing

/// Compares a text that must not change with the file of that name in `Fixtures` beside the test.
///
/// `FATHOM_RECORD=1 swift test …` writes the file anew and fails, so that nobody records by accident.
///
/// - Parameter test: path of the test's source.
package func expectPinned(
  _ text: String, _ name: String, test: String = #filePath, _ location: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Fixtures").appending(path: name)
  if ProcessInfo.processInfo.environment["FATHOM_RECORD"] != nil {
    try Data(text.utf8).write(to: file)
    Issue.record(
      "'\(name)' was recorded; look at it and run again without FATHOM_RECORD.", sourceLocation: location)
    return
  }
  let kept = try String(contentsOf: file, encoding: .utf8)
  guard text != kept else { return }
  let difference = firstDifference(of: text, from: kept)
  Issue.record("The text differs from Fixtures/\(name) in \(difference)", sourceLocation: location)
}

/// The first line that is another one, shown from a little before the place where it begins to differ.
package func firstDifference(of text: String, from kept: String) -> String {
  let lines = [kept, text].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
  let number =
    zip(lines[0], lines[1]).enumerated().first { $1.0 != $1.1 }?.offset ?? lines.map(\.count).min()!
  let pair = lines.map { $0.indices.contains(number) ? String($0[number]) : "" }
  let same = pair[0].commonPrefix(with: pair[1], options: .literal).count
  let shown = pair.map { line in String(line.dropFirst(max(0, same - 60)).prefix(200)) }
  let title = pair[0].prefix { $0 != "\t" }.prefix(60)
  return "line \(number + 1), '\(title)'.\n  kept:  \(shown[0])\n  found: \(shown[1])"
}
