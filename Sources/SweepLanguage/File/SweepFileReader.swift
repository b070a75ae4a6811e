internal import SweepModel
internal import SweepText

/// Turns a YAML tree into a `SweepFile`, and collects everything that is wrong on the way.
package struct SweepFileReader {
  var problems: SweepProblems
  /// False once something that the grid depends on could not be read.
  var gridIsSound = true

  private let methods: [any SweepMethod.Type]
  /// Of the file's top level.
  private(set) var keys = SweepFile.keys
  /// What a person should know of how the file is read.
  var notes: [String] = []
  /// Whether parameters may be drawn from distributions.
  private(set) var draws = false
  let overrides: SweepOverrides
  /// Whether the names of what is known were told.
  var hasListedNames = false

  init(
    methods: [any SweepMethod.Type], problems: SweepProblems, overrides: SweepOverrides = SweepOverrides()
  ) {
    (self.methods, self.problems, self.overrides) = (methods, problems, overrides)
  }

  /// A variable of the environment in which the file was read.
  var variable: (String) -> String? { { [overrides] in overrides.variables?[$0] } }

  mutating func read(_ root: YAMLNode) -> SweepFile {
    var file = SweepFile(name: Self.defaultName(problems.path))
    guard case .mapping(let written) = root.content else {
      problems.add(noMapping: root)
      return file
    }
    let entries = overrides.applied(to: Self.unwrapped(written))
    let method = entries.first { $0.key == "method" }.flatMap { readMethod($0.value) } ?? GridMethod.self
    draws = draws || method.drawsCells
    let isCommand = Self.isCommand(entries)
    keys += method.keys + (isCommand ? Self.commandKeys : [])
    let sections = sections(of: entries, isCommand: isCommand)
    if let node = sections["name"] {
      if isCommand { readForeignName(node, &file) } else { readName(node, &file) }
    }
    if isCommand { file.kind = .command }
    if let node = sections["experiment"] { readExperiment(node, &file) }
    if isCommand, !file.kind.takesArguments {
      refuseProgram(sections, of: file)
      return file
    }
    file.seeds = method.usualSeeds
    readLimits(sections, &file)
    readParameters(sections, at: root.line, &file)
    if let method = method.init(sections.filter { method.keys.contains($0.key) }, of: file, reader: &self) {
      file.method = method
    }
    return file
  }

  private mutating func readLimits(_ sections: [String: YAMLNode], _ file: inout SweepFile) {
    if let node = sections["seeds"] { readSeeds(node, &file) }
    if let node = sections["measure"] { readMeasure(node, &file) }
    if let node = sections["run_cap"] { file.runCap = integer(node, "run_cap", 1...Int.max) }
    if let node = sections["retry"] { readRetry(node, &file) }
    if let node = sections["resources"] { readResources(node, &file) }
  }

  private mutating func readParameters(
    _ sections: [String: YAMLNode], at line: Int, _ file: inout SweepFile
  ) {
    if file.kind.takesArguments { readCommand(sections, at: line, &file) }
    if let node = sections["parameters"], file.kind.takesArguments {
      file.blocks = readArgumentBlocks(node, &file)
    } else if let node = sections["parameters"] {
      file.blocks = readBlocks(node, kind: file.kind)
    } else if !file.kind.needsData {
      file.blocks = [SweepFile.Block(line: line, axes: [], isSound: true)]
    } else {
      problems.add(missingKey: "parameters", expected: "a mapping from parameter to values", at: line)
    }
    file.blocks = file.blocks.map { withExpressions($0, file) }
    if let node = sections["batch"], file.kind.takesArguments { readBatch(node, &file) }
    checkOrder(of: file)
    if let node = sections["exclude"] { readExclude(node, &file) }
    if draws, file.blocks.count > 1 {
      problems.add(
        "'method: random' draws from one block, and 'parameters' has \(file.blocks.count), or a model for each. Make a sweep of "
          + "each.", at: file.blocks[1].line)
    }
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
  static func isReserved(_ name: String) -> Bool {
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
    let name = asName(stem)
    return isReserved(name) ? "sweep-\(name)" : name
  }

  static func asName(_ text: some StringProtocol) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isNameScalar($0) ? $0 : "-" }))
  }

  private mutating func readExperiment(_ node: YAMLNode, _ file: inout SweepFile) {
    let names = ExperimentKind.all.map(\.name)
    guard let word = word(node, Parameter.experiment.name, among: names),
      let kind = ExperimentKind.named[word]
    else {
      gridIsSound = false
      return
    }
    file.kind = kind
  }

  private mutating func readMethod(_ node: YAMLNode) -> (any SweepMethod.Type)? {
    let runs = methods.map { $0.name }
    if let text = node.text, ["bayes", "custom"].contains(text) {
      draws = true
      problems.add(
        text == "bayes"
          ? "'method' is 'bayes', which seeks one optimum and leaves the rest of the space out. Give '--method random', which "
            + "draws from the same distributions."
          : "'method' is 'custom', which is a search of W&B Launch. Choose \(either(runs)).", at: node.line)
      return nil
    }
    let name = word(node, "method", among: runs)
    return methods.first { $0.name == name }
  }
}
