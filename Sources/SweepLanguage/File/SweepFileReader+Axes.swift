internal import SweepModel
internal import SweepText

/// The ways to give a parameter its values.
extension SweepFileReader {
  /// The values that a parameter's entry stands for; a bare scalar or list is short for `value` or `values`.
  mutating func readValues(_ node: YAMLNode, _ parameter: Declaration) -> [ParameterValue]? {
    let name = parameter.name
    guard case .mapping(let entries) = node.content else {
      if case .list(let items) = node.content, !parameter.domain.isList {
        return list(items, parameter, node)
      }
      return value(node, name, parameter.domain).map { [$0] }
    }
    let forms = ["values", "value", "range", "distribution"]
    let given = entries.filter { forms.contains($0.key) }
    if given.isEmpty, let advice = Self.gridAdvice(entries, name) {
      return refuse(
        node, name, found: "given by 'log_grid'", expected: "a distribution of that name", hint: advice)
    }
    guard given.count == 1, let form = given.first else {
      let found =
        given.isEmpty ? nil : "given by " + given.map { "'\($0.key)'" }.joined(separator: " and ")
      _ = self.entries(node, name, forms + ["min", "max", "n"])
      return refuse(
        node, name, found: found, expected: "one of 'values', 'value', 'range' and 'distribution'")
    }
    _ = self.entries(node, name, [form.key] + (form.key == "distribution" ? ["min", "max", "n"] : []))
    switch form.key {
    case "value":
      if case .list = form.value.content, !parameter.domain.takesLists {
        return refuse(form.value, name, expected: "one value", hint: "Write 'values' for several.")
      }
      return value(form.value, name, parameter.domain).map { [$0] }
    case "range": return range(form.value, parameter)
    case "distribution": return logGrid(entries, parameter, node)
    default:
      if case .list(let items) = form.value.content { return list(items, parameter, form.value) }
      return refuse(
        form.value, name, expected: "a list of values", hint: "Write 'value' for a single one.")
    }
  }

  /// The mapping that a key `log_grid` stands for, with the numbers that stand there where there are three; `nil` without that key.
  static func gridAdvice(_ entries: [YAMLNode.Entry], _ name: String) -> String? {
    guard let grid = entries.first(where: { $0.key == "log_grid" }) else { return nil }
    var numbers = ["1.0e-5", "1.0e-2", "5"]
    if case .list(let items) = grid.value.content, items.count == 3 {
      numbers = zip(items, numbers).map { $0.text ?? $1 }
    }
    return
      "Write '\(name): {distribution: log_grid, min: \(numbers[0]), max: \(numbers[1]), n: \(numbers[2])}'."
  }

  private mutating func list(
    _ items: [YAMLNode], _ parameter: Declaration, _ node: YAMLNode
  ) -> [ParameterValue]? {
    guard !items.isEmpty else {
      return refuse(node, parameter.name, expected: "at least one value")
    }
    let values = items.compactMap { value($0, parameter.name, parameter.domain) }
    reportRepetition(values, parameter.name, at: node.line)
    reportEqualDecays(values, parameter, at: node.line)
    if parameter == Parameter.dataSeed { checkDataSeeds(values, at: node.line) }
    return values.count == items.count ? values : nil
  }

  /// Weight decay is used in single precision: values that are equal in it are one trial's numbers under two names.
  mutating func reportEqualDecays(_ values: [ParameterValue], _ parameter: Declaration, at line: Int) {
    guard parameter == Parameter.weightDecay else { return }
    var seen: [Float: ParameterValue] = [:]
    for value in values {
      guard let number = value.number, let other = seen.updateValue(value, forKey: Float(number)),
        other != value
      else { continue }
      problems.add(
        "'\(parameter.name)' has the values '\(other)' and '\(value)', which are equal in single precision. "
          + "Keep one of them.", at: line)
    }
  }
}

extension ParameterDomain {
  /// Whether a list is one value of it.
  var isList: Bool {
    switch self {
    case .integers, .counts, .countLists: true
    default: false
    }
  }
}
