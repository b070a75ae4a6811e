internal import SweepModel

/// Turns a YAML tree into a `SweepFile`, and collects everything that is wrong on the way.
package struct SweepFileReader {
  var problems: SweepProblems
  /// False once something that the grid depends on could not be read.
  private(set) var gridIsSound = true

  private let methods: [any SweepMethod.Type]
  /// Of the file's top level.
  private(set) var keys = SweepFile.keys

  init(methods: [any SweepMethod.Type], problems: SweepProblems) {
    self.methods = methods
    self.problems = problems
  }

  mutating func read(_ root: YAMLNode) -> SweepFile {
    var file = SweepFile(name: Self.defaultName(problems.path))
    guard case .mapping(let entries) = root.content else {
      problems.add(.noMapping(found: root.found), at: root.line)
      return file
    }
    let method = entries.first { $0.key == "method" }.flatMap { readMethod($0.value) } ?? GridMethod.self
    keys += method.keys
    var sections: [String: YAMLNode] = [:]
    for (key, line, value) in entries {
      if keys.contains(key) {
        sections[key] = value
      } else if Declaration.named[key] != nil {
        problems.add(.misplacedKey(key, belongs: "under 'parameters'"), at: line)
      } else {
        problems.add(.unknownKey(key, place: "", known: keys), at: line)
      }
    }
    if let node = sections["name"] { readName(node, &file) }
    if let node = sections["experiment"] { readExperiment(node, &file) }
    if let node = sections["seeds"] { readSeeds(node, &file) }
    if let node = sections["measure"] { readMeasure(node, &file) }
    if let node = sections["run_cap"] { file.runCap = integer(node, "run_cap", 1...Int.max) }
    if let node = sections["retry"] { readRetry(node, &file) }
    if let node = sections["resources"] { readResources(node, &file) }
    if let node = sections["parameters"] {
      file.blocks = readBlocks(node, kind: file.kind)
    } else if !file.kind.needsData {
      file.blocks = [SweepFile.Block(line: root.line, axes: [], isSound: true)]
    } else {
      problems.add(.missingKey("parameters", expected: "a mapping from parameter to values"), at: root.line)
    }
    if let node = sections["exclude"] { readExclude(node, &file) }
    if let method = method.init(sections.filter { method.keys.contains($0.key) }, of: file, reader: &self) {
      file.method = method
    }
    return file
  }

  mutating func markUnsound() { gridIsSound = false }

  private mutating func readName(_ node: YAMLNode, _ file: inout SweepFile) {
    let isGood = node.text.map {
      !$0.isEmpty && $0.utf8.count <= 100 && !Self.reservedNames.contains($0) && DataID($0) == nil
        && $0.unicodeScalars.allSatisfy(Self.isNameScalar)
    }
    guard isGood == true, let name = node.text else {
      problems.add(
        .wrongValue(
          "name", found: node.found,
          expected: "up to 100 letters, digits, '-', '_' and '.', other than 'all', 'last' and a sweep's id"),
        at: node.line)
      return
    }
    file.name = name
  }

  /// What selects sweeps is no sweep's name.
  private static let reservedNames = ["all", "last"]

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar)
  }

  /// The file's name without folder and extension.
  private static func defaultName(_ path: String) -> String {
    let last = path.split(separator: "/").last ?? "sweep"
    let stem = last.split(separator: ".").first ?? "sweep"
    let name = String(String.UnicodeScalarView(stem.unicodeScalars.map { isNameScalar($0) ? $0 : "-" }))
    return reservedNames.contains(name) ? "sweep-\(name)" : name
  }

  private mutating func readExperiment(_ node: YAMLNode, _ file: inout SweepFile) {
    let names = ExperimentKind.all.map(\.name)
    guard let word = word(node, Parameter.experiment.name, among: names + ["command"], runs: names),
      let kind = ExperimentKind.named[word]
    else { return markUnsound() }
    file.kind = kind
  }

  private mutating func readMethod(_ node: YAMLNode) -> (any SweepMethod.Type)? {
    let runs = methods.map { $0.name }
    let name = word(node, "method", among: runs + SweepMethods.later, runs: runs)
    return methods.first { $0.name == name }
  }

  private mutating func readSeeds(_ node: YAMLNode, _ file: inout SweepFile) {
    guard case .list(let items) = node.content else {
      guard let count = integer(node, "seeds", 1...SweepFile.mostTrials, or: ", or a list of seeds") else {
        return
      }
      file.seeds = .count(count)
      return
    }
    let seeds = items.compactMap { integer($0, "seeds", 0...Int(1) << 53) }
    reportRepetition(seeds.map { .integer($0) }, "seeds", at: node.line)
    guard !items.isEmpty else {
      problems.add(.wrongValue("seeds", found: "an empty list", expected: "at least one seed"), at: node.line)
      return
    }
    if seeds.count == items.count { file.seeds = .list(seeds) }
  }

  private mutating func readMeasure(_ node: YAMLNode, _ file: inout SweepFile) {
    for (key, value) in section(node, "measure", ["every", "metrics"]) {
      switch key {
      case "every":
        if case .integer(let every)? = self.value(value, "every", Parameter.measureEvery.domain) {
          file.measureEvery = every
          if !file.kind.has(Parameter.measureEvery) {
            let reason =
              "means nothing to experiment '\(file.kind.name)', which measures at the end"
            problems.add(.inapplicable("every", reason: reason), at: value.line)
          }
        }
      default:
        if case .words(let words)? = self.value(value, "metrics", Parameter.metrics.domain) {
          file.metrics = words.compactMap { MetricGroup(rawValue: $0) }
          for group in file.metrics ?? [] where !file.kind.groups.contains(group) {
            problems.add(.groupOfOthers(group, file.kind), at: value.line)
          }
        }
      }
    }
  }

  private mutating func readRetry(_ node: YAMLNode, _ file: inout SweepFile) {
    for (_, value) in section(node, "retry", ["max"]) {
      file.retryMax = integer(value, "max", 0...100) ?? file.retryMax
    }
  }

  private mutating func readResources(_ node: YAMLNode, _ file: inout SweepFile) {
    for (key, value) in section(node, "resources", ["time", "memory"]) {
      if key == "time" {
        file.timeLimit = value.text.flatMap { ScalarText.duration($0) }
        guard file.timeLimit == nil else { continue }
        problems.add(
          .wrongValue(
            "time", found: value.found, expected: "whole numbers with units, such as 90s, 20m or 1h30m"),
          at: value.line)
      } else {
        file.memoryLimitBytes = value.text.flatMap { ScalarText.bytes($0) }
        guard file.memoryLimitBytes == nil else { continue }
        problems.add(
          .wrongValue(
            "memory", found: value.found, expected: "a number with K, M, G or T, such as 512M or 2G"),
          at: value.line)
      }
    }
  }

  private mutating func readExclude(_ node: YAMLNode, _ file: inout SweepFile) {
    file.excludeLine = node.line
    let items: [YAMLNode]
    if case .list(let list) = node.content { items = list } else { items = [node] }
    for item in items {
      guard let text = item.text, !item.isEmpty else {
        problems.add(
          .wrongValue("exclude", found: item.found, expected: "a condition such as \"target_rank > width\""),
          at: item.line)
        markUnsound()
        continue
      }
      do throws(ExpressionFault) {
        file.exclude.append(
          SweepFile.Condition(line: item.line, text: text, expression: try Expression(text)))
      } catch {
        problems.add(.exclude(text, position: error.position, error.error), at: item.line)
        markUnsound()
      }
    }
  }
}
