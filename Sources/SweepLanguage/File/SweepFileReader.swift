internal import SweepModel

/// Turns a YAML tree into a `SweepFile`, and collects everything that is wrong on the way.
package struct SweepFileReader {
  var problems: SweepProblems
  /// False once something that the grid depends on could not be read.
  var gridIsSound = true

  private let methods: [any SweepMethod.Type]
  /// Of the file's top level.
  private(set) var keys = SweepFile.keys

  init(methods: [any SweepMethod.Type], problems: SweepProblems) {
    (self.methods, self.problems) = (methods, problems)
  }

  mutating func read(_ root: YAMLNode) -> SweepFile {
    var file = SweepFile(name: Self.defaultName(problems.path))
    guard case .mapping(let entries) = root.content else {
      problems.add(noMapping: root)
      return file
    }
    let method = entries.first { $0.key == "method" }.flatMap { readMethod($0.value) } ?? GridMethod.self
    keys += method.keys
    var sections: [String: YAMLNode] = [:]
    for entry in entries {
      if keys.contains(entry.key) {
        sections[entry.key] = entry.value
      } else if Declaration.named[entry.key] != nil {
        problems.add("'\(entry.key)' does not belong here. Put it under 'parameters'.", at: entry.line)
      } else {
        problems.add(unknownKey: entry, known: keys)
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
      problems.add(missingKey: "parameters", expected: "a mapping from parameter to values", at: root.line)
    }
    if let node = sections["exclude"] { readExclude(node, &file) }
    if let method = method.init(sections.filter { method.keys.contains($0.key) }, of: file, reader: &self) {
      file.method = method
    }
    return file
  }

  private mutating func readName(_ node: YAMLNode, _ file: inout SweepFile) {
    let isGood = node.text.map {
      !$0.isEmpty && $0.utf8.count <= 100 && !Self.isReserved($0) && DataID($0) == nil
        && $0.unicodeScalars.allSatisfy(Self.isNameScalar)
    }
    guard isGood == true, let name = node.text else {
      refuse(
        node, "name",
        expected:
          "up to 100 letters, digits, '-', '_' and '.' that start with no '-' or '.', other than 'all', "
          + "'last', a number, a range of numbers and a sweep's id")
      return
    }
    file.name = name
  }

  /// What selects sweeps is no sweep's name.
  private static func isReserved(_ name: String) -> Bool {
    if ["all", "last"].contains(name) || name.hasPrefix("-") || name.hasPrefix(".") { return true }
    let ends = name.split(separator: "-", omittingEmptySubsequences: false)
    return ends.count < 3 && ends.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar)
  }

  /// The file's name without folder and extension.
  private static func defaultName(_ path: String) -> String {
    let last = path.split(separator: "/").last ?? "sweep"
    let stem = last.split(separator: ".").first ?? "sweep"
    let name = String(String.UnicodeScalarView(stem.unicodeScalars.map { isNameScalar($0) ? $0 : "-" }))
    return isReserved(name) ? "sweep-\(name)" : name
  }

  private mutating func readExperiment(_ node: YAMLNode, _ file: inout SweepFile) {
    let names = ExperimentKind.all.map(\.name)
    guard let word = word(node, Parameter.experiment.name, among: names + ["command"], runs: names),
      let kind = ExperimentKind.named[word]
    else {
      gridIsSound = false
      return
    }
    file.kind = kind
  }

  private mutating func readMethod(_ node: YAMLNode) -> (any SweepMethod.Type)? {
    let runs = methods.map { $0.name }
    let name = word(node, "method", among: runs + SweepMethods.later, runs: runs)
    return methods.first { $0.name == name }
  }
}
