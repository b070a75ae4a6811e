import Foundation
import Testing

/// Reports from stores that are not the one that was written: copies, and those of older builds.
@Suite struct StoreCopyTests {
  @Test func `a copied store gives the same report, exports and page, byte for byte`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("short.yaml", Sweeps.short)
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    try FileManager.default.createDirectory(atPath: folder.path("copy"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder.path(".fathom/fathom.db"), toPath: folder.path("copy/fathom.db"))
    let files = try [".fathom", "copy"].map { store in
      let out = folder.path("report-\(store.filter { $0 != "." })")
      #expect(try Program.run("fathom", ["report", "--store", store, "--out", out], in: folder).status == 0)
      return try Self.contents(of: out)
    }
    #expect(files[0].keys.contains { $0.contains("spectrum-weights") }, "\(files[0].keys.sorted())")
    #expect(files[0].count > 20 && files[0] == files[1])
    for table in ["trials", "layers", "curves", "spectra"] {
      let tables = try [".fathom", "copy"].map { store in
        try Program.run("fathom", ["export", "--store", store, "--table", table], in: folder).output
      }
      #expect(tables[0].split(separator: "\n").count > 12 && tables[0] == tables[1], "\(table)")
    }
  }

  @Test(arguments: [1, 2, 3])
  func `the store of each schema version gives a report, and stays as it is`(version: Int) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("old"), withIntermediateDirectories: true)
    let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("RunStoreTests/Fixtures/store-\(version).sql")
    let python = try Program.run(
      "/usr/bin/python3",
      [
        "-c",
        "import sqlite3, sys; sqlite3.connect('old/fathom.db').executescript(open(sys.argv[1]).read())",
        dump.path,
      ], in: folder)
    #expect(python.status == 0, "\(python.errors)")
    let before = try #require(FileManager.default.contents(atPath: folder.path("old/fathom.db")))
    let report = try Program.run(
      "fathom", ["report", "kept", "--store", "old", "--out", folder.path("out")], in: folder)
    #expect(report.status == 0 && report.output.contains("Findings of 'kept'"), "\(report.errors)")
    #expect(try Self.contents(of: folder.path("out")).keys.contains("report.html"))
    for (table, rows) in [("trials", 2), ("layers", 12), ("curves", 4)] {
      let export = try Program.run("fathom", ["export", "--store", "old", "--table", table], in: folder)
      #expect(export.output.split(separator: "\n").count == 1 + rows, "\(table)")
    }
    #expect(FileManager.default.contents(atPath: folder.path("old/fathom.db")) == before)
  }

  /// Every file of a folder by its path in it.
  private static func contents(of folder: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return names.reduce(into: [:]) { files, name in
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        return
      }
      files[name] = FileManager.default.contents(atPath: path)
    }
  }
}
