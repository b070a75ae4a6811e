/// Cuts what a program writes into lines and reads those that are reports, in bounded memory.
package struct ReportReader {
  /// Bytes of a line at most; what is beyond is left out with a sentence.
  package static let lineLimit = 64 << 10
  /// What a report on standard output begins with.
  package static let prefix = "fathom: "

  /// What was found.
  package enum Item: Hashable, Sendable {
    case report(Report, trial: String?)
    /// A line that is none, and why.
    case fault(String)
    /// What was written for people.
    case words([UInt8])
  }

  private let prefix: [UInt8]?
  private var line: [UInt8] = []
  /// Bytes of this line that were left out.
  private var excess = 0
  /// What was written for people of this line was passed on already.
  private var isPlain = false

  private init(prefix: [UInt8]?) { self.prefix = prefix }

  /// Of `FATHOM_FD`, where every line is a report.
  package static var ofDescriptor: ReportReader { ReportReader(prefix: nil) }
  /// Of standard output, where lines with the prefix are.
  package static var ofOutput: ReportReader { ReportReader(prefix: Array(prefix.utf8)) }

  /// What the lines hold that end in `bytes`.
  package mutating func read(_ bytes: some Collection<UInt8>) -> [Item] {
    var items: [Item] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      add(rest[..<end], &items)
      endLine("\n", &items)
      rest = rest[rest.index(after: end)...]
    }
    add(rest, &items)
    return items
  }

  /// What is left without an end of line when the program has ended.
  package mutating func finish() -> [Item] {
    var items: [Item] = []
    if isPlain || excess > 0 || !line.isEmpty { endLine("", &items) }
    return items
  }

  private mutating func add(_ part: some Collection<UInt8>, _ items: inout [Item]) {
    if isPlain { return Self.pass(part, &items) }
    let room = max(0, Self.lineLimit - line.count)
    line += part.prefix(room)
    excess += max(0, part.count - room)
    guard let prefix, !line.starts(with: prefix.prefix(line.count)) else { return }
    // Without the prefix nothing has to wait for the line's end.
    Self.pass(line, &items)
    Self.pass(part.dropFirst(room), &items)
    (line, excess, isPlain) = ([], 0, true)
  }

  private static func pass(_ words: some Collection<UInt8>, _ items: inout [Item]) {
    if words.isEmpty { return }
    if case .words(let before) = items.last {
      items[items.count - 1] = .words([])
      items[items.count - 1] = .words(before + words)
    } else {
      items.append(.words(Array(words)))
    }
  }

  private mutating func endLine(_ end: String, _ items: inout [Item]) {
    defer { (line, excess, isPlain) = ([], 0, false) }
    if isPlain || prefix.map({ !line.starts(with: $0) }) ?? false {
      Self.pass(line + Array(end.utf8), &items)
      return
    }
    if excess > 0 {
      let length = line.count + excess
      return items.append(
        .fault(
          "A report has \(length) bytes in one line. Expected at most \(Self.lineLimit). It was left out."))
    }
    let text = line.dropFirst(prefix?.count ?? 0)
    // An empty line is a habit of shells and says nothing.
    if text.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) { return }
    do {
      let read = try ReportLine(text)
      var trial: String?
      if case .text(let id) = read.members["trial"] { trial = id }
      items.append(.report(try Report(read), trial: trial))
    } catch {
      let start = LogLine.shown(text)
      let isWhole = !end.isEmpty
      items.append(
        .fault(
          isWhole
            ? "The report '\(start)' was left out: \(error.words)."
            : "The last report, '\(start)', has no end of line and was left out: \(error.words)."))
    }
  }
}

/// The beginning of bytes that a program wrote, fit for a sentence.
enum LogLine {
  static func shown(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    let shown = String.UnicodeScalarView(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 })
    return String(shown) + (bytes.count > 60 ? "…" : "")
  }
}
