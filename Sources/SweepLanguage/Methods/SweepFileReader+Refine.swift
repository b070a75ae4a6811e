internal import Boundaries
internal import Expressions
internal import Refinement
internal import SweepModel
internal import SweepText

/// The section of a sweep that looks for boundaries.
extension SweepFileReader {
  private static let example =
    "a mapping such as {parameter: weight_decay, question: \"pca99 <= target_rank + 1\"}"
  private static let fewestValues = 3

  /// - Returns: what is asked, the parameter's values as they are written, and the section's line; `nil` follows a problem.
  mutating func readRefinement(
    _ node: YAMLNode?, of file: SweepFile
  ) -> (request: BoundaryRequest, written: [ParameterValue], line: Int)? {
    guard let node else {
      problems.add(missingKey: "refine", expected: Self.example, at: 1)
      return nil
    }
    let keys = ["parameter", "question", "tolerance", "batch", "cap"]
    guard let entries = entries(node, "refine", keys, expected: Self.example) else { return nil }
    let given = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    for key in ["parameter", "question"] where given[key] == nil {
      problems.add("'\(key)' is missing in 'refine'. Expected \(Self.example).", at: node.line)
    }
    let tolerance = given["tolerance"].map { decades($0) } ?? 0.25
    let batch = given["batch"].map { integer($0, "batch", 1...1000) } ?? 4
    let cap = given["cap"].map { integer($0, "cap", 6...100_000) } ?? 60
    refuseRunCap(file, at: node.line)
    guard let block = onlyBlock(of: file, at: node.line) else { return nil }
    let axis = given["parameter"].flatMap { readAxis($0, in: block) }
    let question = given["question"].flatMap { readQuestion($0, file) }
    guard let axis, let question, let tolerance, let batch, let cap,
      checkExclude(axis.parameter, block, file), checkWidth(axis, tolerance, at: node.line)
    else { return nil }
    let others = block.axes.filter {
      $0.values.count > 1 && $0.expression == nil && $0.parameter != axis.parameter
    }
    let request = BoundaryRequest(
      along: axis.parameter, axis.values, others: others.map(\.parameter), question: question,
      tolerance: tolerance, batch: batch, cap: cap, seeds: (0..<file.seeds.count).map { file.seeds[$0] })
    return (request, axis.values, node.line)
  }

  private mutating func decades(_ node: YAMLNode) -> Double? {
    guard case .success(let number) = number(node), number.value > 0, number.value <= 10 else {
      return refuse(node, "tolerance", expected: "a number of decades above 0, such as 0.25")
    }
    return number.value
  }

  private mutating func refuseRunCap(_ file: SweepFile, at line: Int) {
    guard file.runCap != nil else { return }
    problems.add(
      "'run_cap' would cut a sweep that refines where its trials happen to end. Give 'cap' in 'refine', which is "
        + "the most trials of one setting.", at: line)
  }

  /// The one that there is, if it is sound.
  private mutating func onlyBlock(of file: SweepFile, at line: Int) -> SweepFile.Block? {
    if file.blocks.count > 1 {
      problems.add(
        "'method: refine' looks in one block, and 'parameters' has \(file.blocks.count), or a model for each. Make "
          + "a sweep of each.", at: file.blocks[1].line)
      return nil
    }
    return file.blocks.first.flatMap { $0.isSound && gridIsSound ? $0 : nil }
  }

  /// The axis along which is looked.
  private mutating func readAxis(_ node: YAMLNode, in block: SweepFile.Block) -> SweepFile.Axis? {
    let varied = block.axes.filter { $0.values.count > 1 && $0.expression == nil }
    guard let axis = block.axes.first(where: { $0.parameter.name == node.text }) else {
      let names = varied.map(\.parameter.name)
      return refuse(
        node, "parameter", expected: names.isEmpty ? "a parameter that the file varies" : either(names))
    }
    let name = axis.parameter.name
    let numbers = axis.values.compactMap(\.number).filter { $0 > 0 && $0.isFinite }
    guard axis.expression == nil, numbers.count == axis.values.count, numbers.count >= Self.fewestValues
    else {
      problems.add(
        "'refine' looks along '\(name)', which needs at least \(Self.fewestValues) values above 0, as decades are "
          + "counted. Give some, such as {distribution: log_grid, min: 1.0e-5, max: 1.0e-1, n: 33}.",
        at: axis.line)
      return nil
    }
    return axis
  }

  private mutating func readQuestion(
    _ node: YAMLNode, _ file: SweepFile
  ) -> BoundaryQuestion? {
    guard let text = node.text, !node.isEmpty else {
      return refuse(node, "question", expected: "a condition such as \"pca99 <= target_rank + 1\"")
    }
    do throws(ExpressionFault) {
      let question = try BoundaryQuestion(
        text, parameters: names(in: file), admitsAnyName: file.kind.takesArguments)
      let parameters = Set(names(in: file).kinds.keys)
      if question.names.allSatisfy(parameters.contains) {
        problems.add(
          "'question' is '\(text.shortened)', which parameters answer without any training. Name a metric in it.",
          at: node.line)
        return nil
      }
      return question
    } catch {
      problems.add(
        "'question' at character \(error.position) of '\(text.shortened)': \(error.sentence)", at: node.line)
      return nil
    }
  }

  /// A setting is left out whole or not at all.
  private mutating func checkExclude(
    _ parameter: Declaration, _ block: SweepFile.Block, _ file: SweepFile
  ) -> Bool {
    let following = block.axes.filter { $0.expression?.expression.names.contains(parameter.name) == true }
    let names = [parameter.name] + following.map(\.parameter.name)
    guard
      let name = names.first(where: { name in file.exclude.contains { $0.expression.names.contains(name) } })
    else { return true }
    problems.add(
      "'exclude' names '\(name)', along which 'refine' looks. Narrow the range of '\(parameter.name)' instead.",
      at: file.excludeLine)
    return false
  }

  /// Between two levels nothing is asked, so that no interval is much narrower than what lies between them.
  private mutating func checkWidth(_ axis: SweepFile.Axis, _ tolerance: Double, at line: Int) -> Bool {
    let levels = axis.values.compactMap(\.number).map(BoundaryRequest.decades).sorted()
    let widest = zip(levels, levels.dropFirst()).map { $1 - $0 }.max() ?? 0
    guard widest > tolerance + 1e-6 else { return true }
    let found = ParameterValue.plain((widest * 1000).rounded() / 1000)
    problems.add(
      "'tolerance' is \(ParameterValue.plain(tolerance)) decades, and values of '\(axis.parameter.name)' lie up to \(found) "
        + "decades apart, so that no threshold can be placed. Give more values, or a greater tolerance.",
      at: line)
    return false
  }
}
