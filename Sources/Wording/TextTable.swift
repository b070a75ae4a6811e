/// A table in plain text: columns two blanks apart, numbers to the right, no trailing blanks.
package struct TextTable {
  package enum Alignment { case left, right }

  let columns: [(title: String, alignment: Alignment)]
  package var rows: [[String]] = []
  /// Titles of the columns that are left out first where there is no room, in this order.
  let givesWay: [String]

  package init(_ columns: [(title: String, alignment: Alignment)], givesWay: [String] = []) {
    (self.columns, self.givesWay) = (columns, givesWay)
  }

  /// The lines, heading first; long headings break into two.
  ///
  /// Where they do not fit `width`, long words are cut first. Then whole columns are left out, those that give way
  /// first and then from the right, and a last line names them. A number is never cut, and the first column stays.
  package func lines(indent: Int = 0, width: Int = .max) -> [String] {
    let headings = columns.map { Self.broken($0.title) }
    let cells = rows.map { $0.map(Self.printable) }
    let full = columns.indices.map { index in
      let inHeading = headings[index].map(\.count).max() ?? 0
      return max(inHeading, cells.map { index < $0.count ? $0[index].count : 0 }.max() ?? 0)
    }
    let (shown, widths) = fitted(full, to: width - indent)
    let height = shown.map { headings[$0].count }.max() ?? 0
    let top = (0..<height).map { line in
      headings.map { $0.count - height + line >= 0 ? $0[$0.count - height + line] : "" }
    }
    let lines = (top + cells).map { row in
      let fields = zip(shown, widths).map { index, width in
        Self.padded(index < row.count ? row[index] : "", to: width, columns[index].alignment)
      }
      let line = String(repeating: " ", count: indent) + fields.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    let left = columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
    return left.isEmpty
      ? lines : lines + wrapped("No room for: \(left.joined(separator: ", ")).", width: width, indent: indent)
  }

  /// Which columns are shown and how wide.
  private func fitted(_ full: [Int], to width: Int) -> (shown: [Int], widths: [Int]) {
    let first = givesWay.compactMap { title in columns.firstIndex { $0.title == title } }
    let rest = columns.indices.dropFirst().reversed().filter { !first.contains($0) }
    var shown = Array(columns.indices)
    for (least, leaves) in [(20, first), (10, rest)] {
      for column in [nil] + leaves.map(Optional.some) {
        if let column { shown.removeAll { $0 == column } }
        if let widths = shrunk(shown.map { full[$0] }, shown, to: width, least: least) {
          return (shown, widths)
        }
      }
    }
    return (shown, shown.map { full[$0] })
  }

  /// The widths with words cut to `least` characters at worst, the widest first; `nil` where that does not do.
  private func shrunk(_ full: [Int], _ shown: [Int], to width: Int, least: Int) -> [Int]? {
    var widths = full
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    while excess > 0 {
      let words = shown.indices.filter { columns[shown[$0]].alignment == .left && widths[$0] > least }
      guard let widest = words.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
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
  package static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : $0 }))
  }
}

/// `text` in lines of at most `width` characters, broken at blanks.
package func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
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
