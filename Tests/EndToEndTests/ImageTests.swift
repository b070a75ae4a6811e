import Foundation
import Testing

/// `fathom report --images`, with a Python that has vl-convert, one that has not, and one that breaks.
@Suite struct ImageTests {
  private static func report(python: String) throws -> (folder: TemporaryFolder, ending: Program.Ending) {
    let folder = try TemporaryFolder()
    let file = try folder.write("short.yaml", Sweeps.short)
    let run = try Program.run("fathom", ["run", file, "--slots", "1"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let path = try folder.write("python", python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let program = try Program(
      "fathom", ["report", "--images", "--out", "report"], in: folder, settings: ["FATHOM_PYTHON": path])
    return (folder, try program.ending())
  }

  @Test func `each chart is drawn, by the script that a Python gets`() throws {
    // A vl_convert of the test's own, for whatever Python runs here.
    let (folder, ending) = try Self.report(
      python: """
        #!/bin/sh
        mkdir -p modules && cat > modules/vl_convert.py <<END
        import json
        def vegalite_to_svg(text): return "<svg>" + json.loads(text)["title"] + "</svg>"
        def svg_to_png(svg, scale): return b"PNG" + str(scale).encode()
        END
        PYTHONPATH=modules exec python3 "$@"
        """)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("SVG and PNG of each chart: "), "\(ending.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("report/charts"))
    let charts = files.filter { $0.hasSuffix(".vl.json") }.map { $0.dropLast(".vl.json".count) }
    #expect(!charts.isEmpty)
    for chart in charts {
      #expect(files.contains("\(chart).svg") && files.contains("\(chart).png"), "\(chart)")
    }
  }

  @Test func `without vl-convert the report is made all the same, with a sentence`() throws {
    let (folder, ending) = try Self.report(python: "#!/bin/sh\nexit 127\n")
    #expect(ending.status == 0 && ending.errors.contains("no Python here has vl-convert"), "\(ending.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("report/report.html")))
    #expect(FileManager.default.fileExists(atPath: folder.path("report/findings.json")))
  }

  @Test func `a vl-convert that breaks is told with its last words, and the report is there`() throws {
    let (folder, ending) = try Self.report(python: "#!/bin/sh\necho first >&2\necho 'no font' >&2\nexit 1\n")
    #expect(
      ending.status == 1 && ending.errors.contains("could not draw its charts: no font"), "\(ending.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("report/report.html")))
  }
}
