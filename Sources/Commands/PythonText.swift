package import SweepModel

extension ParameterValue {
  /// As Python's `str` shows it, which is what a script of a W&B sweep finds behind `--name=`: `0.001`, `1e-05`, `True`,
  /// `None`, `[1, 2]`, `{'a': 1}`; a word as it is.
  package var pythonText: String {
    if case .word(let word) = self { word } else { pythonLiteral }
  }

  /// As Python's `repr` shows it.
  package var pythonLiteral: String {
    switch self {
    case .null: "None"
    case .flag(let flag): flag ? "True" : "False"
    case .integer(let number): String(number)
    case .real(let number): Self.pythonText(of: number)
    case .word(let word): Self.pythonLiteral(of: word)
    case .integers(let items): Self.pythonList(items.map { String($0) })
    case .lists(let lists): Self.pythonList(lists.map { Self.pythonList($0.map { String($0) }) })
    case .words(let words): Self.pythonList(words.map(Self.pythonLiteral))
    case .list(let items): Self.pythonList(items.map(\.pythonLiteral))
    case .map(let members):
      "{"
        + members.map { "\(Self.pythonLiteral(of: $0.name)): \($0.value.pythonLiteral)" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func pythonList(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }

  /// Shortest digits, as Swift's; a power of ten where it is below -4 or from 16 on, and Swift begins at 2^53 with one.
  private static func pythonText(of number: Double) -> String {
    let text = number.description
    guard number.magnitude >= 0x1p53, number.magnitude < 1e16, text.contains("e") else { return text }
    return "\(Int(number)).0"
  }

  /// What Python shows as it is.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }

  /// In single quotes, or in double ones where it has single ones and no double ones.
  private static func pythonLiteral(of word: String) -> String {
    let quote: Unicode.Scalar = word.contains("'") && !word.contains("\"") ? "\"" : "'"
    var text = String(quote)
    for scalar in word.unicodeScalars {
      switch scalar {
      case quote, "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where !isPrintable(scalar):
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        text += "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + String(quote)
  }
}
