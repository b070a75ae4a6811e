internal import Distributions
internal import Expressions
internal import SweepModel
internal import SweepText

/// Parameters that are drawn or computed, and what conditions may name.
extension SweepFileReader {
  /// The axis of an entry in one of W&B's forms or with an expression, none after noting what is wrong with it; `nil` for
  /// another entry.
  mutating func drawnAxis(_ entry: YAMLNode.Entry, _ parameter: Declaration) -> [SweepFile.Axis]? {
    guard case .mapping(let entries) = entry.value.content, isDrawn(entries) else { return nil }
    let (name, domain) = (parameter.name, parameter.domain)
    guard let given = form(entries, name, entry.value, value: { $0.value($1, name, domain) }) else {
      return []
    }
    var axis = SweepFile.Axis(parameter: parameter, line: entry.line, values: [])
    switch given {
    case .expression(let text): axis.expression = SweepFile.Condition(text: text, expression: .number(0))
    case .distribution(let distribution):
      guard suits(distribution, parameter, at: entry.line) else { return [] }
      guard !draws else {
        axis.drawn = distribution
        return [axis]
      }
      guard let values = gridValues(distribution, name, at: entry.line) else { return [] }
      axis.values = values.map(domain.drawn)
      reportRepetition(axis.values, name, at: entry.line)
      reportEqualDecays(axis.values, parameter, at: entry.line)
      guard axis.values.allSatisfy(domain.admits) else {
        problems.add("'\(name)' takes values that it cannot have. Expected \(domain).", at: entry.line)
        return []
      }
    }
    return [axis]
  }

  /// Whether every number that can be drawn is one that the parameter takes, as far as its bounds tell.
  private mutating func suits(_ distribution: Distribution, _ parameter: Declaration, at line: Int) -> Bool {
    let ends = [0x1p-53, 1 - 0x1p-53].map { parameter.domain.drawn(distribution.value(at: $0)) }
    let isWhole = if case .real = parameter.domain { true } else { distribution.isWhole }
    if isWhole, distribution.isUnbounded || ends.allSatisfy(parameter.domain.admits) { return true }
    problems.add(
      "'\(parameter.name)' is drawn from \(ends.map(\.description).joined(separator: " to ")). Expected "
        + "\(parameter.domain)\(isWhole ? "" : "; 'int_uniform', or a distribution with a whole 'q', draws whole numbers").",
      at: line)
    return false
  }

  /// The block with its expressions read: they name other parameters of the block.
  mutating func withExpressions(_ block: SweepFile.Block, _ file: SweepFile) -> SweepFile.Block {
    guard block.axes.contains(where: { $0.expression != nil }) else { return block }
    let computed = Set(block.axes.filter { $0.expression != nil }.map(\.parameter.name))
    let axes = block.axes.map { axis -> SweepFile.Axis in
      guard let written = axis.expression else { return axis }
      var axis = axis
      do throws(ExpressionFault) {
        let expression = try Expression(number: written.text, names: names(in: file))
        axis.expression = SweepFile.Condition(text: written.text, expression: expression)
        if let other = expression.names.first(where: computed.contains) {
          problems.add(
            "the expression of '\(axis.parameter.name)' names '\(other)', which is computed itself. Name parameters with "
              + "values.", at: axis.line)
        }
      } catch {
        problems.add(
          "the expression of '\(axis.parameter.name)' at character \(error.position) of '\(written.text.shortened)': "
            + error.sentence, at: axis.line)
        gridIsSound = false
      }
      return axis
    }
    return SweepFile.Block(line: block.line, axes: axes, isSound: block.isSound)
  }

  /// What a condition of the file may name: the declared parameters, or those of its program.
  func names(in file: SweepFile) -> ExpressionNames {
    guard file.kind.takesArguments else { return .parameters }
    var kinds: [String: ExpressionNames.Kind] = [:]
    for axis in file.blocks.flatMap(\.axes) {
      let values = axis.expression == nil ? axis.drawn?.choices ?? axis.values : []
      kinds[axis.parameter.name] =
        if values.allSatisfy({ $0.number != nil || $0 == .null }) {
          .number
        } else if values.allSatisfy({ if case .flag = $0 { true } else { $0 == .null } }) {
          .truth
        } else if values.contains(where: \.isCollection) {
          .list
        } else {
          .word(known: nil, hasNumbers: values.contains { $0.number != nil })
        }
    }
    return ExpressionNames(kinds, noun: "parameter", home: "The file's own parameters are known.")
  }

  /// A name that no parameter has: what it is called here, where it is known elsewhere, and all names at most once.
  mutating func refuseUnknown(_ entry: YAMLNode.Entry) {
    if let name = Synonyms.parameters[entry.key.lowercased()] {
      problems.add(
        "'\(entry.key.shortened)' is not known in 'parameters'. It is '\(name)' here.", at: entry.line)
      return
    }
    let known = Declaration.table.map(\.name)
    guard nearestName(to: entry.key, among: known) == nil, hasListedNames else {
      hasListedNames = hasListedNames || nearestName(to: entry.key, among: known) == nil
      return problems.add(unknownKey: entry, in: "parameters", known: known)
    }
    problems.add("'\(entry.key.shortened)' is not known in 'parameters' either.", at: entry.line)
  }
}

extension SweepFile.Axis {
  /// Its values become what is drawn from; 'not set' is one of them.
  mutating func draw() {
    drawn = .categorical((hasUnset ? [.null] : []) + values)
    (values, hasUnset) = ([], false)
  }
}

extension ParameterValue {
  fileprivate var isCollection: Bool {
    switch self {
    case .list, .map, .integers, .lists, .words: true
    default: false
    }
  }
}

extension Distribution {
  /// Whether its ends say nothing of what it draws.
  fileprivate var isUnbounded: Bool {
    switch self {
    case .normal, .logNormal, .categorical, .weighted, .constant: true
    case .quantised(let other, _, _): other.isUnbounded
    default: false
    }
  }
}
