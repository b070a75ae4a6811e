/// What browsers read beside the pages' own text. It stands in `Resources` and is part of the program, so that no page
/// needs another file.
enum PageText {
  /// The style sheet of every page: light and dark, paper, 390 px and up. No font or image is fetched.
  static let style = text(PackageResources.page_css)
    .replacing("/* the light ramp */", with: ramp(Palette.light))
    .replacing("/* the dark ramp */", with: ramp(Palette.dark))

  /// What live pages add to it.
  static let liveStyle = text(PackageResources.live_css)

  /// Draws the charts after the renderer is loaded, and opens all details for paper.
  ///
  /// The renderer defines `window.vegaEmbed`. Text and lines take the page's colours through `currentColor`, so
  /// that dark, light and paper need no second drawing.
  static let reportScript = script(PackageResources.report_js)

  /// A script with `drawCharts(places, spec)` in it. That draws what the screen shows before it returns; the rest follows
  /// whenever nothing else is to be done, what comes into view first, so that a page of a hundred charts can be read at once.
  ///
  /// A place that is no longer on the page is left out, and so is one for which `spec` has nothing.
  fileprivate static func script(_ bytes: [UInt8]) -> String {
    text(bytes).replacing("/* charts.js */", with: text(PackageResources.charts_js))
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes.dropLast(), as: UTF8.self) }

  private static func ramp(_ palette: [String]) -> String {
    "  " + palette.indices.map { "--ramp-\($0): \(palette[$0]);" }.joined(separator: " ")
  }
}

/// Draws the charts and renews the page's numbers when the coordinator says that something changed.
///
/// A renewed page is the page loaded again: there is one way to make it. Charts whose data did not change stay, open
/// details stay open, and what had the focus keeps it. Text and lines of charts take the page's colours.
package let liveScript = PageText.script(PackageResources.live_js)
