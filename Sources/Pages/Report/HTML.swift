internal import Findings

/// Text that is safe inside an element or a quoted attribute, whatever a file or a worker put into it.
func escaped(_ text: String) -> String {
  var safe = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": safe += "&amp;"
    case "<": safe += "&lt;"
    case ">": safe += "&gt;"
    case "\"": safe += "&quot;"
    case "'": safe += "&#39;"
    default: safe.unicodeScalars.append(scalar)
    }
  }
  return safe
}

/// A table of the page. Cells are plain text; they are escaped here.
struct PageTable {
  struct Column {
    var title: String
    var isNumber: Bool
    /// Where its values are in a row of `findings.json`, with '/' between the steps; `nil` where they are not.
    var key: String?
  }

  /// More rows than this are left out; the page says so and names the export.
  static let limit = 200

  var columns: [Column]
  var rows: [[String]]
  /// How many rows there are; those beyond the limit need not be made.
  var count: Int
  /// Where its rows are in `findings.json`.
  var place: String

  init(columns: [Column], rows: [[String]], count: Int? = nil, place: String) {
    (self.columns, self.rows, self.count, self.place) = (columns, rows, count ?? rows.count, place)
  }

  var html: String {
    let head = columns.map { column in
      let key = column.key.map { " data-key=\"\(escaped($0))\"" } ?? ""
      return "<th scope=\"col\"\(key)\(Self.mark(column))>\(escaped(column.title))</th>"
    }.joined()
    let body = rows.prefix(Self.limit).map { row in
      "<tr>" + zip(columns, row).map { "<td\(Self.mark($0))>\(escaped($1))</td>" }.joined() + "</tr>"
    }
    let more = count - Self.limit
    let note = "\n<p class=\"note\">\(Numeral.count(more, "more row")): see <code>fathom export</code>.</p>"
    return """
      <div class="scroll"><table data-numbers="\(escaped(place))"><thead><tr>\(head)</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>\
      \(more > 0 ? note : "")
      """
  }

  private static func mark(_ column: Column) -> String { column.isNumber ? " class=\"n\"" : "" }
}

extension FindingTable {
  /// - `place`: where its rows are in `findings.json`.
  func pageTable(_ place: String) -> PageTable {
    PageTable(
      columns: columns.indices.map { index in
        .init(
          title: columns[index].title, isNumber: rows.allSatisfy { $0[index].isNumber },
          key: columns[index].key)
      }, rows: rows.map { $0.map(\.text) }, place: place)
  }
}
