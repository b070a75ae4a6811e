internal import Distributions
internal import Expressions
internal import SweepModel
internal import SweepText

/// The parameters of a program of one's own: any names, one in another, with W&B's forms.
extension SweepFileReader {
  /// Blocks, each a grid or a space to draw from; the values of `seed` go to the file's seeds.
  mutating func readArgumentBlocks(_ node: YAMLNode, _ file: inout SweepFile) -> [SweepFile.Block] {
    var nodes = [node]
    if case .list(let items) = node.content, !items.isEmpty { nodes = items }
    return nodes.flatMap { node -> [SweepFile.Block] in
      let problemsBefore = problems.all.count
      guard case .mapping(let entries) = node.content else {
        refuse(node, "parameters", expected: "a mapping from parameter to values")
        return [SweepFile.Block(line: node.line, axes: [], isSound: false)]
      }
      var axes: [SweepFile.Axis] = []
      for entry in entries where entry.key != Parameter.seed.name { readArgument(entry, under: [], &axes) }
      if let entry = entries.first(where: { $0.key == Parameter.seed.name }) {
        readSeedArgument(entry, &file, isAlone: nodes.count == 1)
      }
      var names: Set<String> = []
      for axis in axes where !names.insert(axis.parameter.name).inserted {
        problems.add(
          "'\(axis.parameter.name)' is the name of two parameters, one with a point in it and one under another. "
            + "Rename one of them.", at: axis.line)
      }
      if axes.count > CommandTrial.mostArguments {
        problems.add(
          "there are \(axes.count) parameters, and a program is given at most \(CommandTrial.mostArguments).",
          at: node.line)
      }
      // As W&B orders a grid: names sorted, what is nested where its name stands, the last varying fastest.
      axes.sort { $0.parameter.path.lexicographicallyPrecedes($1.parameter.path) }
      return [SweepFile.Block(line: node.line, axes: axes, isSound: problems.all.count == problemsBefore)]
    }
  }

  private mutating func readArgument(
    _ entry: YAMLNode.Entry, under path: [String], _ axes: inout [SweepFile.Axis]
  ) {
    let name = (path + [entry.key]).joined(separator: ".")
    guard let parameter = Declaration.argument(path + [entry.key]) else {
      let isDeep = path.count >= ParameterValue.deepest
      problems.add(
        isDeep
          ? "parameters are nested more than \(ParameterValue.deepest) deep."
          : "'\(name.shortened)' is no name of a parameter. Begin with a letter or '_', and go on with letters, digits, "
            + "'_', '.' and '-', at most 100.", at: entry.line)
      return
    }
    if case .mapping(let inner) = entry.value.content, inner.contains(where: { $0.key == "parameters" }) {
      guard inner.count == 1, case .mapping(let nested) = inner[0].value.content, !nested.isEmpty else {
        let _: Never? = refuse(
          entry.value, name, found: "given by 'parameters' and more",
          expected: "'parameters' alone, with at least one parameter")
        return
      }
      for one in nested { readArgument(one, under: path + [entry.key], &axes) }
      return
    }
    guard let given = argumentForm(entry.value, name, parameter) else { return }
    var axis = SweepFile.Axis(parameter: parameter, line: entry.line, values: [])
    switch given {
    case .expression(let text): axis.expression = SweepFile.Condition(text: text, expression: .number(0))
    case .distribution(let distribution) where draws: axis.drawn = distribution
    case .distribution(let distribution):
      guard let values = gridValues(distribution, name, at: entry.line) else { return }
      axis.values =
        values.reduce(into: (seen: Set<ParameterValue>(), kept: [])) {
          if $0.seen.insert($1).inserted { $0.kept.append($1) }
        }.kept
    }
    axes.append(axis)
  }

  private mutating func argumentForm(
    _ node: YAMLNode, _ name: String, _ parameter: Declaration
  ) -> ParameterForm? {
    guard case .mapping(let entries) = node.content else {
      if case .list(let items) = node.content {
        let values = items.compactMap { anything($0, name) }
        guard !items.isEmpty else { return refuse(node, name, expected: "at least one value") }
        return values.count == items.count ? .distribution(.categorical(values)) : nil
      }
      return anything(node, name).map { .distribution(.constant($0)) }
    }
    let isOurs = entries.contains { $0.key == "range" } || entries.contains { $0.value.text == "log_grid" }
    if isOurs { return readValues(node, parameter).map { .distribution(.categorical($0)) } }
    return form(entries, name, node) { $0.anything($1, name) }
  }

  /// A parameter called `seed` is the seeds.
  private mutating func readSeedArgument(_ entry: YAMLNode.Entry, _ file: inout SweepFile, isAlone: Bool) {
    let name = Parameter.seed.name
    guard isAlone else {
      problems.add(
        "'seed' stands in one of several blocks. Give 'seeds' at the top level of the file.", at: entry.line)
      return
    }
    guard let given = argumentForm(entry.value, name, Parameter.seed) else { return }
    guard case .distribution(let distribution) = given, let values = distribution.choices else {
      return refuse(entry.value, name, expected: "a list of seeds, because each cell runs with all of them")
    }
    let seeds = values.compactMap { value -> Int? in
      if case .integer(let seed) = value, Parameter.seed.domain.admits(value) { seed } else { nil }
    }
    guard seeds.count == values.count else {
      return refuse(
        entry.value, name, expected: "\(Parameter.seed.domain) each, as they are the seeds of every cell")
    }
    if draws, seeds.count > Self.mostDrawnSeeds {
      let _: Never? = refuse(
        entry.value, name, found: "one of \(seeds.count) numbers",
        expected:
          "the seeds that each drawn cell runs with, at most \(Self.mostDrawnSeeds), such as {values: [1, 2, 3]}"
      )
      return
    }
    file.seeds = .list(seeds)
    file.command.seedIsArgument = true
  }

  /// More would make a random sweep one of seeds.
  private static let mostDrawnSeeds = 100
}
