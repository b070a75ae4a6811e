internal import Findings
internal import Foundation

/// The frame of every live page: it reads the same without a script, which only renews what is in `main`.
package struct LivePage {
  var title: String
  var main: String
  var charts: [Chart] = []
  /// Whether the server has the bundle that draws charts.
  var draws = false

  /// What a page may do, for the header of that name: its own scripts and its own server, nothing else. Vega makes functions from expressions.
  package static let policy =
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'unsafe-inline'; connect-src 'self'; "
    + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  var html: String {
    let specs = JSONValue.object(
      Dictionary(charts.map { ($0.name, $0.inPage) }, uniquingKeysWith: { first, _ in first }))
    let isDrawn = draws && !charts.isEmpty
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <title>\(escaped(title)) – Fathom</title>
      <style>
      \(PageText.style)
      \(PageText.liveStyle)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">To the numbers</a>
      <noscript><p>Without scripts this page shows how things were when it was loaded.</p></noscript>
      <p id="link" role="status"></p>
      <main id="main">
      \(main)
      \(isDrawn ? "<script type=\"application/json\" id=\"charts\">\(specs.script)</script>" : "")
      </main>
      \(draws ? "<script type=\"module\" src=\"/charts.js\"></script>" : "")
      <script type="module" src="/live.js"></script>
      </body>
      </html>

      """
  }

  /// A page that says one sentence, such as that nothing is there.
  package static func sentence(_ title: String, _ sentence: String) -> String {
    LivePage(
      title: title, main: "\(crumbs([]))<h1>\(escaped(title))</h1>\n<p>\(escaped(sentence))</p>"
    ).html
  }

  /// When this was so; a page that renews itself tells how long ago.
  static func age(of time: Date) -> String {
    "<span id=\"age\">As of \(time.formatted(.iso8601)).</span>"
  }

  /// The way up.
  static func crumbs(_ steps: [(name: String, path: String)]) -> String {
    let links = ([("Fathom coordinator", "/")] + steps).map { name, path in
      "<a href=\"\(escaped(path))\">\(escaped(name))</a>"
    }
    return "<nav aria-label=\"Where you are\" class=\"crumbs\">\(links.joined(separator: " / "))</nav>\n"
  }
}
