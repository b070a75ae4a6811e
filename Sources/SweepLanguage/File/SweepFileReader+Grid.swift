internal import SweepModel

/// Blocks, and the ways to give a parameter its values.
extension SweepFileReader {
  mutating func readBlocks(_ node: YAMLNode, kind: ExperimentKind) -> [SweepFile.Block] {
    if case .list(let items) = node.content, !items.isEmpty {
      return items.map { readBlock($0, kind: kind) }
    }
    return [readBlock(node, kind: kind)]
  }

  private mutating func readBlock(_ node: YAMLNode, kind: ExperimentKind) -> SweepFile.Block {
    let problemsBefore = problems.all.count
    var axes: [SweepFile.Axis] = []
    for (key, line, value) in mapping(node, "parameters", "a mapping from parameter to values") ?? [] {
      if let parameter = Declaration.named[key] {
        guard let values = readValues(value, parameter) else { continue }
        axes.append(SweepFile.Axis(parameter: parameter, line: line, values: values))
      } else if keys.contains(key) {
        problems.add(.misplacedKey(key, belongs: "at the top level of the file"), at: line)
      } else if key == Parameter.seed.name {
        problems.add(.misplacedKey(key, belongs: "at the top level of the file, as 'seeds'"), at: line)
      } else {
        problems.add(.unknownKey(key, place: "parameters", known: Declaration.table.map(\.name)), at: line)
      }
    }
    if gridIsSound { checkSources(axes, kind, node) }
    return SweepFile.Block(line: node.line, axes: axes, isSound: problems.all.count == problemsBefore)
  }

  /// Whether each parameter means something to every dataset of the block.
  private mutating func checkSources(_ axes: [SweepFile.Axis], _ kind: ExperimentKind, _ node: YAMLNode) {
    guard case .mapping(let entries) = node.content else { return }
    let dataset = Parameter.dataset
    let datasets = axes.first { $0.parameter == dataset }?.values.map(\.description)
    if datasets == nil, entries.contains(where: { $0.key == dataset.name }) { return }
    if datasets == nil, kind.needsData {
      problems.add(.missingKey(dataset.name, expected: "\(dataset.domain) in this block"), at: node.line)
      return
    }
    for axis in axes {
      for written in datasets ?? [DataSource.none.rawValue] {
        let source = DataSource(rawValue: written) ?? .file
        if axis.parameter == dataset {
          if !kind.sources.contains(source) {
            problems.add(.otherExperiment(dataset: written, kind), at: axis.line)
          }
          continue
        }
        let isTable = DataFacts.isTable(written)
        let name = axis.parameter.name
        if !kind.has(axis.parameter, on: source) {
          let isForOthers = !kind.has(axis.parameter)
          let reason =
            switch source {
            case _ where isForOthers: "means nothing to experiment '\(kind.name)'"
            case .none: "means nothing without 'dataset'"
            case .file: "means nothing with the data file '\(written)'"
            case .teacher, .gaussianClusters: "means nothing with dataset '\(written)'"
            }
          problems.add(.inapplicable(name, reason: reason), at: axis.line)
        } else if axis.parameter == Parameter.targetColumns, !isTable {
          problems.add(
            .inapplicable(name, reason: "is for CSV and .npy files, and 'dataset' is '\(written)'"),
            at: axis.line)
        }
      }
    }
  }

  /// The values that a parameter's entry stands for; a bare scalar or list is short for `value` or `values`.
  private mutating func readValues(_ node: YAMLNode, _ parameter: Declaration) -> [ParameterValue]? {
    let name = parameter.name
    switch node.content {
    case .scalar: return value(node, name, parameter.domain).map { [$0] }
    case .list(let items):
      if case .integers = parameter.domain { return value(node, name, parameter.domain).map { [$0] } }
      return list(items, parameter, at: node.line)
    case .mapping(let entries):
      let forms = ["values", "value", "range", "distribution"]
      let given = entries.filter { forms.contains($0.key) }
      guard given.count == 1, let form = given.first else {
        let found =
          given.isEmpty ? node.found : "given by " + given.map { "'\($0.key)'" }.joined(separator: " and ")
        reportUnknown(entries, name, known: forms + ["min", "max", "n"])
        problems.add(
          .wrongValue(name, found: found, expected: "one of 'values', 'value', 'range' and 'distribution'"),
          at: node.line)
        return nil
      }
      let partners = form.key == "distribution" ? ["min", "max", "n"] : []
      reportUnknown(entries, name, known: [form.key] + partners)
      switch form.key {
      case "value": return value(form.value, name, parameter.domain).map { [$0] }
      case "range": return range(form.value, parameter)
      case "distribution": return logGrid(entries, parameter, node)
      default:
        if case .list(let items) = form.value.content { return list(items, parameter, at: form.value.line) }
        problems.add(
          .wrongValue(
            name, found: form.value.found, expected: "a list of values",
            hint: .shorthand("'value' for a single one")),
          at: form.value.line)
        return nil
      }
    }
  }

  private mutating func reportUnknown(
    _ entries: [(key: String, line: Int, value: YAMLNode)], _ name: String, known: [String]
  ) {
    for entry in entries where !known.contains(entry.key) {
      problems.add(.unknownKey(entry.key, place: name, known: known), at: entry.line)
    }
  }

  private mutating func list(_ items: [YAMLNode], _ parameter: Declaration, at line: Int) -> [ParameterValue]?
  {
    guard !items.isEmpty else {
      problems.add(
        .wrongValue(parameter.name, found: "an empty list", expected: "at least one value"), at: line)
      return nil
    }
    let values = items.compactMap { value($0, parameter.name, parameter.domain) }
    reportRepetition(values, parameter.name, at: line)
    return values.count == items.count ? values : nil
  }

  /// The numbers of a mapping such as `{min: 1, max: 8}`; `nil` after noting what is missing or wrong.
  private mutating func numbers(
    _ entries: [(key: String, line: Int, value: YAMLNode)], _ keys: [String], optional: [String],
    _ name: String,
    at line: Int
  ) -> [String: DecimalNumber]? {
    var numbers: [String: DecimalNumber] = [:]
    var isWhole = true
    for entry in entries where keys.contains(entry.key) {
      switch number(entry.value) {
      case .success(let number): numbers[entry.key] = number
      case .failure(let fault):
        isWhole = false
        problems.add(
          .wrongValue(entry.key, found: entry.value.found, expected: "a number", hint: .init(fault)),
          at: entry.value.line)
      }
    }
    for key in keys where !optional.contains(key) && !entries.contains(where: { $0.key == key }) {
      isWhole = false
      problems.add(.missingKey(key, expected: "a number for the grid of '\(name)'"), at: line)
    }
    return isWhole ? numbers : nil
  }

  private mutating func isNumeric(_ parameter: Declaration, _ form: String, at line: Int) -> Bool {
    switch parameter.domain {
    case .integer, .real, .batchSize: return true
    default:
      problems.add(
        .wrongValue(
          parameter.name, found: "a \(form)", expected: "'values' or 'value', as it holds no number"),
        at: line)
      return false
    }
  }

  private mutating func range(_ node: YAMLNode, _ parameter: Declaration) -> [ParameterValue]? {
    let name = parameter.name
    guard isNumeric(parameter, "range", at: node.line),
      let entries = mapping(node, name, "a mapping with 'min' and 'max'")
    else { return nil }
    reportUnknown(entries, name, known: ["min", "max", "step"])
    guard let numbers = numbers(entries, ["min", "max", "step"], optional: ["step"], name, at: node.line),
      let low = numbers["min"], let high = numbers["max"]
    else { return nil }
    let step = numbers["step"] ?? DecimalNumber(mantissa: 1, exponent: 0, value: 1)
    guard step.value > 0 else {
      problems.add(
        .wrongValue("step", found: "'\(ParameterValue.plain(step.value))'", expected: "a number above 0"),
        at: node.line)
      return nil
    }
    guard high.value >= low.value else {
      problems.add(
        .wrongValue(
          "max", found: "'\(ParameterValue.plain(high.value))'",
          expected: "at least min \(ParameterValue.plain(low.value))"), at: node.line)
      return nil
    }
    return steps(from: low, to: high, by: step, parameter, at: node.line)
  }

  private mutating func steps(
    from low: DecimalNumber, to high: DecimalNumber, by step: DecimalNumber, _ parameter: Declaration,
    at line: Int
  ) -> [ParameterValue]? {
    let unit = min(low.exponent, step.exponent, high.exponent)
    let parts = [low, high, step].map { $0.scaled(to: unit) }
    guard let first = parts[0], let last = parts[1], let stride = parts[2],
      case let (length, overflow) = last.subtractingReportingOverflow(first), !overflow
    else {
      problems.add(
        .wrongValue("step", found: "'\(step.value)'", expected: "digits that can be counted up to max"),
        at: line)
      return nil
    }
    guard length / stride < SweepFile.mostTrials else {
      problems.add(.tooMany(trials: "\(length / stride + 1)", limit: SweepFile.mostTrials), at: line)
      return nil
    }
    func number(_ count: Int) -> DecimalNumber {
      DecimalNumber(mantissa: count, exponent: unit, value: Double("\(count)e\(unit)") ?? .nan)
    }
    guard length % stride == 0 else {
      let reached = number(first + length / stride * stride).value
      problems.add(
        .rangeMissesEnd(
          parameter.name, max: ParameterValue.plain(high.value), last: ParameterValue.plain(reached)),
        at: line)
      return nil
    }
    return convert(Swift.stride(from: first, through: last, by: stride).map(number), parameter, at: line)
  }

  private mutating func logGrid(
    _ entries: [(key: String, line: Int, value: YAMLNode)], _ parameter: Declaration, _ node: YAMLNode
  ) -> [ParameterValue]? {
    let name = parameter.name
    guard isNumeric(parameter, "distribution", at: node.line) else { return nil }
    for entry in entries where entry.key == "distribution" {
      guard word(entry.value, "distribution", among: ["log_grid"]) != nil else { return nil }
    }
    guard let numbers = numbers(entries, ["min", "max", "n"], optional: [], name, at: node.line),
      let low = numbers["min"], let high = numbers["max"], let size = numbers["n"]
    else { return nil }
    guard let count = size.integer, (2...SweepFile.mostTrials).contains(count) else {
      problems.add(
        .wrongValue(
          "n", found: "'\(ParameterValue.plain(size.value))'",
          expected: ParameterDomain.integer(2...SweepFile.mostTrials).description), at: node.line)
      return nil
    }
    guard low.value > 0, high.value > low.value else {
      problems.add(
        .wrongValue(
          name,
          found: "a log_grid from \(ParameterValue.plain(low.value)) to \(ParameterValue.plain(high.value))",
          expected: "0 < min < max"), at: node.line)
      return nil
    }
    let values = LogGrid.values(from: low.value, to: high.value, count: count)
    let numbersOfGrid = values.map { value in
      if case .real = parameter.domain { return DecimalNumber(mantissa: 0, exponent: 0, value: value) }
      return DecimalNumber(mantissa: 0, exponent: 0, value: value.rounded())
    }
    return convert(numbersOfGrid, parameter, at: node.line)
  }

  private mutating func convert(_ numbers: [DecimalNumber], _ parameter: Declaration, at line: Int)
    -> [ParameterValue]?
  {
    var values: [ParameterValue] = []
    values.reserveCapacity(numbers.count)
    for number in numbers {
      let found = "'\(ParameterValue.plain(number.value))'"
      guard let value = convert(number, found, line, parameter.name, parameter.domain) else { return nil }
      values.append(value)
    }
    reportRepetition(values, parameter.name, at: line)
    return values
  }
}
