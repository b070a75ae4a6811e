internal import Yams

/// A first look at a sweep file's text, which finds the YAML that a sweep file does not need (anchors, aliases,
/// tags, block text) before a parser expands it, and where keys stand.
///
/// Such features begin where a value or key may begin: after indentation, `-`, `:`, `[`, `{` or `,`.
/// Quoted text and comments are passed over.
struct YAMLScan {
  static let longestText = 1 << 20
  static let deepestNesting = 50
  static let tooDeep = "lists and mappings are nested more than \(deepestNesting) deep."
  static let repeatedPrefix = "repeated-key-"

  private(set) var unsupported: [(line: Int, feature: UnsupportedYAML)] = []
  /// Line and column (both from 1, in scalars) of each key or value.
  private var starts: [(line: Int, column: Int)] = []

  init(_ text: String) {
    var walk = Walk(text: Array(text.unicodeScalars))
    while let scalar = walk.current {
      if walk.atStart, !" \t\r\n".unicodeScalars.contains(scalar) {
        starts.append((walk.line, walk.column))
        if walk.beginsFeature, let feature = UnsupportedYAML(rawValue: scalar) {
          unsupported.append((walk.line, feature))
        }
      }
      let line = walk.line
      if !walk.step() { unsupported.append((line, .quotation)) }
    }
  }

  /// Gives the second of two equal keys a name of its own, so that the rest of the file can be read.
  ///
  /// - Returns: the second key's line.
  func renameRepeated(_ key: String, after first: Mark, in lines: inout [String]) -> Int? {
    guard lines.indices.contains(first.line - 1) else { return nil }
    let indentation = lines[first.line - 1].unicodeScalars.prefix(first.column - 1)
    let isInBraces = !indentation.allSatisfy { $0 == " " || $0 == "-" }
    for start in starts where start > (first.line, first.column) && start.line <= lines.count {
      guard isInBraces || start.column == first.column else { continue }
      let line = lines[start.line - 1].unicodeScalars
      let rest = String(String.UnicodeScalarView(line.dropFirst(start.column - 1)))
      for spelling in [key, "'\(key)'", "\"\(key)\""] where rest.hasPrefix(spelling) {
        let tail = rest.dropFirst(spelling.count)
        guard tail.drop(while: { $0 == " " }).first == ":" else { continue }
        let before = String(String.UnicodeScalarView(line.prefix(start.column - 1)))
        lines[start.line - 1] = before + Self.repeatedPrefix + "\(start.line)-\(start.column)" + tail
        return start.line
      }
    }
    return nil
  }
}

/// Characters that begin what a sweep file does not use.
enum UnsupportedYAML: Unicode.Scalar {
  case anchor = "&"
  case alias = "*"
  case tag = "!"
  case folded = ">"
  case literal = "|"
  case key = "?"
  /// Quoted text that goes on in the next line.
  case quotation = "\""

  var description: String {
    switch self {
    case .anchor:
      "'&' starts an anchor, which a sweep file does not take. Write the value out, or quote the text."
    case .alias:
      "'*' starts an alias, which a sweep file does not take. Write the value out, or quote the text."
    case .tag: "'!' starts a tag, which a sweep file does not take. Leave it out, or quote the text."
    case .folded, .literal:
      "'\(rawValue)' starts block text, which a sweep file does not take. Write it on one line, in quotes."
    case .key: "a key has to be one word. Leave the '?' and brackets out."
    case .quotation: "quoted text has to end in the line where it starts. Is a quote missing?"
    }
  }
}

/// Where the scan is, and whether a value or key may begin there.
private struct Walk {
  let text: [Unicode.Scalar]
  private(set) var place = 0
  private(set) var line = 1
  private(set) var column = 1
  private(set) var atStart = true
  private var brackets = 0

  init(text: [Unicode.Scalar]) { self.text = text }

  var current: Unicode.Scalar? { place < text.count ? text[place] : nil }
  private var next: Unicode.Scalar? { place + 1 < text.count ? text[place + 1] : nil }
  private var nextIsBlank: Bool { next.map { " \t\r\n".unicodeScalars.contains($0) } ?? true }

  /// Whether the character here has its YAML meaning: `? ` is a key and `?x` is text; `&`, `*` need a name.
  var beginsFeature: Bool {
    switch current {
    case "?": nextIsBlank
    case "&", "*": !nextIsBlank
    case "\"": false
    default: true
    }
  }

  /// Passes one character, or a whole comment or quotation. False for a quotation that goes on after its line.
  mutating func step() -> Bool {
    guard let scalar = current else { return true }
    switch scalar {
    case "#" where place == 0 || " \t\r\n".unicodeScalars.contains(text[place - 1]):
      while let scalar = current, scalar != "\n" { advance() }
      return true
    case "\"", "'": return atStart ? skipQuoted(scalar) : pass()
    case "\n":
      // Inside brackets a plain word may go on in the next line.
      atStart = atStart || brackets == 0
    case " ", "\t", "\r": break
    case "[", "{":
      guard atStart || brackets > 0 else { return pass() }
      brackets += 1
      atStart = true
    case "]", "}":
      brackets = max(0, brackets - 1)
      atStart = false
    case ",": atStart = brackets > 0
    case ":": atStart = nextIsBlank || brackets > 0
    case "-", "?": atStart = atStart && nextIsBlank
    default: atStart = false
    }
    advance()
    return true
  }

  private mutating func pass() -> Bool {
    atStart = false
    advance()
    return true
  }

  private mutating func advance() {
    if current == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    place += 1
  }

  private mutating func skipQuoted(_ quote: Unicode.Scalar) -> Bool {
    advance()
    while let scalar = current, scalar != quote || (quote == "'" && next == "'"), scalar != "\n" {
      if scalar == quote || (scalar == "\\" && quote == "\"") { advance() }
      advance()
    }
    guard current == quote else { return false }
    return pass()
  }
}
