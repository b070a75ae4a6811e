internal import Findings

/// A table of the live page, whose cells may be links. Every text is escaped here.
struct LiveTable {
  enum Field {
    case text(String)
    case number(String)
    case link(String, to: String)
    /// How much of a whole, as a bar beside its number.
    case share(Int, of: Int)
  }

  var title: String
  var columns: [String]
  var rows: [[Field]]

  /// Scrolls sideways in its own place, by keyboard too, so that the page itself never does.
  var html: String {
    let numbers = columns.indices.map { column in
      rows.contains { if case .number = $0[column] { true } else { false } }
    }
    let head = zip(columns, numbers).map { title, isNumber in
      "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(escaped(title))</th>"
    }
    let body = rows.map { "<tr>\($0.map(\.html).joined())</tr>" }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(escaped(title))"><table><thead>\
      <tr>\(head.joined())</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }
}

extension LiveTable.Field {
  fileprivate var html: String {
    switch self {
    case .text(let text): "<td class=\"wrap\">\(escaped(text))</td>"
    case .number(let text): "<td class=\"n\">\(escaped(text))</td>"
    case .link(let text, let path): "<td><a href=\"\(escaped(path))\">\(escaped(text))</a></td>"
    case .share(let part, let whole):
      """
      <td><progress max="\(max(1, whole))" value="\(whole == 0 ? 1 : part)" aria-hidden="true"></progress> \
      \(Numeral.share(part, of: whole))</td>
      """
    }
  }
}
