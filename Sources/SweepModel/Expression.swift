/// A condition over a cell's parameters, such as `target_rank > width and depth < 8`.
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
  case not(Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)

  /// Whether the condition holds for the parameters that `value` supplies; it answers `nil` for one that the
  /// cell does not have, and a comparison with such a parameter does not hold.
  package func holds(_ value: (String) -> ParameterValue?) -> Bool {
    if case .truth(true) = evaluate(value) { true } else { false }
  }

  private enum Value: Equatable {
    case number(Double)
    case word(String)
    case truth(Bool)
    case missing
  }

  private func evaluate(_ value: (String) -> ParameterValue?) -> Value {
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
      guard case .number(let number) = operand.evaluate(value) else { return .missing }
      return .number(-number)
    case .arithmetic(let sign, let left, let right):
      guard case .number(let left) = left.evaluate(value), case .number(let right) = right.evaluate(value)
      else { return .missing }
      return .number(sign.apply(left, right))
    case .comparison(let sign, let left, let right):
      return .truth(Self.compare(sign, left.evaluate(value), right.evaluate(value)))
    case .not(let operand): return .truth(!operand.holds(value))
    case .and(let left, let right): return .truth(left.holds(value) && right.holds(value))
    case .or(let left, let right): return .truth(left.holds(value) || right.holds(value))
    }
  }

  private static func compare(_ sign: Comparison, _ left: Value, _ right: Value) -> Bool {
    guard left != .missing, right != .missing else { return false }
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
