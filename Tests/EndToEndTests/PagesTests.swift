import Foundation
import Testing

/// The commands of README and quickstart, run in their order as a reader would, on shortened sweeps.
@Suite struct PagesTests {
  @Test(arguments: ["README.md", "docs/quickstart.md"])
  func `every command of the page works`(page: String) throws {
    let folder = try TemporaryFolder()
    try Self.copySweeps(to: folder)
    let commands = try Self.commands(of: page)
    #expect(commands.count >= 3)
    for command in commands {
      let run = try Program.run("fathom", command, in: folder)
      #expect(run.status == 0, "fathom \(command.joined(separator: " "))\n\(run.errors)")
      #expect(!run.output.isEmpty || command.contains("--out"))
    }
  }

  @Test(arguments: ["README.md", "docs/quickstart.md"])
  func `every page that is linked exists`(page: String) throws {
    let url = Self.root.appendingPathComponent(page)
    let text = try String(contentsOf: url, encoding: .utf8)
    let links = text.matches(of: #/\]\(([^)#:]+)\)/#).map { String($0.output.1) }
    #expect(!links.isEmpty)
    for link in links {
      let target = url.deletingLastPathComponent().appendingPathComponent(link)
      #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to '\(link)'")
    }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Arguments of each line that starts the release binary within an `sh` block.
  private static func commands(of page: String) throws -> [[String]] {
    let text = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
    let blocks = text.components(separatedBy: "```sh\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    return blocks.flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix(".build/release/fathom ") }
      .map { $0.split(separator: " ").dropFirst().map(String.init) }
  }

  /// The shipped sweeps with a few epochs each.
  private static func copySweeps(to folder: TemporaryFolder) throws {
    let target = folder.url.appendingPathComponent("sweeps")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: target.appendingPathComponent("data"),
      withDestinationURL: root.appendingPathComponent("sweeps/data"))
    for name in ["quickstart.yaml", "swimmer.yaml"] {
      let text = try String(contentsOf: root.appendingPathComponent("sweeps/\(name)"), encoding: .utf8)
      let short = text.replacing(#/epochs: +\{value: \d+\}/#, with: "epochs: {value: 4}")
        .replacing(#/milestones: +\{value: \[[^\]]*\]\}/#, with: "milestones: {value: [2, 3]}")
        .replacing(#/every: \d+/#, with: "every: 2")
      #expect(short != text)
      try short.write(to: target.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
  }
}
