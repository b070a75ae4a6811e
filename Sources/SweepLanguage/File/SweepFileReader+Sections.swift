internal import Expressions
internal import SweepModel
internal import SweepText

/// The sections that are small.
extension SweepFileReader {
  mutating func readSeeds(_ node: YAMLNode, _ file: inout SweepFile) {
    guard case .list(let items) = node.content else {
      file.seeds =
        integer(node, "seeds", 1...SweepFile.mostTrials, or: ", or a list of seeds").map { .count($0) }
        ?? file.seeds
      return
    }
    let seeds = items.compactMap { integer($0, "seeds", 0...Int(1) << 53) }
    reportRepetition(seeds.map { .integer($0) }, "seeds", at: node.line)
    if items.isEmpty {
      refuse(node, "seeds", expected: "at least one seed")
    } else if seeds.count == items.count {
      file.seeds = .list(seeds)
    }
  }

  mutating func readMeasure(_ node: YAMLNode, _ file: inout SweepFile) {
    let own = file.kind.takesArguments ? ["rtol"] : ["neighbours_apart"]
    for entry in entries(node, "measure", ["every", "metrics", "rows"] + own) ?? [] {
      let value = entry.value
      switch entry.key {
      case "rtol": readTolerance(value, &file)
      case "every":
        if case .integer(let every)? = self.value(value, "every", Parameter.measureEvery.domain) {
          file.measureEvery = every
          require(Parameter.measureEvery, "every", "which measures at the end", in: file.kind, at: value.line)
        }
      case "rows":
        readRows(value, &file)
      case "neighbours_apart":
        let parameter = Parameter.neighboursApart
        if case .integer(let apart)? = self.value(value, parameter.name, parameter.domain) {
          file.window = apart > 0 ? (apart, value.line) : nil
          require(parameter, parameter.name, "which has no neighbours", in: file.kind, at: value.line)
        }
      default:
        if case .words(let words)? = self.value(value, "metrics", Parameter.metrics.domain) {
          file.metrics = words.compactMap { MetricGroup(rawValue: $0) }
          for group in file.metrics ?? [] where !file.kind.groups.contains(group) {
            problems.add(Self.misplaced(group, in: file.kind), at: value.line)
          }
        }
      }
    }
  }

  private mutating func readRows(_ node: YAMLNode, _ file: inout SweepFile) {
    guard case .words(let words)? = value(node, "rows", Parameter.measureRows.domain) else { return }
    guard words.contains(MeasuredRows.train.rawValue) else {
      return refuse(
        node, "rows", expected: "[train] or [train, test]: findings and charts are about training rows")
    }
    file.measuresTestRows = words.count > 1
    require(
      Parameter.measureRows, "rows", "which has training rows alone", in: file.kind, at: node.line)
  }

  /// Rows that are drawn follow nothing; those of a file stand as they were written.
  mutating func checkOrder(of file: SweepFile) {
    let name = Parameter.neighboursApart.name
    let written = file.blocks.compactMap { $0.axis(Parameter.dataset)?.values.map(\.description) }.joined()
    guard let window = file.window,
      let drawn = written.first(where: { Dataset($0)?.id == nil && Dataset($0) != nil })
    else { return }
    problems.add(
      "'\(name)' is \(window.apart), and the rows of dataset '\(drawn)' are drawn one by one, in no order of time. "
        + "Remove it, or give a sweep of data files.", at: window.line)
  }

  private mutating func require(
    _ parameter: Declaration, _ key: String, _ remark: String, in kind: ExperimentKind, at line: Int
  ) {
    if kind.has(parameter) { return }
    problems.add(
      Self.inapplicable(key, "means nothing to experiment '\(kind.name)', \(remark)"), at: line)
  }

  private static func misplaced(_ group: MetricGroup, in kind: ExperimentKind) -> String {
    if group.needsLabels, let other = kind.withClasses {
      "'metrics' has '\(group.rawValue)', which needs classes, and 'experiment' is '\(kind.name)'. "
        + "Remove it, or write 'experiment: \(other)'."
    } else {
      "'metrics' has '\(group.rawValue)', which means nothing to experiment '\(kind.name)'. Remove it."
    }
  }

  mutating func readRetry(_ node: YAMLNode, _ file: inout SweepFile) {
    for entry in entries(node, "retry", ["max"]) ?? [] {
      file.limits.retryMax = integer(entry.value, "max", 0...100) ?? file.limits.retryMax
    }
  }

  mutating func readResources(_ node: YAMLNode, _ file: inout SweepFile) {
    let own = file.kind.takesArguments ? ["gpus", "cpus", "grace"] : []
    for entry in entries(node, "resources", ["time", "memory"] + own) ?? [] {
      let value = entry.value
      if own.contains(entry.key) {
        readCommandResource(entry, &file)
      } else if entry.key == "time" {
        file.limits.time =
          value.text.flatMap { ScalarText.duration($0) }
          ?? refuse(value, "time", expected: "whole numbers with units, such as 90s, 20m or 1h30m")
      } else {
        file.limits.memoryBytes =
          value.text.flatMap { ScalarText.bytes($0) }
          ?? refuse(value, "memory", expected: "a number with K, M, G or T, such as 512M or 2G")
      }
    }
  }

  mutating func readExclude(_ node: YAMLNode, _ file: inout SweepFile) {
    file.excludeLine = node.line
    let items: [YAMLNode]
    if case .list(let list) = node.content { items = list } else { items = [node] }
    for item in items {
      guard let text = item.text, !item.isEmpty else {
        refuse(item, "exclude", expected: "a condition such as \"target_rank > width\"")
        gridIsSound = false
        continue
      }
      do throws(ExpressionFault) {
        let expression = try Expression(text, names: names(in: file))
        file.exclude.append(SweepFile.Condition(text: text, expression: expression))
      } catch {
        problems.add(
          "'exclude' at character \(error.position) of '\(text.shortened)': \(error.sentence)", at: item.line)
        gridIsSound = false
      }
    }
  }
}
