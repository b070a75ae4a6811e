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
      \(pageStyle())
      \(liveStyle)
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

  /// The way up.
  static func crumbs(_ steps: [(name: String, path: String)]) -> String {
    let links = ([("Fathom coordinator", "/")] + steps).map { name, path in
      "<a href=\"\(escaped(path))\">\(escaped(name))</a>"
    }
    return "<nav aria-label=\"Where you are\" class=\"crumbs\">\(links.joined(separator: " / "))</nav>\n"
  }
}

/// What the live page adds to the report's style sheet.
private let liveStyle = """
  .skip { position: absolute; left: -100rem } .skip:focus { left: 1rem; top: .5rem; background: var(--card) }
  #link { margin: 0; color: var(--warn); font-size: .9rem; min-height: 1.3em }
  .crumbs { margin: 0 0 .5rem; gap: .35rem; color: var(--soft) }
  progress { width: 6rem; height: .6rem; vertical-align: baseline; accent-color: var(--accent) }
  .bar .failed, .bar .diverged { background: repeating-linear-gradient(45deg, var(--bad) 0 4px, var(--page) 4px 7px) }
  .bar .running { background: repeating-linear-gradient(90deg, var(--soft) 0 6px, var(--line) 6px 9px) }
  td a { display: inline-block; padding: .1rem 0 } td.wrap { min-width: 6rem; max-width: 30rem }
  td.wrap:last-child { min-width: min(14rem, 60vw) }
  .pages { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: .5rem 0; font-size: .95rem }
  [aria-current] { font-weight: 600; color: var(--ink); text-decoration: none }
  """
