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
  func dataset(_ cell: Int) -> Grid.DatasetChoice { datasets[cell / datasetStride % datasets.count] }

  /// The specification of the block's cell number `cell` with seed 0.
  func spec(_ cell: Int) -> Specification {
    let dataset = dataset(cell)
    var spec = dataset.base
    for axis in axes {
      spec.set(axis.parameter, to: axis.values[cell / axis.stride % axis.values.count])
    }
    spec.complete(derived, data: dataset.facts)
    return spec
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
      stride *= axis.values.count
    }
    let given = Set(block.axes.map(\.parameter))
    derived = file.kind.derived.filter { !given.contains($0) }
    let follows = block.dataFollowSeed ? [Parameter.dataSeed] : []
    let varying = Set(axes.map(\.parameter) + derived + follows + [Parameter.seed])
    let fixed = block.axes.filter {
      $0.values.count == 1 && $0.parameter != Parameter.dataset && $0.parameter != Parameter.model
    }
    datasets = (block.axis(Parameter.dataset)?.values.map(\.description) ?? [""]).map { written in
      let generated = Dataset(written).flatMap { $0.id == nil ? $0 : nil }
      let dataset = generated ?? facts[written].map { .file($0.id) } ?? .none
      var base = Specification(blank: file.kind, dataset: dataset, model: block.model)
      if file.kind.has(Parameter.measureEvery) { base[.measureEvery] = file.measureEvery }
      if let metrics = file.metrics { base[.metrics] = metrics }
      if file.measuresTestRows, file.kind.has(Parameter.measureRows) { base[.measureRows] = [.test, .train] }
      for axis in fixed { base.set(axis.parameter, to: axis.values[0]) }
      return Grid.DatasetChoice(
        written: written, facts: facts[written], base: base,
        template: CanonicalTemplate(base, varying: varying))
    }
    self.start = start
    count = stride
    self.axes = axes.reversed()
    self.datasetStride = datasetStride
  }
}
