internal import SweepModel

/// A word of a condition and where it starts (characters, from 1).
struct ExpressionToken: Hashable {
  enum Kind: Hashable {
    case number(Double)
    case name(String)
    case quoted(String)
    case symbol(String)
    case end
  }
  let kind: Kind
  let position: Int

  var found: String {
    switch kind {
    case .number(let number): "'\(ParameterValue.plain(number))'"
    case .name(let text), .symbol(let text): "'\(text)'"
    case .quoted(let text): "the text '\(text)'"
    case .end: "the end"
    }
  }

  /// The tokens of `text`, the last one `end`.
  static func split(_ text: String, readsSingleEquals: Bool = false) throws(ExpressionFault)
    -> [ExpressionToken]
  {
    let letters = Array(text)
    var tokens: [ExpressionToken] = []
    var place = 0
    func run(_ belongs: (Character) -> Bool) -> String {
      let start = place
      while place < letters.count, belongs(letters[place]) { place += 1 }
      return String(letters[start..<place])
    }
    while place < letters.count {
      let letter = letters[place]
      let position = place + 1
      if letter.isWhitespace {
        place += 1
      } else if letter.isASCII, letter.isLetter || letter == "_" {
        var name = run { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        // Names of a program's parameters may have points in them, as in 'model.depth'.
        while place + 1 < letters.count, letters[place] == ".", letters[place + 1].isASCII,
          letters[place + 1].isLetter || letters[place + 1] == "_"
        {
          place += 1
          name += "." + run { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        }
        tokens.append(ExpressionToken(kind: .name(name), position: position))
      } else if letter.isASCII, letter.isNumber || letter == "." {
        let digits = numberText(letters, from: place)
        place += digits.count
        guard case .success(let number) = DecimalNumber.read(digits) else {
          throw ExpressionFault(position: position, sentence: "'\(digits)' is no number.")
        }
        tokens.append(ExpressionToken(kind: .number(number.value), position: position))
      } else if letter == "'" || letter == "\"" {
        place += 1
        let quoted = run { $0 != letter }
        guard place < letters.count else {
          throw ExpressionFault(position: position, sentence: "the quote is not closed.")
        }
        place += 1
        tokens.append(ExpressionToken(kind: .quoted(quoted), position: position))
      } else {
        let isEqual = readsSingleEquals && letter == "=" && !letters[(place + 1)...].starts(with: ["="])
        let symbol = isEqual ? "=" : try symbol(letters, from: place)
        place += symbol.count
        tokens.append(ExpressionToken(kind: .symbol(isEqual ? "==" : symbol), position: position))
      }
    }
    tokens.append(ExpressionToken(kind: .end, position: letters.count + 1))
    return tokens
  }

  /// Digits, point and a power of ten with its sign.
  private static func numberText(_ letters: [Character], from start: Int) -> String {
    var end = start
    while end < letters.count {
      let isSign = "+-".contains(letters[end]) && end > start && "eE".contains(letters[end - 1])
      guard letters[end].isASCII,
        letters[end].isLetter || letters[end].isNumber || letters[end] == "." || isSign
      else { break }
      end += 1
    }
    return String(letters[start..<end])
  }

  private static func symbol(_ letters: [Character], from place: Int) throws(ExpressionFault) -> String {
    let pair = String(letters[place..<min(place + 2, letters.count)])
    if ["<=", ">=", "==", "!="].contains(pair) { return pair }
    let replacement = ["&&": "and", "||": "or", "<>": "!=", "**": "*", "=<": "<=", "=>": ">="][pair]
    if let replacement {
      throw ExpressionFault(position: place + 1, sentence: "found '\(pair)'. Write '\(replacement)'.")
    }
    let single = String(letters[place])
    guard "<>+-*/()".contains(single) else {
      let replacement = ["=": "==", "!": "not", "&": "and", "|": "or"][single]
      throw ExpressionFault(
        position: place + 1,
        sentence: replacement.map { "found '\(single)'. Write '\($0)'." } ?? "'\(single)' means nothing here."
      )
    }
    return single
  }
}

/// What is wrong with a condition, and where it starts (characters, from 1).
package struct ExpressionFault: Error, Hashable {
  package let position: Int
  package let sentence: String
}
