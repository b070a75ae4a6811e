internal import SweepModel

/// Expands a checked sweep file: looks at its data, leaves out what `exclude` names, checks what is left and
/// names every trial.
struct SweepPlanner {
  let file: SweepFile
  private(set) var problems: SweepProblems
  private var facts: [String: DataFacts] = [:]

  // What the walk over the grid gathers.
  private var cells: [Int] = []
  private var ids: [TrialID] = []
  private var flops = 0.0
  private var seen: Set<TrialID> = []
  private var variation = Variation()
  private var text: [UInt8] = []

  init(file: SweepFile, problems: SweepProblems) {
    self.file = file
    self.problems = problems
  }

  mutating func plan(gridIsSound: Bool, data: (String) throws -> DataFacts) throws(SweepProblems) -> SweepPlan
  {
    let blocks = readFacts(data)
    guard isWithinLimit(blocks), gridIsSound, !blocks.isEmpty else { throw problems }
    let grid = Grid(file, blocks: blocks, facts: facts)
    for (source, block) in zip(blocks, grid.blocks) { walk(block, source) }
    if cells.isEmpty, problems.all.isEmpty {
      problems.add(.allExcluded(cells: grid.blocks.reduce(0) { $0 + $1.count }), at: file.excludeLine)
    }
    guard problems.all.isEmpty else { throw problems }
    return SweepPlan(
      id: sweepID(), name: file.name, kind: file.kind,
      trials: PlannedTrials(ids: ids, cells: cells, grid: grid, seeds: file.seeds), cells: cells.count,
      variedParameters: variation.names,
      data: Dictionary(facts.values.map { ($0.id, $0) }) { $0.path < $1.path ? $0 : $1 },
      retryMax: file.retryMax,
      timeLimit: file.timeLimit, memoryLimitBytes: file.memoryLimitBytes, runCap: file.runCap,
      totalFlops: flops)
  }

  /// Looks at each data file once.
  ///
  /// - Returns: the blocks that can be expanded.
  private mutating func readFacts(_ data: (String) throws -> DataFacts) -> [SweepFile.Block] {
    var failed: Set<String> = []
    return file.blocks.filter { block in
      var isSound = block.isSound
      guard let axis = block.axis(Parameter.dataset) else { return isSound }
      for written in axis.values.map(\.description) where DataSource(rawValue: written) == nil {
        if failed.contains(written) { isSound = false }
        guard facts[written] == nil, !failed.contains(written) else { continue }
        do {
          facts[written] = try data(resolve(written))
        } catch {
          failed.insert(written)
          isSound = false
          problems.add(.data(path: written, "\(error)"), at: axis.line)
        }
      }
      return isSound
    }
  }

  /// A path relative to the sweep file's folder.
  private func resolve(_ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = problems.path.lastIndex(of: "/") else { return path }
    return problems.path[...slash] + path
  }

  private mutating func isWithinLimit(_ blocks: [SweepFile.Block]) -> Bool {
    var total = 0.0
    for block in blocks {
      total += block.axes.reduce(Double(file.seeds.count)) { $0 * Double($1.values.count) }
    }
    guard total > Double(SweepFile.mostTrials) else { return true }
    let trials = Int(exactly: total).map { String($0) } ?? ParameterValue.plain(total)
    problems.add(.tooMany(trials: trials, limit: SweepFile.mostTrials), at: blocks[0].line)
    return false
  }

  private mutating func walk(_ block: Grid.Block, _ source: SweepFile.Block) {
    var broken = BrokenRules(file.kind)
    var kept = 0
    variation.begin(source)
    for cell in 0..<block.count {
      let spec = block.spec(cell)
      let dataset = block.dataset(cell)
      guard !isExcluded(spec, dataset) else { continue }
      kept += 1
      broken.check(spec, dataset.facts)
      guard problems.all.isEmpty, broken.isEmpty else { continue }
      add(
        spec, number: block.start + cell, dataset,
        isAlone: file.blocks.count == 1 && block.datasets.count == 1)
      variation.note(spec)
    }
    for (rule, sentence, count) in broken.found {
      let line = broken.declarations(of: rule).lazy.compactMap { source.axis($0)?.line }.first ?? source.line
      problems.add(.cells(sentence, bad: count, of: kept), at: line)
    }
  }

  private func isExcluded(_ spec: Specification, _ dataset: Grid.DatasetChoice) -> Bool {
    file.exclude.contains { condition in
      condition.expression.holds { name in
        if name == Parameter.dataset.name { return dataset.written.isEmpty ? nil : .word(dataset.written) }
        return Declaration.named[name].flatMap { spec.value(of: $0) }
      }
    }
  }

  /// Adds the cell's trials, unless another block or a copy of its data has brought them, up to the cap.
  private mutating func add(_ spec: Specification, number: Int, _ dataset: Grid.DatasetChoice, isAlone: Bool) {
    let room = (file.runCap ?? .max) - ids.count
    guard room > 0 else { return }
    var spec = spec
    let count = min(room, file.seeds.count)
    for index in 0..<count {
      spec[.seed] = file.seeds[index]
      let id = id(of: spec, dataset.template)
      if index == 0, !isAlone, !seen.insert(id).inserted { return }
      ids.append(id)
    }
    cells.append(number)
    flops += spec.flops(dataset.facts) * Double(count)
  }

  private mutating func id(of spec: Specification, _ template: CanonicalTemplate) -> TrialID {
    text.removeAll(keepingCapacity: true)
    template.write(spec, to: &text)
    var hash = ContentHash()
    hash.update(text)
    return hash.finish()
  }

  private func sweepID() -> SweepID {
    var hash = ContentHash()
    hash.update(file.name + "\n")
    for id in ids { hash.update(id.description) }
    return hash.finish()
  }
}

/// Which of the parameters that a file names differ between cells.
private struct Variation {
  private var parameters: [Declaration] = []
  private var varied: Set<Declaration> = []
  private var first: Specification?

  var names: [String] { parameters.filter(varied.contains).map(\.name) }

  mutating func begin(_ block: SweepFile.Block) {
    for axis in block.axes where !parameters.contains(axis.parameter) {
      parameters.append(axis.parameter)
    }
  }

  mutating func note(_ spec: Specification) {
    guard let first else { return first = spec }
    for parameter in parameters where !varied.contains(parameter) {
      if spec.value(of: parameter) != first.value(of: parameter) { varied.insert(parameter) }
    }
  }
}
