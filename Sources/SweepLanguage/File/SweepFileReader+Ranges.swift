internal import Distributions
internal import Expressions
internal import Rules
internal import SweepModel
internal import SweepText

/// Numbers at equal distances and at equal ratios.
extension SweepFileReader {
  mutating func range(_ node: YAMLNode, _ parameter: Declaration) -> [ParameterValue]? {
    let name = parameter.name
    guard isNumeric(parameter, "range", node),
      let entries = self.entries(
        node, name, ["min", "max", "step"], expected: "a mapping with 'min' and 'max'"),
      let numbers = self.numbers(entries, ["min", "max"], optional: ["step"], name, node),
      let low = numbers["min"], let high = numbers["max"]
    else { return nil }
    let step = numbers["step"] ?? DecimalNumber(mantissa: 1, exponent: 0, value: 1)
    guard step.value > 0 else {
      return refuse(node, "step", found: step.quoted, expected: "a number above 0")
    }
    guard high.value >= low.value else {
      return refuse(node, "max", found: high.quoted, expected: "at least min \(low.value.plain)")
    }
    return steps(from: low, to: high, by: step, parameter, node)
  }

  private mutating func steps(
    from low: DecimalNumber, to high: DecimalNumber, by step: DecimalNumber, _ parameter: Declaration,
    _ node: YAMLNode
  ) -> [ParameterValue]? {
    let unit = min(low.exponent, step.exponent, high.exponent)
    let parts = [low, high, step].map { $0.scaled(to: unit) }
    guard let first = parts[0], let last = parts[1], let stride = parts[2],
      case let (length, overflow) = last.subtractingReportingOverflow(first), !overflow
    else {
      return refuse(node, "step", found: "'\(step.value)'", expected: "digits that can be counted up to max")
    }
    guard length / stride < SweepFile.mostTrials else {
      problems.add(tooMany: "\(length / stride + 1)", at: node.line)
      return nil
    }
    func number(_ count: Int) -> DecimalNumber {
      DecimalNumber(mantissa: count, exponent: unit, value: Double("\(count)e\(unit)") ?? .nan)
    }
    guard length % stride == 0 else {
      let reached = number(first + length / stride * stride).value
      problems.add(
        "the range of '\(parameter.name)' includes both ends, but its steps do not reach max \(high.value.plain); the "
          + "last one is \(reached.plain). Change 'max' or 'step'.", at: node.line)
      return nil
    }
    return convert(Swift.stride(from: first, through: last, by: stride).map(number), parameter, node)
  }

  mutating func logGrid(
    _ entries: [YAMLNode.Entry], _ parameter: Declaration, _ node: YAMLNode
  ) -> [ParameterValue]? {
    let name = parameter.name
    guard isNumeric(parameter, "distribution", node) else { return nil }
    for entry in entries where entry.key == "distribution" {
      guard word(entry.value, "distribution", among: ["log_grid"]) != nil else { return nil }
    }
    guard let numbers = self.numbers(entries, ["min", "max", "n"], name, node),
      let low = numbers["min"], let high = numbers["max"], let size = numbers["n"]
    else { return nil }
    guard let count = size.integer, (2...SweepFile.mostTrials).contains(count) else {
      return refuse(
        node, "n", found: size.quoted, expected: "\(ParameterDomain.integer(2...SweepFile.mostTrials))")
    }
    guard low.value > 0, high.value > low.value else {
      return refuse(
        node, name, found: "a log_grid from \(low.value.plain) to \(high.value.plain)",
        expected: "0 < min < max")
    }
    let numbersOfGrid = LogGrid.values(from: low.value, to: high.value, count: count).map { value in
      switch parameter.domain {
      case .real, .free: return DecimalNumber(mantissa: 0, exponent: -1, value: value)
      default: break
      }
      return DecimalNumber(mantissa: 0, exponent: 0, value: value.rounded())
    }
    return convert(numbersOfGrid, parameter, node)
  }

  /// The numbers of a mapping such as `{min: 1, max: 8}`; `nil` after noting what is missing or wrong.
  private mutating func numbers(
    _ entries: [YAMLNode.Entry], _ required: [String], optional: [String] = [], _ name: String,
    _ node: YAMLNode
  ) -> [String: DecimalNumber]? {
    var numbers: [String: DecimalNumber] = [:]
    var isWhole = true
    for entry in entries where required.contains(entry.key) || optional.contains(entry.key) {
      switch number(entry.value) {
      case .success(let number): numbers[entry.key] = number
      case .failure(let fault):
        isWhole = refuse(entry.value, entry.key, expected: "a number", hint: fault.hint) ?? false
      }
    }
    for key in required where !entries.contains(where: { $0.key == key }) {
      isWhole = false
      problems.add(missingKey: key, expected: "a number for the grid of '\(name)'", at: node.line)
    }
    return isWhole ? numbers : nil
  }

  private mutating func isNumeric(_ parameter: Declaration, _ form: String, _ node: YAMLNode) -> Bool {
    switch parameter.domain {
    case .integer, .real, .batchSize, .free: true
    default:
      refuse(node, parameter.name, found: "a \(form)", expected: "'values' or 'value', as it holds no number")
        ?? false
    }
  }

  private mutating func convert(
    _ numbers: [DecimalNumber], _ parameter: Declaration, _ node: YAMLNode
  ) -> [ParameterValue]? {
    var values: [ParameterValue] = []
    values.reserveCapacity(numbers.count)
    for number in numbers {
      let name = parameter.name
      guard let value = convert(number, node, name, parameter.domain, found: number.quoted) else {
        return nil
      }
      values.append(value)
    }
    reportRepetition(values, parameter.name, at: node.line)
    reportEqualDecays(values, parameter, at: node.line)
    return values
  }
}

extension DecimalNumber {
  fileprivate var quoted: String { "'\(value.plain)'" }
}
