/// A table in plain text: columns two blanks apart, numbers to the right, no trailing blanks.
struct TextTable {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment
  }

  var columns: [Column]
  var rows: [[String]] = []

  init(_ columns: [(title: String, alignment: Alignment)]) {
    self.columns = columns.map { Column(title: $0.title, alignment: $0.alignment) }
  }

  /// The lines, heading first. Cells that do not fit `width` are cut in the widest left-aligned column; long
  /// headings break into two lines first.
  func lines(indent: Int = 0, width: Int = 100) -> [String] {
    let headings = columns.map { Self.broken($0.title) }
    let cells = rows.map { $0.map(Self.printable) }
    var widths = columns.indices.map { index in
      let inHeading = headings[index].map(\.count).max() ?? 0
      return max(inHeading, cells.map { index < $0.count ? $0[index].count : 0 }.max() ?? 0)
    }
    shrink(&widths, to: width - indent)
    let height = headings.map(\.count).max() ?? 0
    let top = (0..<height).map { line in
      headings.map { $0.count - height + line >= 0 ? $0[$0.count - height + line] : "" }
    }
    return (top + cells).map { row in
      let fields = row.enumerated().map { index, text in
        Self.padded(text, to: widths[index], columns[index].alignment)
      }
      let line = String(repeating: " ", count: indent) + fields.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func shrink(_ widths: inout [Int], to width: Int) {
    let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    let left = columns.indices.filter { columns[$0].alignment == .left }
    guard excess > 0, let widest = left.max(by: { widths[$0] < widths[$1] }) else { return }
    widths[widest] = max(8, widths[widest] - excess)
  }

  /// A heading of several words and more than ten characters in two lines, as even as can be.
  private static func broken(_ title: String) -> [String] {
    guard title.count > 10 else { return [title] }
    let words = title.split(separator: " ")
    let halves = (1..<max(1, words.count)).map { split in
      [words[..<split], words[split...]].map { $0.joined(separator: " ") }
    }
    return halves.min { ($0.map(\.count).max() ?? 0) < ($1.map(\.count).max() ?? 0) } ?? [title]
  }

  private static func padded(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let cut = text.count > width ? String(text.prefix(max(1, width - 1))) + "…" : text
    let blanks = String(repeating: " ", count: width - cut.count)
    return alignment == .left ? cut + blanks : blanks + cut
  }

  /// Control characters would move a terminal's cursor or change its colours.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : $0 }))
  }
}

/// `text` in lines of at most `width` characters, broken at blanks.
func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in TextTable.printable(text).split(separator: " ") {
    if !line.isEmpty && indent + line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? String(word) : " " + word
  }
  if !line.isEmpty { lines.append(line) }
  return lines.map { String(repeating: " ", count: indent) + $0 }
}
