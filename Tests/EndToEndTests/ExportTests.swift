import Foundation
import Testing

/// Exports with the real binaries; `make test-notebook` writes Parquet with the real tool.
@Suite struct ExportTests {
  @Test(arguments: [
    (
      "/bin/false", ["--out", "trials.parquet"],
      "Parquet is written by pyarrow, which '/bin/false' does not have."
    ),
    ("no-such-python", ["--out", "trials.parquet"], "which 'no-such-python' does not have. Install it"),
    ("/bin/true", [], "Name a file for it with '--out'."),
  ])
  func `Parquet without pyarrow or a file is refused before anything is written`(
    python: String, out: [String], sentence: String
  ) throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(2))
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let refused = try Program(
      "fathom", ["export", "--format", "parquet"] + out, in: folder, settings: ["FATHOM_PYTHON": python]
    ).ending()
    #expect(refused.status == 2 && refused.errors.contains(sentence), "\(refused.errors)")
    #expect(refused.output.isEmpty)
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: folder.url.path).contains {
        $0.contains("parquet")
      })
  }

  @Test func `what cannot be made into Parquet leaves no file and says so`() throws {
    let folder = try TemporaryFolder()
    // Has pyarrow, as far as is asked, and fails at its work.
    let python = try folder.write(
      "python", "#!/bin/sh\ncase \"$2\" in import\\ pyarrow*) exit 0;; esac\necho 'no space' >&2; exit 1\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
    let sweep = try folder.write("noop.yaml", Sweeps.noop(2))
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let failed = try Program(
      "fathom", ["export", "--format", "parquet", "--out", "t.parquet"], in: folder,
      settings: ["FATHOM_PYTHON": python]
    ).ending()
    #expect(failed.status == 1 && failed.errors.contains("no space"), "\(failed.errors)")
    #expect(failed.errors.contains("Cannot write 't.parquet' as Parquet"), "\(failed.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("t.parquet")))
  }

  @Test func `the notebook's cells are Python, and are kept without outputs`() throws {
    let folder = try TemporaryFolder()
    let notebook = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/notebook.ipynb")
    let python = try Program.run(
      "/usr/bin/python3",
      [
        "-c",
        """
        import ast, json, sys
        cells = [cell for cell in json.load(open(sys.argv[1]))["cells"] if cell["cell_type"] == "code"]
        for cell in cells: ast.parse("".join(cell["source"]))
        print(len(cells), sum(len(cell["outputs"]) for cell in cells))
        """, notebook.path,
      ], in: folder)
    #expect(python.status == 0 && python.output == "5 0\n", "\(python.output)\(python.errors)")
  }
}
