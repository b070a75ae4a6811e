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
  }

  /// More rows than this are left out; the page says so and names the export.
  static let limit = 200

  var columns: [Column]
  var rows: [[String]]
  /// How many rows there are; those beyond the limit need not be made.
  var count: Int

  init(columns: [Column], rows: [[String]], count: Int? = nil) {
    (self.columns, self.rows, self.count) = (columns, rows, count ?? rows.count)
  }

  var html: String {
    let head = columns.map { "<th scope=\"col\"\(Self.mark($0))>\(escaped($0.title))</th>" }.joined()
    let body = rows.prefix(Self.limit).map { row in
      "<tr>" + zip(columns, row).map { "<td\(Self.mark($0))>\(escaped($1))</td>" }.joined() + "</tr>"
    }
    let more = count - Self.limit
    let note = "\n<p class=\"note\">\(Numeral.count(more, "more row")): see <code>fathom export</code>.</p>"
    return """
      <div class="scroll"><table><thead><tr>\(head)</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>\
      \(more > 0 ? note : "")
      """
  }

  private static func mark(_ column: Column) -> String { column.isNumber ? " class=\"n\"" : "" }
}

extension FindingTable {
  var pageTable: PageTable {
    PageTable(
      columns: columns.indices.map { index in
        .init(title: columns[index].title, isNumber: rows.allSatisfy { $0[index].isNumber })
      }, rows: rows.map { $0.map(\.text) })
  }
}
