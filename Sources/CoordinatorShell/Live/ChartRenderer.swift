package import Foundation

/// Vega-Lite's renderer, which `make charts` puts beside the binaries' folder.
package enum ChartRenderer {
  /// `nil` where it was not fetched: the page then has tables in place of charts.
  package static var bundle: String? {
    // A candidate that cannot be read is one that is not there.
    folders.lazy.compactMap {
      try? String(contentsOf: $0.appendingPathComponent("vega-bundle.js"), encoding: .utf8)
    }.first
  }

  /// Where it may lie: with the binaries, or in a build folder around them.
  package static var folders: [URL] {
    let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let around = binaries.deletingLastPathComponent()
    return [
      binaries, around.appendingPathComponent("charts"),
      around.deletingLastPathComponent().appendingPathComponent("charts"),
    ]
  }
}
