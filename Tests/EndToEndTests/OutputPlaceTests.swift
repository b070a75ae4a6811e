import Foundation
import Testing

/// Where `export --out` and `report --out` write: through links, into pipes and devices, and never half.
@Suite struct OutputPlaceTests {
  private func store() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(3))
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    return folder
  }

  private func export(_ place: String, in folder: TemporaryFolder) throws -> Program.Ending {
    try Program.run("fathom", ["export", "--out", place], in: folder)
  }

  @Test func `an export goes where a link leads, and the link stays`() throws {
    let folder = try store()
    let expected = try Program.run("fathom", ["export"], in: folder).output
    try FileManager.default.createDirectory(atPath: folder.path("real"), withIntermediateDirectories: false)
    for (link, target) in [("a.csv", "real/t.csv"), ("b.csv", "a.csv")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(link), withDestinationPath: target)
      #expect(try export(link, in: folder).status == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link)) == target)
      #expect(try String(contentsOfFile: folder.path("real/t.csv"), encoding: .utf8) == expected)
      try FileManager.default.removeItem(atPath: folder.path("real/t.csv"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("real")).isEmpty)
  }

  @Test func `an export goes into a pipe that somebody reads`() throws {
    let folder = try store()
    let expected = try Program.run("fathom", ["export"], in: folder).output
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let reader = try Program("/bin/cat", ["pipe"], in: folder)
    #expect(try export("pipe", in: folder).status == 0)
    #expect(try reader.ending().output == expected)
    var facts = stat()
    #expect(stat(folder.path("pipe"), &facts) == 0 && facts.st_mode & S_IFMT == S_IFIFO)
  }

  @Test(arguments: ["/dev/full", "full"])
  func `a device that is full fails with a sentence and keeps its place`(_ place: String) throws {
    let folder = try store()
    symlink("/dev/full", folder.path("full"))
    let failed = try export(place, in: folder)
    #expect(failed.status == 1 || failed.status == 2)
    #expect(failed.errors.contains("No space left on device"), "\(failed.errors)")
    #expect(failed.errors.split(separator: "\n").count == 1, "\(failed.errors)")
    var facts = stat()
    #expect(stat("/dev/full", &facts) == 0 && facts.st_mode & S_IFMT == S_IFCHR)
    #expect(try export("/dev/null", in: folder).status == 0)
  }

  @Test func `a report goes through links too, and a file in its place is refused`() throws {
    let folder = try store()
    try FileManager.default.createDirectory(atPath: folder.path("real"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: folder.path("out"), withDestinationPath: "real")
    symlink("kept.html", folder.path("real/report.html"))
    #expect(try Program.run("fathom", ["report", "--out", "out"], in: folder).status == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("real/report.html"))
        == "kept.html")
    #expect(try String(contentsOfFile: folder.path("real/kept.html"), encoding: .utf8).contains("</html>"))
    try folder.write("file", "mine")
    let refused = try Program.run("fathom", ["report", "--out", "file"], in: folder)
    #expect(refused.status == 2 && refused.errors.contains("Cannot make the folder '"), "\(refused.errors)")
    #expect(try String(contentsOfFile: folder.path("file"), encoding: .utf8) == "mine")
  }
}
