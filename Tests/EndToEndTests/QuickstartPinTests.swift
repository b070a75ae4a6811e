import Foundation
import SweepModel
import TestSupport
import Testing

/// What is told of a finished quickstart, from a store that was kept (`Fixtures/make_quickstart.sh`).
@Suite struct QuickstartPinTests {
  @Test func `its findings, tables and lists read as pinned`() throws {
    let lab = try Lab()
    var text = ""
    for command in Self.printed {
      text += "$ fathom \(command.joined(separator: " "))\n" + (try lab.answer(command)) + "\n"
    }
    try expectPinned(text, "quickstart.txt")
  }

  @Test func `its exports have the same bytes`() throws {
    let lab = try Lab()
    var text = ""
    for table in ["trials", "layers", "curves", "spectra"] {
      for format in ["csv", "json"] {
        let export = try lab.answer(["export", "--table", table, "--format", format])
        text += Self.digests(of: export, "\(table) \(format)")
        if format == "csv" { text += export.prefix { $0 != "\n" } + "\n" }
      }
    }
    try expectPinned(text, "quickstart-exports.txt")
  }

  /// The findings in full; averages, page and charts as digests of their lines.
  @Test func `its findings.json, page and charts are the same`() throws {
    let lab = try Lab()
    _ = try lab.answer(["report", "--out", "report"])
    let findings = try lab.file("report/findings.json")
    let start = try #require(findings.range(of: "\n  \"groups\": [")).lowerBound
    let end = try #require(findings.range(of: "\n  \"provenance\": {")).lowerBound
    try expectPinned(String(findings[..<start]) + String(findings[end...]), "quickstart-findings.json")
    var text = Self.digests(of: String(findings[start..<end]), "averages in findings.json")
    let byAxes = try lab.answer(["report", "--axes", "width,depth", "--format", "json"])
    text += Self.digests(of: byAxes, "findings.json over width and depth")
    let charts = try FileManager.default.contentsOfDirectory(atPath: lab.folder.path("report/charts"))
      .sorted()
    #expect(charts.count > 50)
    for chart in charts { text += "\(chart) \(Self.hash(try lab.file("report/charts/\(chart)")))\n" }
    text += Self.digests(of: try lab.file("report/report.html"), "report.html")
    try expectPinned(text, "quickstart-report.txt")
  }

  @Test func `the sweep of today finds all its trials in it`() throws {
    let lab = try Lab()
    let sweep = URL(filePath: #filePath).appending(path: "../../../sweeps/quickstart.yaml")
      .standardizedFileURL
    let run = try Program.run(
      "fathom", ["run", sweep.path, "--store", lab.folder.path("store"), "--format", "json"], in: lab.folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    #expect(answer["reused"] as? Int == 63 && answer["done"] as? Int == 63, "\(run.output)")
    #expect(answer["id"] as? String == "e8a7985278c6b1f036c3f19fd1ec06ed", "\(run.output)")
  }

  private static let printed = [
    ["report"], ["list"], ["list", "--format", "json"], ["trials"],
    ["trials", "--limit", "3", "--format", "json"],
    [
      "trials", "--where", "weight_decay > 1e-4 and depth = 4", "--sort", "-train_loss,seed", "--limit", "10",
    ],
    ["verify"],
  ]

  /// A hash for each of at most 40 parts of a text, so that one that differs can be found.
  private static func digests(of text: String, _ title: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let length = max(1, (lines.count + 39) / 40)
    let parts = stride(from: 0, to: lines.count, by: length).map { start in
      let part = lines[start..<min(lines.count, start + length)]
      return "\(title) from line \(start + 1) \(hash(part.joined(separator: "\n")))\n"
    }
    return parts.joined()
  }

  private static func hash(_ text: String) -> DataID {
    var hash = ContentHash()
    hash.update(text)
    return hash.finish()
  }
}

/// The kept store in a folder of its own, with a `fathom` beside which no chart renderer lies: the page embeds one.
private struct Lab {
  let folder: TemporaryFolder
  private let fathom: String

  init() throws {
    folder = try TemporaryFolder()
    fathom = folder.path("fathom")
    try FileManager.default.copyItem(atPath: Program.path(of: "fathom"), toPath: fathom)
    try FileManager.default.createDirectory(atPath: folder.path("store"), withIntermediateDirectories: true)
    let script = "import lzma, sys; open(sys.argv[2], 'wb').write(lzma.open(sys.argv[1]).read())"
    let unpacked = try Program.run(
      "/usr/bin/python3", ["-c", script, Fixtures.path("quickstart.db.xz"), folder.path("store/fathom.db")],
      in: folder)
    #expect(unpacked.status == 0, "\(unpacked.errors)")
  }

  /// What the command prints, without the folder's path.
  func answer(_ command: [String]) throws -> String {
    let run = try Program.run(fathom, command + ["--store", folder.path("store")], in: folder)
    #expect(run.status == 0, "\(command): \(run.errors)")
    return run.output.replacing(folder.url.path, with: "FOLDER")
  }

  func file(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }
}
