import Foundation
import Testing

/// `fathom report --images`, with a Python that has vl-convert, one that has not, and one that breaks.
@Suite struct ImageTests {
  private static func report(
    python: String, _ words: [String] = []
  ) throws -> (folder: TemporaryFolder, ending: Program.Ending) {
    let folder = try TemporaryFolder()
    let file = try folder.write("short.yaml", Sweeps.short)
    let run = try Program.run("fathom", ["run", file, "--slots", "1"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let path = try folder.write("python", python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let program = try Program(
      "fathom", ["report", "--images", "--out", "report"] + words, in: folder,
      settings: ["FATHOM_PYTHON": path])
    return (folder, try program.ending())
  }

  /// A vl_convert of the test's own, for whatever Python runs here. Its letters take 31 points beside each plot, and the only font that it has
  /// is called Plain.
  private static let drawing = """
    #!/bin/sh
    mkdir -p modules && cat > modules/vl_convert.py <<END
    def vegalite_to_svg(spec):
        plots = spec.get("concat", [])[:spec.get("columns", 0)]
        font = spec.get("config", {}).get("font", "Plain")
        return '<svg width="%s" font="%s">%s' % (sum(one["width"] + 31 for one in plots), font, spec.get("title"))
    def svg_to_png(svg, scale): return b"PNG" + str(scale).encode()
    def svg_to_pdf(svg): return b"PDF" + (b"/FontFile2" if 'font="Plain"' in svg or 'sans-serif' in svg else b"")
    END
    PYTHONPATH=modules exec python3 "$@"
    """

  private static func stems(_ folder: TemporaryFolder, _ path: String) throws -> (
    stems: [String], files: [String]
  ) {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(path))
    return (files.filter { $0.hasSuffix(".vl.json") }.map { String($0.dropLast(".vl.json".count)) }, files)
  }

  @Test func `each chart is drawn, by the script that a Python gets`() throws {
    let (folder, ending) = try Self.report(python: Self.drawing)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("SVG and PNG of each chart: "), "\(ending.errors)")
    let (charts, files) = try Self.stems(folder, "report/charts")
    #expect(!charts.isEmpty)
    for chart in charts {
      #expect(files.contains("\(chart).svg") && files.contains("\(chart).png"), "\(chart)")
      #expect(!files.contains("\(chart).pdf"))
    }
  }

  @Test func `a figure for a paper is as wide as it is asked to be, with its numbers beside it`() throws {
    let (folder, ending) = try Self.report(
      python: Self.drawing, ["--pdf", "--metric", "nrc1,nrc2", "--width", "14cm", "--font", "Plain"])
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("SVG, PNG and PDF of each figure: "), "\(ending.errors)")
    let (figures, files) = try Self.stems(folder, "report/figures")
    #expect(!figures.isEmpty)
    for figure in figures {
      for ending in ["svg", "png", "pdf", "csv"] { #expect(files.contains("\(figure).\(ending)")) }
      let svg = try String(contentsOfFile: folder.path("report/figures/\(figure).svg"), encoding: .utf8)
      let width = try #require(svg.firstMatch(of: /width="([0-9.]+)"/).flatMap { Double($0.1) })
      #expect(abs(width - 14 * 72 / 2.54) < 0.01, "\(svg)")
    }
    // The charts of the page are not drawn: they were not asked for.
    #expect(try Self.stems(folder, "report/charts").files.allSatisfy { $0.hasSuffix(".vl.json") })
  }

  @Test func `what is wrong with a figure is said before anything is written`() throws {
    for (words, sentence) in [
      (
        ["--pdf", "--font", "Arial"],
        "'--font' is 'Arial', which is not on this machine: its letters would be left out."
      ),
      (["--width", "5.5"], "'--width' is '5.5'."), (["--metric", "nrc9"], "'--metric' names 'nrc9'"),
      (["--panel", "seed"], "'--panel' is 'seed', which does not vary"),
    ] {
      let (folder, ending) = try Self.report(python: Self.drawing, words)
      #expect(ending.status == 2 && ending.errors.contains(sentence), "\(ending.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("report")))
    }
    let folder = try TemporaryFolder()
    let ending = try Program.run("fathom", ["report", "--pdf"], in: folder)
    #expect(ending.status == 2 && ending.errors.contains("are about pictures. Add --images."))
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
