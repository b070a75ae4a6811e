internal import Distributions
internal import Expressions
internal import Rules
internal import SweepModel
internal import SweepText

/// What a parameter's entry says of its values.
enum ParameterForm {
  case distribution(Distribution)
  /// A text that gives a number for each cell.
  case expression(String)
}

/// The forms that W&B's sweeps have, and `expression`.
extension SweepFileReader {
  /// The keys of each distribution, those that it needs first.
  private static let keysOfDistributions: [String: (needed: [String], others: [String])] = [
    "constant": (["value"], []), "categorical": (["values"], []),
    "categorical_w_probabilities": (["values", "probabilities"], []),
    "int_uniform": (["min", "max"], []), "uniform": (["min", "max"], []),
    "q_uniform": (["min", "max"], ["q"]),
    "log_uniform_values": (["min", "max"], []), "inv_log_uniform_values": (["min", "max"], []),
    "q_log_uniform_values": (["min", "max"], ["q"]),
    "normal": ([], ["mu", "sigma"]), "q_normal": ([], ["mu", "sigma", "q"]),
    "log_normal": ([], ["mu", "sigma"]), "q_log_normal": ([], ["mu", "sigma", "q"]),
    "beta": ([], ["a", "b"]), "q_beta": ([], ["a", "b", "q"]),
  ]
  private static let namesOfDistributions = keysOfDistributions.keys.sorted() + ["log_grid"]
  /// W&B's own schema refuses them as well.
  private static let exponents = ["log_uniform", "inv_log_uniform", "q_log_uniform"]

  /// Whether an entry has one of these forms and no other one.
  func isDrawn(_ entries: [YAMLNode.Entry]) -> Bool {
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }
    if let word = entries.first(where: { $0.key == "distribution" })?.value.text { return word != "log_grid" }
    return has("expression") || has("probabilities")
      || (has("min") && has("max") && !has("range") && !has("n"))
  }

  /// - Parameter value: reads one value of the parameter.
  /// - Returns: `nil` after noting what is wrong.
  mutating func form(
    _ entries: [YAMLNode.Entry], _ name: String, _ node: YAMLNode,
    value: (inout SweepFileReader, YAMLNode) -> ParameterValue?
  ) -> ParameterForm? {
    if let entry = entries.first(where: { $0.key == "expression" }) {
      guard entries.count == 1, let text = entry.value.text, !entry.value.isEmpty else {
        return refuse(
          node, name, found: "given by 'expression' and more",
          expected: "'expression' alone, with a text such as \"1e-4 / learning_rate\"")
      }
      return .expression(text)
    }
    guard let word = distributionName(entries, name, node), let keys = Self.keysOfDistributions[word] else {
      return nil
    }
    let problemsBefore = problems.all.count
    for entry in entries where !(["distribution"] + keys.needed + keys.others).contains(entry.key) {
      let hint = entry.key == "q" ? ", or write 'distribution: q_\(word.replacing("int_", with: ""))'" : ""
      problems.add(
        "'\(entry.key)' of '\(name)' means nothing to distribution '\(word)'. Remove it\(hint).",
        at: entry.line)
    }
    for key in keys.needed where !entries.contains(where: { $0.key == key }) {
      problems.add(missingKey: key, expected: "it beside distribution '\(word)' of '\(name)'", at: node.line)
    }
    guard problems.all.count == problemsBefore else { return nil }
    switch word {
    case "constant", "categorical", "categorical_w_probabilities":
      return list(entries, name, node, value: value).map { .distribution($0) }
    default: return numeric(word, entries, name, node).map { .distribution($0) }
    }
  }

  private mutating func distributionName(_ entries: [YAMLNode.Entry], _ name: String, _ node: YAMLNode)
    -> String?
  {
    func entry(_ key: String) -> YAMLNode.Entry? { entries.first { $0.key == key } }
    guard let given = entry("distribution") else {
      if entry("values") != nil {
        return entry("probabilities") == nil ? "categorical" : "categorical_w_probabilities"
      }
      if entry("value") != nil { return "constant" }
      guard let low = entry("min"), let high = entry("max") else {
        return refuse(
          node, name, found: "given by " + (entries.isEmpty ? "nothing" : either(entries.map(\.key))),
          expected:
            "'value', 'values', 'min' and 'max', 'distribution', 'range', 'expression' or 'parameters'",
          hint: SweepFileReader.gridAdvice(entries, name))
      }
      return low.value.isWrittenWhole && high.value.isWrittenWhole ? "int_uniform" : "uniform"
    }
    guard let word = given.value.text, Self.namesOfDistributions.contains(word) else {
      if let word = given.value.text, Self.exponents.contains(word) {
        problems.add(
          "'\(name)' has distribution '\(word)', whose min and max are exponents of e. Use \(word)_values to specify "
            + "limit values.", at: given.line)
        return nil
      }
      let near = given.value.text.flatMap { nearestName(to: $0, among: Self.namesOfDistributions) }
      return refuse(
        given.value, "distribution", expected: either(Self.namesOfDistributions),
        hint: near.map { "Did you mean '\($0)'?" })
    }
    if word == "categorical", entry("probabilities") != nil {
      problems.add(
        "'probabilities' of '\(name)' means nothing to distribution 'categorical'. Write 'distribution: "
          + "categorical_w_probabilities', or leave 'distribution' out.", at: given.line)
      return nil
    }
    return word
  }

  private mutating func list(
    _ entries: [YAMLNode.Entry], _ name: String, _ node: YAMLNode,
    value: (inout SweepFileReader, YAMLNode) -> ParameterValue?
  ) -> Distribution? {
    var weights: [Double]?
    var values: [ParameterValue] = []
    for entry in entries where entry.key != "distribution" {
      if entry.key == "value" { return value(&self, entry.value).map { .constant($0) } }
      guard case .list(let items) = entry.value.content, !items.isEmpty else {
        return refuse(entry.value, name, expected: "a list with at least one value")
      }
      if entry.key == "values" {
        values = items.compactMap { value(&self, $0) }
        guard values.count == items.count else { return nil }
      } else {
        weights = items.compactMap { item in
          if case .success(let number) = number(item), number.value >= 0 { number.value } else { nil }
        }
        guard let weights, weights.count == items.count, abs(weights.reduce(0, +) - 1) <= 1e-8 + 1e-5 else {
          return refuse(
            entry.value, "probabilities", found: entry.value.found + " of '\(name)'",
            expected: "numbers of 0 or more that sum to 1")
        }
      }
    }
    guard let weights else { return .categorical(values) }
    guard weights.count == values.count else {
      return refuse(
        node, name, found: "given by \(values.count) values with \(weights.count) probabilities",
        expected: "one probability for each value")
    }
    return .weighted(values, weights)
  }

  private mutating func numeric(
    _ word: String, _ entries: [YAMLNode.Entry], _ name: String, _ node: YAMLNode
  ) -> Distribution? {
    var numbers = ["mu": 0.0, "sigma": 1, "a": 1, "b": 1, "q": 1]
    var isWholeStep = false
    for entry in entries where entry.key != "distribution" {
      guard case .success(let number) = number(entry.value) else {
        return refuse(entry.value, "\(entry.key)' of '\(name)", expected: "a number")
      }
      numbers[entry.key] = number.value
      if entry.key == "q" { isWholeStep = entry.value.isWrittenWhole }
      if ["q", "sigma", "a", "b"].contains(entry.key), number.value <= 0 {
        return refuse(entry.value, "\(entry.key)' of '\(name)", expected: "a number above 0")
      }
    }
    let (low, high) = (numbers["min"] ?? 0, numbers["max"] ?? 1)
    guard low < high else {
      return refuse(
        node, name, found: "drawn from \(low.plain) to \(high.plain)", expected: "'min' below 'max'")
    }
    if word.contains("log_uniform"), low <= 0 {
      return refuse(
        node, "min' of '\(name)", found: "'\(low.plain)'", expected: "a number above 0 with '\(word)'")
    }
    let isQuantised = word.hasPrefix("q_")
    guard let plain = distribution(isQuantised ? String(word.dropFirst(2)) : word, numbers, low, high) else {
      return refuse(node, name, found: "drawn from \(low.plain) to \(high.plain)", expected: "whole numbers")
    }
    let found = isQuantised ? .quantised(plain, step: numbers["q"] ?? 1, isWhole: isWholeStep) : plain
    for share in [0x1p-53, 1 - 0x1p-53] where found.value(at: share).number?.isFinite != true {
      return refuse(node, name, found: "drawn beyond the largest number", expected: "smaller bounds")
    }
    return found
  }

  private func distribution(
    _ word: String, _ numbers: [String: Double], _ low: Double, _ high: Double
  ) -> Distribution? {
    let (mean, deviation) = (numbers["mu"] ?? 0, numbers["sigma"] ?? 1)
    switch word {
    case "uniform": return .uniform(low, high)
    case "log_uniform_values": return .logUniform(low, high)
    case "inv_log_uniform_values": return .inverseLogUniform(low, high)
    case "normal": return .normal(mean: mean, deviation: deviation)
    case "log_normal": return .logNormal(mean: mean, deviation: deviation)
    case "beta": return .beta(numbers["a"] ?? 1, numbers["b"] ?? 1)
    default:
      guard let low = Int(exactly: low), let high = Int(exactly: high),
        max(low.magnitude, high.magnitude) <= 1 << 53
      else { return nil }
      return .whole(low...high)
    }
  }

  /// The values that a grid takes.
  mutating func gridValues(_ distribution: Distribution, _ name: String, at line: Int) -> [ParameterValue]? {
    guard let count = distribution.gridCount else {
      problems.add(
        "'\(name)' is drawn from a range, and a grid takes values that can be listed. Give 'values', or "
          + "'log_grid' with min, max and n; or write 'method: random'.", at: line)
      return nil
    }
    guard count <= Double(SweepFile.mostTrials), let values = distribution.grid else {
      problems.add(tooMany: ParameterValue.plain(count), at: line)
      return nil
    }
    return values
  }
}

extension YAMLNode {
  /// A whole number without point and power of ten.
  fileprivate var isWrittenWhole: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return Int(text) != nil
  }
}
