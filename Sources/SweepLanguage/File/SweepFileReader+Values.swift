internal import SweepModel

/// Single values and small sections.
extension SweepFileReader {
  mutating func mapping(
    _ node: YAMLNode, _ name: String, _ expected: String
  ) -> [(key: String, line: Int, value: YAMLNode)]? {
    guard case .mapping(let entries) = node.content else {
      problems.add(.wrongValue(name, found: node.found, expected: expected), at: node.line)
      return nil
    }
    return entries
  }

  /// A mapping's entries; keys other than `known` are reported.
  mutating func section(_ node: YAMLNode, _ name: String, _ known: [String]) -> [(
    key: String, value: YAMLNode
  )] {
    var entries: [(key: String, value: YAMLNode)] = []
    for (key, line, value) in mapping(node, name, "a mapping with \(either(known))") ?? [] {
      if known.contains(key) {
        entries.append((key, value))
      } else {
        problems.add(.unknownKey(key, place: name, known: known), at: line)
      }
    }
    return entries
  }

  package mutating func integer(
    _ node: YAMLNode, _ name: String, _ bounds: ClosedRange<Int>, or other: String = ""
  )
    -> Int?
  {
    let expected =
      bounds.upperBound == .max
      ? "a whole number from \(bounds.lowerBound)" : "\(ParameterDomain.integer(bounds))\(other)"
    switch number(node) {
    case .success(let number):
      guard let integer = number.integer, bounds.contains(integer) else { break }
      return integer
    case .failure(let fault):
      problems.add(
        .wrongValue(name, found: node.found, expected: expected, hint: .init(fault)), at: node.line)
      return nil
    }
    problems.add(.wrongValue(name, found: node.found, expected: expected), at: node.line)
    return nil
  }

  /// One of `known`, if this build runs it.
  package mutating func word(
    _ node: YAMLNode, _ name: String, among known: [String], runs: [String]? = nil
  ) -> String? {
    guard let text = node.text, known.contains(text) else {
      let runs = runs ?? known
      let near = node.text.flatMap { nearestName(to: $0, among: known) }
      let hint = near.flatMap { runs == [$0] ? nil : SweepError.Hint.nearest($0) }
      problems.add(.wrongValue(name, found: node.found, expected: either(runs), hint: hint), at: node.line)
      return nil
    }
    if let runs, !runs.contains(text) {
      problems.add(.notYet(name, value: text, runs: runs), at: node.line)
      return nil
    }
    return text
  }

  /// A value of the kind, or `nil` after the problem was noted.
  mutating func value(_ node: YAMLNode, _ name: String, _ kind: ParameterDomain) -> ParameterValue? {
    switch kind {
    case .choice(let words): return word(node, name, among: words).map { .word($0) }
    case .experiment:
      return word(node, name, among: ExperimentKind.all.map(\.name)).map { .word($0) }
    case .choices(let words): return wordList(node, name, words)
    case .integers: return integerList(node, name, kind)
    case .dataset: return dataset(node, name)
    case .batchSize where node.text == "full": return .word("full")
    case .flag:
      guard case .scalar(let text, isPlain: true) = node.content, let flag = ScalarText.flag(text) else {
        break
      }
      return .flag(flag)
    case .integer, .real, .batchSize:
      switch number(node) {
      case .success(let number): return convert(number, node.found, node.line, name, kind)
      case .failure(let fault):
        problems.add(
          .wrongValue(name, found: node.found, expected: kind.description, hint: .init(fault)), at: node.line)
        return nil
      }
    }
    problems.add(.wrongValue(name, found: node.found, expected: kind.description), at: node.line)
    return nil
  }

  /// The number as a value of the kind, within its bounds.
  mutating func convert(
    _ number: DecimalNumber, _ found: String, _ line: Int, _ name: String, _ kind: ParameterDomain
  ) -> ParameterValue? {
    let value: ParameterValue?
    if case .real = kind {
      value = .real(number.value == 0 ? 0 : number.value)
    } else {
      value = number.integer.map { .integer($0) }
    }
    guard let value, kind.admits(value) else {
      problems.add(.wrongValue(name, found: found, expected: kind.description), at: line)
      return nil
    }
    return value
  }

  func number(_ node: YAMLNode) -> Result<DecimalNumber, NumberFault> {
    guard case .scalar(let text, let isPlain) = node.content else { return .failure(.noNumber) }
    let number = DecimalNumber.read(text)
    guard !isPlain, case .success = number else { return number }
    return .failure(.quoted)
  }

  mutating func reportRepetition(_ values: [ParameterValue], _ name: String, at line: Int) {
    var seen: Set<ParameterValue> = []
    for value in values where !seen.insert(value).inserted {
      problems.add(.repeatedValue(name, value: value.description), at: line)
    }
  }

  private mutating func wordList(_ node: YAMLNode, _ name: String, _ known: [String]) -> ParameterValue? {
    guard case .list(let items) = node.content else {
      problems.add(
        .wrongValue(name, found: node.found, expected: ParameterDomain.choices(known).description),
        at: node.line)
      return nil
    }
    let words = items.compactMap { word($0, name, among: known) }
    reportRepetition(words.map { .word($0) }, name, at: node.line)
    return words.count == items.count ? .words(Set(words).sorted()) : nil
  }

  private mutating func integerList(_ node: YAMLNode, _ name: String, _ kind: ParameterDomain)
    -> ParameterValue?
  {
    var numbers: [Int] = []
    if case .list(let items) = node.content {
      numbers = items.compactMap {
        if case .success(let number) = number($0) { number.integer } else { nil }
      }
      let value = ParameterValue.integers(numbers)
      if numbers.count == items.count, kind.admits(value) { return value }
    }
    problems.add(.wrongValue(name, found: node.found, expected: kind.description), at: node.line)
    return nil
  }

  /// A path may be anything but a misspelled word.
  private mutating func dataset(_ node: YAMLNode, _ name: String) -> ParameterValue? {
    let known = [DataSource.teacher.rawValue, DataSource.gaussianClusters.rawValue]
    guard let text = node.text, !node.isEmpty, !text.isEmpty, text != "none" else {
      problems.add(
        .wrongValue(name, found: node.found, expected: ParameterDomain.dataset.description), at: node.line)
      return nil
    }
    if known.contains(text) { return .word(text) }
    if !text.contains("."), !text.contains("/"), let near = nearestName(to: text, among: known) {
      problems.add(
        .wrongValue(
          name, found: node.found, expected: ParameterDomain.dataset.description, hint: .nearest(near)),
        at: node.line)
      return nil
    }
    return .word(text)
  }
}
