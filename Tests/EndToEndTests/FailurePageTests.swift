import Foundation
import Testing

/// docs/failure.md names a test on each line; each must be one.
@Suite struct FailurePageTests {
  @Test func `each line of the failure page names a test that exists`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/failure.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
    let tests = try Self.tests(in: root.appendingPathComponent("Tests"))
    #expect(rows.count > 15)
    for row in rows {
      let cell = row.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
      let name = cell.trimmingCharacters(in: ["`"])
      #expect(tests.contains("func `\(name)`"), "\(name)")
    }
  }

  private static func tests(in folder: URL) throws -> String {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var text = ""
    while let file = files?.nextObject() as? URL {
      if file.pathExtension == "swift" { text += try String(contentsOf: file, encoding: .utf8) }
    }
    return text
  }
}
