/// Every cell of a sweep's blocks by number, before `exclude`.
struct Grid: Sendable {
  struct Axis: Sendable {
    let parameter: Parameter
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
    let derived: [Parameter]
  }

  /// One value of the dataset axis, with what all its cells share.
  struct DatasetChoice: Sendable {
    /// As the file has it; empty for none.
    let written: String
    let facts: DataFacts?
    let base: TrialSpec
    let template: CanonicalTemplate
  }

  let blocks: [Block]

  /// The cell's specification with seed 0.
  func spec(cell: Int) -> TrialSpec {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].start <= cell { low = middle } else { high = middle }
    }
    return blocks[low].spec(cell - blocks[low].start)
  }
}

extension Grid.Block {
  func dataset(_ cell: Int) -> Grid.DatasetChoice { datasets[cell / datasetStride % datasets.count] }

  /// The specification of the block's cell number `cell` with seed 0.
  func spec(_ cell: Int) -> TrialSpec {
    let dataset = dataset(cell)
    var spec = dataset.base
    for axis in axes {
      spec.assign(axis.values[cell / axis.stride % axis.values.count], to: axis.parameter)
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
      if axis.parameter.name == "dataset" {
        datasetStride = stride
      } else if axis.values.count > 1 {
        axes.append(Grid.Axis(parameter: axis.parameter, values: axis.values, stride: stride))
      }
      stride *= axis.values.count
    }
    let given = Set(block.axes.map(\.parameter.name))
    let derived = Parameter.derivedOnes.filter { !given.contains($0.name) }
    let varying = Set(axes.map(\.parameter.name) + derived.map(\.name) + [Parameter.seed.name])
    let fixed = block.axes.filter { $0.values.count == 1 && $0.parameter.name != "dataset" }
    datasets = (block.axis("dataset")?.values.map(\.description) ?? [""]).map { written in
      let dataset: Dataset =
        switch written {
        case "": .none
        case "teacher": .teacher
        case "gaussian-clusters": .gaussianClusters
        default: facts[written].map { .file($0.id) } ?? .none
        }
      var base = TrialSpec(blank: file.experiment, dataset: dataset)
      base.measureEvery = file.measureEvery
      if let metrics = file.metrics { base.metrics = metrics }
      for axis in fixed { base.assign(axis.values[0], to: axis.parameter) }
      return Grid.DatasetChoice(
        written: written, facts: facts[written], base: base,
        template: CanonicalTemplate(base, varying: varying))
    }
    self.start = start
    count = stride
    self.axes = axes.reversed()
    self.datasetStride = datasetStride
    self.derived = derived
  }
}
