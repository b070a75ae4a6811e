package import SweepModel

extension Expression {
  static let longestText = 2000

  /// Reads a condition. From loose to tight: `or`, `and`, `not`, comparison, `+ -`, `* /`, sign, parentheses.
  package init(_ text: String, names: ExpressionNames = .parameters) throws(ExpressionFault) {
    guard text.count <= Self.longestText else {
      throw ExpressionFault(position: 1, sentence: "longer than \(Self.longestText) characters.")
    }
    let tokens = try ExpressionToken.split(text, readsSingleEquals: names.isTable)
    var parser = ExpressionParser(tokens: tokens, names: names)
    self = try parser.condition()
  }

  /// Reads what gives a number, such as `1e-4 / learning_rate`.
  package init(number text: String, names: ExpressionNames) throws(ExpressionFault) {
    guard text.count <= Self.longestText else {
      throw ExpressionFault(position: 1, sentence: "longer than \(Self.longestText) characters.")
    }
    var parser = ExpressionParser(tokens: try ExpressionToken.split(text), names: names)
    self = try parser.wholeNumber()
  }
}

/// Recursive descent; each part knows its type, so that a mistake is found where it stands.
private struct ExpressionParser {
  enum Kind {
    case number
    case truth
    /// A parameter that holds a word, its name and the words it knows (`nil`: any). `hasNumbers` for batch_size.
    case word(parameter: String, known: [String]?, hasNumbers: Bool)
    case quoted(String)
    /// A name that is no parameter: a word, if it stands across from a parameter that holds one.
    case bare(String)

    var words: String {
      switch self {
      case .number: "a number"
      case .truth: "a condition"
      case .word(let parameter, _, _): "'\(parameter)', which is a word"
      case .quoted(let text), .bare(let text): "the word '\(text)'"
      }
    }
  }

  struct Part {
    let expression: Expression
    let kind: Kind
    let position: Int
  }

  static let deepest = 100

  let tokens: [ExpressionToken]
  let names: ExpressionNames
  private var place = 0
  private var depth = 0

  init(tokens: [ExpressionToken], names: ExpressionNames) { (self.tokens, self.names) = (tokens, names) }

  private var token: ExpressionToken { tokens[place] }

  mutating func condition() throws(ExpressionFault) -> Expression {
    let whole = try truth(try disjunction())
    guard token.kind == .end else {
      throw unexpected("an operator or the end")
    }
    return whole.expression
  }

  mutating func wholeNumber() throws(ExpressionFault) -> Expression {
    let whole = try number(try disjunction())
    guard token.kind == .end else { throw unexpected("an operator or the end") }
    return whole.expression
  }

  private mutating func disjunction() throws(ExpressionFault) -> Part {
    var left = try conjunction()
    while take(word: "or") {
      let right = try truth(try conjunction())
      left = Part(
        expression: .or(try truth(left).expression, right.expression), kind: .truth, position: left.position)
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionFault) -> Part {
    var left = try negation()
    while take(word: "and") {
      let right = try truth(try negation())
      left = Part(
        expression: .and(try truth(left).expression, right.expression), kind: .truth, position: left.position)
    }
    return left
  }

  private mutating func negation() throws(ExpressionFault) -> Part {
    let start = token.position
    guard take(word: "not") else { return try comparison() }
    try deepen()
    let operand = try truth(try negation())
    depth -= 1
    return Part(expression: .not(operand.expression), kind: .truth, position: start)
  }

  private mutating func comparison() throws(ExpressionFault) -> Part {
    if let part = try presence() { return part }
    let left = try sum()
    guard case .symbol(let symbol) = token.kind, let sign = Expression.Comparison(rawValue: symbol) else {
      return left
    }
    let signPosition = token.position
    place += 1
    let right = try sum()
    let part = try compare(sign, left, right, signPosition: signPosition)
    if case .symbol(let symbol) = token.kind, Expression.Comparison(rawValue: symbol) != nil {
      throw fault("comparisons do not chain. Write 'a < b and b < c'.")
    }
    return part
  }

  /// `NAME is missing` or `NAME is not missing`, of any column of a table, lists among them; `nil` for anything else.
  private mutating func presence() throws(ExpressionFault) -> Part? {
    guard names.isTable, case .name(let name) = token.kind, place + 1 < tokens.count,
      tokens[place + 1].kind == .name("is")
    else { return nil }
    let part = Part(expression: .isMissing(name), kind: .truth, position: token.position)
    guard names.kind(name) != nil else {
      throw mismatch(
        Part(expression: .word(name), kind: .bare(name), position: token.position), expected: "a column")
    }
    place += 2
    let isOpposite = take(word: "not")
    guard take(word: "missing") else {
      throw unexpected(isOpposite ? "'missing'" : "'missing' or 'not missing'")
    }
    return isOpposite ? Part(expression: .not(part.expression), kind: .truth, position: part.position) : part
  }

  private mutating func sum() throws(ExpressionFault) -> Part {
    try chain(["+", "-"]) { (parser) throws(ExpressionFault) in try parser.product() }
  }

  private mutating func product() throws(ExpressionFault) -> Part {
    try chain(["*", "/"]) { (parser) throws(ExpressionFault) in try parser.signed() }
  }

  private mutating func chain(
    _ symbols: [String], _ operand: (inout Self) throws(ExpressionFault) -> Part
  ) throws(ExpressionFault) -> Part {
    var left = try operand(&self)
    while case .symbol(let symbol) = token.kind, symbols.contains(symbol),
      let sign = Expression.Arithmetic(rawValue: symbol)
    {
      place += 1
      let right = try number(try operand(&self))
      left = Part(
        expression: .arithmetic(sign, try number(left).expression, right.expression), kind: .number,
        position: left.position)
    }
    return left
  }

  private mutating func signed() throws(ExpressionFault) -> Part {
    let start = token.position
    guard token.kind == .symbol("-") || token.kind == .symbol("+") else { return try primary() }
    let isNegative = token.kind == .symbol("-")
    place += 1
    try deepen()
    let operand = try number(try signed())
    depth -= 1
    return Part(
      expression: isNegative ? .negate(operand.expression) : operand.expression, kind: .number,
      position: start)
  }

  private mutating func primary() throws(ExpressionFault) -> Part {
    let token = token
    func part(_ expression: Expression, _ kind: Kind) -> Part {
      Part(expression: expression, kind: kind, position: token.position)
    }
    switch token.kind {
    case .number(let number):
      place += 1
      return part(.number(number), .number)
    case .quoted(let text):
      place += 1
      return part(.word(text), .quoted(text))
    case .symbol("("):
      place += 1
      try deepen()
      let inner = try disjunction()
      guard self.token.kind == .symbol(")") else {
        throw unexpected("')'")
      }
      place += 1
      depth -= 1
      return part(inner.expression, inner.kind)
    case .name(let name) where !["and", "or", "not"].contains(name):
      place += 1
      return try named(name, part)
    default: throw unexpected("a \(names.noun), a number or '('")
    }
  }

  private func named(_ name: String, _ part: (Expression, Kind) -> Part) throws(ExpressionFault) -> Part {
    if let truth = Bool(name) { return part(.truth(truth), .truth) }
    let kind: Kind
    switch names.kind(name) {
    case nil: return part(.word(name), .bare(name))
    case .number: kind = .number
    case .truth: kind = .truth
    case .word(let known, let hasNumbers): kind = .word(parameter: name, known: known, hasNumbers: hasNumbers)
    case .list:
      throw ExpressionFault(
        position: part(.word(name), .number).position,
        sentence: "'\(name)' is a list, which a condition cannot use.")
    }
    return part(.parameter(name), kind)
  }

  private func compare(
    _ sign: Expression.Comparison, _ left: Part, _ right: Part, signPosition: Int
  ) throws(ExpressionFault) -> Part {
    let result = Part(
      expression: .comparison(sign, left.expression, right.expression), kind: .truth, position: left.position)
    let isEquality = sign == .equal || sign == .unequal
    switch (left.kind, right.kind) {
    case (.truth, .truth) where isEquality: return result
    case (.word(let name, let known, _), .bare(let word)), (.word(let name, let known, _), .quoted(let word)),
      (.bare(let word), .word(let name, let known, _)), (.quoted(let word), .word(let name, let known, _)):
      try ordered(isEquality, signPosition)
      guard known?.contains(word) ?? true else {
        let position = if case .word = left.kind { right.position } else { left.position }
        let hint =
          nearestName(to: word, among: known ?? []).map { "Did you mean '\($0)'?" }
          ?? "Choose \(either(known ?? []))."
        throw ExpressionFault(position: position, sentence: "'\(word)' is no value of '\(name)'. \(hint)")
      }
      return result
    case (.word(_, _, false), .word(_, _, false)):
      try ordered(isEquality, signPosition)
      return result
    case (.truth, .truth):
      throw ExpressionFault(
        position: signPosition, sentence: "found '\(sign.rawValue)', expected '==' or '!='.")
    case (.truth, _):
      throw mismatch(right, expected: "a condition")
    default:
      _ = try number(left)
      _ = try number(right)
      return result
    }
  }

  private func ordered(_ isEquality: Bool, _ position: Int) throws(ExpressionFault) {
    guard !isEquality else { return }
    throw ExpressionFault(
      position: position, sentence: "found an order between words, expected '==' or '!='.")
  }

  private func number(_ part: Part) throws(ExpressionFault) -> Part {
    switch part.kind {
    case .number, .word(_, _, hasNumbers: true): part
    default: throw mismatch(part, expected: "a number")
    }
  }

  private func truth(_ part: Part) throws(ExpressionFault) -> Part {
    guard case .truth = part.kind else { throw mismatch(part, expected: "a condition such as 'depth < 8'") }
    return part
  }

  private func mismatch(_ part: Part, expected: String) -> ExpressionFault {
    if case .bare(let name) = part.kind {
      let nearest = nearestName(to: name, among: names.kinds.keys.sorted())
      let hint = nearest.map { "Did you mean '\($0)'?" } ?? names.home
      return ExpressionFault(position: part.position, sentence: "'\(name)' is no \(names.noun). \(hint)")
    }
    return ExpressionFault(
      position: part.position, sentence: "found \(part.kind.words), expected \(expected).")
  }

  private mutating func deepen() throws(ExpressionFault) {
    depth += 1
    guard depth <= Self.deepest else { throw fault("nested more than \(Self.deepest) deep.") }
  }

  private mutating func take(word: String) -> Bool {
    guard token.kind == .name(word) else { return false }
    place += 1
    return true
  }

  private func fault(_ sentence: String) -> ExpressionFault {
    ExpressionFault(position: token.position, sentence: sentence)
  }

  private func unexpected(_ expected: String) -> ExpressionFault {
    fault("found \(token.found), expected \(expected).")
  }
}
