internal import Expressions
internal import SweepModel
package import SweepText

/// Single values, and how to say that one is wrong.
extension SweepFileReader {
  /// Notes that the value is none of what is expected.
  ///
  /// - Parameter found: what stands there, if not the node as it is.
  /// - Returns: `nil`, for a caller that has nothing else to answer.
  mutating func refuse<Value>(
    _ node: YAMLNode, _ name: String, found: String? = nil, expected: String, hint: String? = nil
  ) -> Value? {
    let hint = hint.map { " \($0)" } ?? ""
    problems.add("'\(name)' is \(found ?? node.found). Expected \(expected).\(hint)", at: node.line)
    return nil
  }

  mutating func refuse(_ node: YAMLNode, _ name: String, expected: String) {
    let _: Never? = refuse(node, name, expected: expected)
  }

  /// A mapping's entries whose keys are `known`; others are reported. `nil` where there is no mapping.
  mutating func entries(
    _ node: YAMLNode, _ name: String, _ known: [String], expected: String? = nil
  ) -> [YAMLNode.Entry]? {
    guard case .mapping(let entries) = node.content else {
      return refuse(node, name, expected: expected ?? "a mapping with \(either(known))")
    }
    for entry in entries where !known.contains(entry.key) {
      problems.add(unknownKey: entry, in: name, known: known)
    }
    return entries.filter { known.contains($0.key) }
  }

  package mutating func integer(
    _ node: YAMLNode, _ name: String, _ bounds: ClosedRange<Int>, or other: String = ""
  ) -> Int? {
    let expected =
      bounds.upperBound == .max
      ? "a whole number from \(bounds.lowerBound)" : "\(ParameterDomain.integer(bounds))\(other)"
    switch number(node) {
    case .success(let number):
      if let integer = number.integer, bounds.contains(integer) { return integer }
      return refuse(node, name, expected: expected)
    case .failure(let fault): return refuse(node, name, expected: expected, hint: fault.hint)
    }
  }

  /// One of `known`, if this build runs it.
  package mutating func word(
    _ node: YAMLNode, _ name: String, among known: [String], runs: [String]? = nil
  ) -> String? {
    guard let text = node.text, known.contains(text) else {
      let runs = runs ?? known
      let near = node.text.flatMap { nearestName(to: $0, among: known) }
      let advice = known == MetricGroup.words ? node.text.flatMap(Self.groupAdvice) : nil
      return refuse(
        node, name, expected: either(runs),
        hint: advice ?? near.flatMap { runs == [$0] ? nil : "Did you mean '\($0)'?" })
    }
    if let runs, !runs.contains(text) {
      problems.add(
        "'\(name)' is '\(text)', which comes in a later version; this one runs \(either(runs)).",
        at: node.line)
      return nil
    }
    return text
  }

  /// Which group has a metric of neural collapse, for a word that names one and no group; the nearest name would often be the other.
  private static func groupAdvice(_ text: String) -> String? {
    let word = text.lowercased()
    if word == "nc" || word == "neural_collapse" || word == "collapse" {
      return "'classes' has nc1 to nc4 of a classification, 'nrc' has nrc1 to nrc4 of a regression."
    }
    if ["nc1", "nc2", "nc3", "nc4", "cdnv"].contains(word) { return "'\(word)' is in the group 'classes'." }
    if ["nrc1", "nrc2", "nrc3", "nrc4"].contains(word) { return "'\(word)' is in the group 'nrc'." }
    return nil
  }

  /// A value of the kind, or `nil` after the problem was noted.
  mutating func value(_ node: YAMLNode, _ name: String, _ kind: ParameterDomain) -> ParameterValue? {
    switch kind {
    case .choice(let words): return word(node, name, among: words).map { .word($0) }
    case .experiment:
      return word(node, name, among: ExperimentKind.all.map(\.name)).map { .word($0) }
    case .model: return model(node, name)
    case .choices(let words): return wordList(node, name, words)
    case .integers, .counts, .countLists: return list(node, name, kind)
    case .free: return anything(node, name)
    case .texts: return refuse(node, name, expected: kind.description)
    case .dataset: return dataset(node, name)
    case .batchSize where node.text == "full": return .word("full")
    case .integer where name == Parameter.dataSeed.name && !isNumber(node):
      return dataSeed(node, name, kind)
    case .flag:
      guard case .scalar(let text, isPlain: true) = node.content, let flag = ScalarText.flag(text) else {
        return refuse(node, name, expected: kind.description)
      }
      return .flag(flag)
    case .integer, .real, .batchSize:
      switch number(node) {
      case .success(let number): return convert(number, node, name, kind, found: node.found)
      case .failure(let fault):
        return refuse(node, name, expected: kind.description, hint: fault.hint)
      }
    }
  }

  /// The number as a value of the kind, within its bounds.
  mutating func convert(
    _ number: DecimalNumber, _ node: YAMLNode, _ name: String, _ kind: ParameterDomain, found: String
  ) -> ParameterValue? {
    let value: ParameterValue?
    if case .real = kind {
      value = .real(number.value == 0 ? 0 : number.value)
    } else if case .free = kind, number.exponent < 0 || number.integer == nil {
      value = .real(number.value == 0 ? 0 : number.value)
    } else {
      value = number.integer.map { .integer($0) }
    }
    guard let value, kind.admits(value) else {
      return refuse(node, name, found: found, expected: kind.description)
    }
    return value
  }

  func number(_ node: YAMLNode) -> Result<DecimalNumber, NumberFault> {
    guard case .scalar(let text, let isPlain) = node.content else { return .failure(.init(hint: nil)) }
    let number = DecimalNumber.read(text)
    guard !isPlain, case .success = number else { return number }
    return .failure(.init(hint: "Remove the quotes."))
  }

  private func isNumber(_ node: YAMLNode) -> Bool {
    guard case .success = number(node) else { return false }
    return true
  }

  mutating func reportRepetition(_ values: [ParameterValue], _ name: String, at line: Int) {
    var seen: Set<ParameterValue> = []
    for value in values where !seen.insert(value).inserted {
      problems.add("'\(name)' has the value '\(value)' twice. Keep one of them.", at: line)
    }
  }

  private mutating func wordList(_ node: YAMLNode, _ name: String, _ known: [String]) -> ParameterValue? {
    guard case .list(let items) = node.content else {
      return refuse(node, name, expected: ParameterDomain.choices(known).description)
    }
    let words = items.compactMap { word($0, name, among: known) }
    reportRepetition(words.map { .word($0) }, name, at: node.line)
    return words.count == items.count ? .words(Set(words).sorted()) : nil
  }

  private mutating func list(_ node: YAMLNode, _ name: String, _ kind: ParameterDomain) -> ParameterValue? {
    let value: ParameterValue? =
      if case .countLists = kind, case .list(let items) = node.content {
        .lists(items.compactMap(integers))
      } else {
        integers(node).map { .integers($0) }
      }
    if let value, kind.admits(value) { return value }
    return refuse(node, name, expected: kind.description)
  }

  /// Empty where an item is no whole number.
  private func integers(_ node: YAMLNode) -> [Int]? {
    guard case .list(let items) = node.content else { return nil }
    let numbers = items.compactMap { item in
      if case .success(let number) = number(item) { number.integer } else { nil }
    }
    return numbers.count == items.count ? numbers : nil
  }

  /// A short name stays as it is until its block is read.
  private mutating func model(_ node: YAMLNode, _ name: String) -> ParameterValue? {
    guard let text = node.text, ModelName(text) != nil else {
      let hint = node.text.flatMap { text in
        ModelName.advice(text)
          ?? nearestName(to: text, among: NetworkModel.words + ["resnet18", "vgg11"]).map {
            "Did you mean '\($0)'?"
          }
      }
      return refuse(node, name, expected: "\(ParameterDomain.model)", hint: hint)
    }
    return .word(text)
  }

  /// A path may be anything but a misspelled word.
  private mutating func dataset(_ node: YAMLNode, _ name: String) -> ParameterValue? {
    let known = DataSource.generated.map(\.rawValue)
    let expected = ParameterDomain.dataset.description
    guard let text = node.text, !node.isEmpty, !text.isEmpty, text != "none" else {
      return refuse(node, name, expected: expected)
    }
    if !known.contains(text), !text.contains("."), !text.contains("/"),
      let near = nearestName(to: text, among: known)
    {
      return refuse(node, name, expected: expected, hint: "Did you mean '\(near)'?")
    }
    return .word(text)
  }
}
