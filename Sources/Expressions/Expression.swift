package import SweepModel

/// A condition over a cell's parameters or a table's columns, such as `target_rank > width and depth < 8`.
///
/// Made by `Expression(_:)`, which has checked names and types, so that evaluation cannot fail.
package indirect enum Expression: Hashable, Sendable {
  package enum Comparison: String, Hashable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case more = ">"
    case moreOrEqual = ">="
    case equal = "=="
    case unequal = "!="
  }
  package enum Arithmetic: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
  }

  case number(Double)
  case word(String)
  case truth(Bool)
  case parameter(String)
  case negate(Expression)
  case arithmetic(Arithmetic, Expression, Expression)
  case comparison(Comparison, Expression, Expression)
  /// Whether a parameter or column has no value.
  case isMissing(String)
  case not(Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)

  /// What a comparison with something that is missing comes to.
  package enum MissingRule: Sendable {
    /// It does not hold, so that its opposite does.
    case isFalse
    /// Neither it nor its opposite holds.
    case staysOpen
  }

  /// Whether the condition holds for the values that `value` supplies; it answers `nil` for one that is missing.
  package func holds(missing rule: MissingRule = .isFalse, _ value: (String) -> ParameterValue?) -> Bool {
    truth(rule, value) == true
  }

  /// The number that it comes to; `nil` where one that it needs is missing, and where it is not finite.
  package func number(_ value: (String) -> ParameterValue?) -> Double? {
    guard case .number(let number) = evaluate(.staysOpen, value), number.isFinite else { return nil }
    return number
  }

  /// The names of parameters or columns in it, each once, in the order in which they stand.
  package var names: [String] {
    switch self {
    case .number, .word, .truth: []
    case .parameter(let name), .isMissing(let name): [name]
    case .negate(let operand), .not(let operand): operand.names
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
      .or(let left, let right):
      left.names + right.names.filter { !left.names.contains($0) }
    }
  }

  private enum Value: Equatable {
    case number(Double)
    case word(String)
    case truth(Bool)
    case missing

    init(_ truth: Bool?) { self = truth.map { .truth($0) } ?? .missing }
  }

  /// `nil` when it is neither true nor false, which `isFalse` makes false.
  private func truth(_ rule: MissingRule, _ value: (String) -> ParameterValue?) -> Bool? {
    if case .truth(let truth) = evaluate(rule, value) { return truth }
    return rule == .isFalse ? false : nil
  }

  private func evaluate(_ rule: MissingRule, _ value: (String) -> ParameterValue?) -> Value {
    switch self {
    case .number(let number): return .number(number)
    case .word(let word): return .word(word)
    case .truth(let truth): return .truth(truth)
    case .parameter(let name):
      switch value(name) {
      case .flag(let flag): return .truth(flag)
      case .word(let word): return .word(word)
      case let other: return other?.number.map { .number($0) } ?? .missing
      }
    case .negate(let operand):
      guard case .number(let number) = operand.evaluate(rule, value) else { return .missing }
      return .number(-number)
    case .arithmetic(let sign, let left, let right):
      guard case .number(let left) = left.evaluate(rule, value),
        case .number(let right) = right.evaluate(rule, value)
      else { return .missing }
      return .number(sign.apply(left, right))
    case .comparison(let sign, let left, let right):
      let (left, right) = (left.evaluate(rule, value), right.evaluate(rule, value))
      if left == .missing || right == .missing { return rule == .isFalse ? .truth(false) : .missing }
      return .truth(Self.compare(sign, left, right))
    case .isMissing(let name): return .truth(value(name) == nil)
    case .not(let operand): return Value(operand.truth(rule, value).map { !$0 })
    case .and(let left, let right):
      let left = left.truth(rule, value)
      if left == false { return .truth(false) }
      let right = right.truth(rule, value)
      return right == false ? .truth(false) : Value(left == nil ? nil : right)
    case .or(let left, let right):
      let left = left.truth(rule, value)
      if left == true { return .truth(true) }
      let right = right.truth(rule, value)
      return right == true ? .truth(true) : Value(left == nil ? nil : right)
    }
  }

  private static func compare(_ sign: Comparison, _ left: Value, _ right: Value) -> Bool {
    if case .number(let left) = left, case .number(let right) = right {
      return switch sign {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .more: left > right
      case .moreOrEqual: left >= right
      case .equal: left == right
      case .unequal: left != right
      }
    }
    // Words and truths are only equal or not; `full` is no number, so it is neither less nor more than one.
    return switch sign {
    case .equal: left == right
    case .unequal: left != right
    default: false
    }
  }
}

extension Expression.Arithmetic {
  fileprivate func apply(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    }
  }
}
