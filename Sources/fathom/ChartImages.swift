internal import Answers
internal import CoordinatorShell
internal import Foundation

/// Pictures of Vega-Lite files, drawn by vl-convert where a Python of this machine has it.
enum ChartImages {
  enum Drawing {
    case drawn
    case notInstalled
    /// The PDFs would have no letters.
    case noSuchFont
    /// What vl-convert said last.
    case failed(String)
  }

  /// Draws each `NAME.vl.json` of the folder as `NAME.svg` and `NAME.png`, and as `NAME.pdf` if asked.
  ///
  /// A file whose `usermeta` has `points` is made as wide as that says: its plots are stretched, its letters are not.
  static func draw(in folder: String, asPDF: Bool) throws -> Drawing {
    try run(["draw", folder, asPDF ? "pdf" : ""])
  }

  /// Whether a PDF with this font would have letters: one that is not there is left out without a word.
  static func check(font: String) throws -> Drawing { try run(["check", font]) }

  private static func run(_ words: [String]) throws -> Drawing {
    for python in pythons {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python[0])
      process.arguments = python.dropFirst() + ["-c", script] + words
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      switch process.terminationStatus {
      case 0: return .drawn
      case notInstalled: continue
      case noSuchFont: return .noSuchFont
      default: return .failed(said.split(separator: "\n").last.map(String.init) ?? "it said nothing")
      }
    }
    return .notInstalled
  }

  /// FATHOM_PYTHON alone where it is set; else what `make charts` leaves beside the renderer, then a shell's Python.
  private static var pythons: [[String]] {
    if let named = ProcessInfo.processInfo.value(of: "FATHOM_PYTHON") {
      return [["/usr/bin/env", named]]
    }
    let own = ChartRenderer.folders.map { $0.appendingPathComponent("venv/bin/python").path }
    return own.filter { FileManager.default.isExecutableFile(atPath: $0) }.map { [$0] }
      + [["/usr/bin/env", "python3"]]
  }

  /// How the script, and `env` without a Python, say that vl-convert is not there.
  private static let notInstalled: Int32 = 127
  private static let noSuchFont: Int32 = 126

  private static let script = """
    import glob, json, os, re, sys
    try:
        import vl_convert
    except ImportError:
        sys.exit(\(notInstalled))

    def width(svg):
        return re.search(r'<svg[^>]* width="([0-9.]+)"', svg)[1]

    def fitted(spec):
        asked = spec.get("usermeta", {})
        svg = vl_convert.vegalite_to_svg(spec)
        if "points" not in asked:
            return svg
        # What stands around the plots hardly depends on their width; a picture's own is rounded up.
        for _ in range(20):
            more = asked["points"] - float(width(svg))
            if 0 <= more < 4:
                break
            for plot in spec["concat"]:
                plot["width"] = max(20, plot["width"] + (more if more > 0 else more - 1) / asked["columns"])
                plot["height"] = 0.8 * plot["width"]
            svg = vl_convert.vegalite_to_svg(spec)
        # The rest is a margin.
        found, whole = width(svg), f'{asked["points"]:.6g}'
        svg = svg.replace(f'width="{found}"', f'width="{whole}"', 2)
        return svg.replace(f'viewBox="0 0 {found} ', f'viewBox="0 0 {whole} ', 1)

    if sys.argv[1] == "check":
        text = {"mark": "text", "data": {"values": [{"a": "a"}]}, "encoding": {"text": {"field": "a"}}}
        letters = vl_convert.svg_to_pdf(vl_convert.vegalite_to_svg({**text, "config": {"font": sys.argv[2]}}))
        sys.exit(0 if b"/FontFile" in letters else \(noSuchFont))
    for path in sorted(glob.glob(os.path.join(glob.escape(sys.argv[2]), "*.vl.json"))):
        stem = path[:-len(".vl.json")]
        with open(path, encoding="utf-8") as file:
            spec = json.load(file)
        svg = fitted(spec)
        with open(stem + ".svg", "w", encoding="utf-8") as file:
            file.write(svg)
        with open(stem + ".png", "wb") as file:
            file.write(vl_convert.svg_to_png(svg, scale=2))
        if sys.argv[3] == "pdf":
            with open(stem + ".pdf", "wb") as file:
                file.write(vl_convert.svg_to_pdf(svg))
    """
}
