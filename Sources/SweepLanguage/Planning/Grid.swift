internal import Expressions
internal import SweepModel

/// Every cell of a sweep's blocks by number, before `exclude`.
struct Grid: Sendable {
  struct Axis: Sendable {
    let parameter: Declaration
    let values: [ParameterValue]
    /// Cells between two of its values.
    let stride: Int
  }

  struct Block: Sendable {
    /// Number of its first cell.
    let start: Int
    let count: Int
    /// The axes with more than one value, apart from the dataset.
    let axes: [Axis]
    let datasets: [DatasetChoice]
    let datasetStride: Int
    /// Parameters whose default follows from the cell.
    let derived: [Declaration]
    /// Those whose value is computed from others.
    let computed: [(parameter: Declaration, expression: Expression)]
    /// Whether some row leaves a parameter at its default that another sets.
    let someAreUnset: Bool
    /// Of rows, which of the datasets each has; `nil` in a grid.
    let datasetOfRow: [Int]?
  }

  /// One value of the dataset axis, with what all its cells share.
  struct DatasetChoice: Sendable {
    /// As the file has it; empty for none.
    let written: String
    let facts: DataFacts?
    let base: Specification
    let template: CanonicalTemplate
  }

  let blocks: [Block]

  var count: Int { blocks.last.map { $0.start + $0.count } ?? 0 }

  /// The cell's specification with seed 0.
  func spec(cell: Int) -> Specification {
    let block = block(of: cell)
    return block.spec(cell - block.start)
  }

  func block(of cell: Int) -> Block {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].start <= cell { low = middle } else { high = middle }
    }
    return blocks[low]
  }
}

extension Grid.Block {
  func dataset(_ cell: Int) -> Grid.DatasetChoice {
    datasets[datasetOfRow?[cell] ?? cell / datasetStride % datasets.count]
  }

  /// The specification of the block's cell number `cell` with seed 0.
  func spec(_ cell: Int) -> Specification {
    let dataset = dataset(cell)
    var spec = dataset.base
    var given: Set<Declaration> = []
    for axis in axes {
      let value = axis.values[cell / axis.stride % axis.values.count]
      if value.isUnset(axis.parameter) { continue }
      spec.set(axis.parameter, to: value)
      if someAreUnset { given.insert(axis.parameter) }
    }
    for (parameter, expression) in computed {
      spec.set(parameter, to: expression.value(of: parameter, in: spec))
    }
    spec.complete(
      someAreUnset ? derived.filter { !given.contains($0) } : derived, data: dataset.facts)
    return spec
  }
}

extension ParameterValue {
  /// Whether it leaves a declared parameter at its default; a program is given 'null' as any other value.
  func isUnset(_ parameter: Declaration) -> Bool { self == .null && parameter.path.isEmpty }
}

extension Expression {
  /// What it comes to in a cell, as the parameter takes it; `nil` where it comes to nothing or to what it does not take.
  func value(of parameter: Declaration, in spec: Specification) -> ParameterValue? {
    let number = number { name in spec.declaration(named: name).flatMap { spec.value(of: $0) } }
    guard let number else { return nil }
    if case .free = parameter.domain {
      let isWhole = names.allSatisfy { name in
        if case .integer? = spec.declaration(named: name).flatMap({ spec.value(of: $0) }) {
          true
        } else {
          false
        }
      }
      return isWhole ? Int(exactly: number).map { .integer($0) } ?? .real(number + 0) : .real(number + 0)
    }
    let value = parameter.domain.drawn(.real(number + 0))
    return parameter.domain.admits(value) ? value : nil
  }
}

extension Grid {
  /// The grid of a file's blocks; `facts` is keyed by data path as written.
  init(_ file: SweepFile, blocks: [SweepFile.Block], facts: [String: DataFacts]) {
    var start = 0
    self.blocks = blocks.map { block in
      let made = Block(block, file, start: start, facts: facts)
      start += made.count
      return made
    }
  }
}

extension Grid.Block {
  fileprivate init(_ block: SweepFile.Block, _ file: SweepFile, start: Int, facts: [String: DataFacts]) {
    var stride = 1
    var axes: [Grid.Axis] = []
    var datasetStride = 1
    for axis in block.axes.reversed() {
      if axis.parameter == Parameter.dataset {
        datasetStride = stride
      } else if axis.values.count > 1 {
        axes.append(Grid.Axis(parameter: axis.parameter, values: axis.values, stride: stride))
      }
      if block.rows == nil, axis.expression == nil { stride *= axis.values.count }
    }
    let given = Set(
      block.axes.filter { axis in !axis.values.contains { $0.isUnset(axis.parameter) } }.map(\.parameter))
    computed = block.axes.compactMap { axis in axis.expression.map { (axis.parameter, $0.expression) } }
    let written = block.axis(Parameter.dataset)?.values.map(\.description) ?? [""]
    let names =
      block.rows == nil ? written : written.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    datasetOfRow = block.rows.flatMap { _ in
      written.count < 2 ? nil : written.map { names.firstIndex(of: $0) ?? 0 }
    }
    derived = file.kind.derived.filter { !given.contains($0) }
    let follows = block.dataFollowSeed ? [Parameter.dataSeed] : []
    let varying = Set(
      axes.map(\.parameter) + computed.map(\.parameter) + derived + follows + [Parameter.seed])
    let fixed = block.axes.filter {
      $0.values.count == 1 && $0.parameter != Parameter.dataset && $0.parameter != Parameter.model
        && !$0.values[0].isUnset($0.parameter)
    }
    datasets = names.map { written in
      let generated = Dataset(written).flatMap { $0.id == nil ? $0 : nil }
      let dataset = generated ?? facts[written].map { .file($0.id) } ?? .none
      var base = file.blank(block, on: dataset)
      if file.kind.has(Parameter.measureEvery) { base[.measureEvery] = file.measureEvery }
      if let metrics = file.metrics { base[.metrics] = metrics }
      if file.measuresTestRows, file.kind.has(Parameter.measureRows) { base[.measureRows] = [.test, .train] }
      if let window = file.window, file.kind.has(Parameter.neighboursApart, on: dataset.source) {
        base[.neighboursApart] = window.apart
      }
      for axis in fixed { base.set(axis.parameter, to: axis.values[0]) }
      return Grid.DatasetChoice(
        written: written, facts: facts[written], base: base,
        template: CanonicalTemplate(base, varying: varying))
    }
    self.start = start
    count = block.rows ?? stride
    self.axes = axes.reversed()
    someAreUnset = axes.contains { axis in axis.values.contains { $0.isUnset(axis.parameter) } }
    self.datasetStride = datasetStride
  }
}

extension SweepFile {
  /// What all cells of the block share before their parameters are set.
  fileprivate func blank(_ block: Block, on dataset: Dataset) -> Specification {
    guard kind.takesArguments else { return Specification(blank: kind, dataset: dataset, model: block.model) }
    var spec = Specification(blank: kind, dataset: dataset, arguments: block.axes.map(\.parameter))
    spec[.command] = command.words
    spec[.environment] = command.environment
    spec[.seedArgument] = command.seedIsArgument
    return spec
  }
}
