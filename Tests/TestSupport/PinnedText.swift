internal import Foundation
package import Testing

/// A text that people see, kept as a file in `Fixtures` beside the test.
///
/// `FATHOM_RECORD=1 swift test …` writes the file anew and fails, so that nobody records by accident.
package func expectPinned(
  _ text: String, _ name: String, in test: String = #filePath, _ location: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(filePath: test).deletingLastPathComponent().appending(path: "Fixtures")
  let file = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["FATHOM_RECORD"] != nil {
    try Data(text.utf8).write(to: file)
    Issue.record(
      "'\(name)' was recorded; look at it and run again without FATHOM_RECORD.", sourceLocation: location)
    return
  }
  let kept = try String(contentsOf: file, encoding: .utf8)
  #expect(text == kept, "the text differs from Fixtures/\(name)", sourceLocation: location)
}
