internal import CoordinatorShell
internal import Foundation

/// SVG and PNG of a report's charts, drawn by vl-convert where a Python of this machine has it.
enum ChartImages {
  enum Drawing {
    case drawn
    case notInstalled
    /// What vl-convert said last.
    case failed(String)
  }

  /// Draws each `NAME.vl.json` of the folder as `NAME.svg` and `NAME.png`.
  static func draw(in folder: String) throws -> Drawing {
    for python in pythons {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python[0])
      process.arguments = python.dropFirst() + ["-c", script, folder]
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

  private static let script = """
    import glob, os, sys
    try:
        import vl_convert
    except ImportError:
        sys.exit(\(notInstalled))
    for path in sorted(glob.glob(os.path.join(glob.escape(sys.argv[1]), "*.vl.json"))):
        stem = path[:-len(".vl.json")]
        with open(path, encoding="utf-8") as file:
            svg = vl_convert.vegalite_to_svg(file.read())
        with open(stem + ".svg", "w", encoding="utf-8") as file:
            file.write(svg)
        with open(stem + ".png", "wb") as file:
            file.write(vl_convert.svg_to_png(svg, scale=2))
    """
}
