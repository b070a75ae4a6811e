internal import SweepModel

/// Looks at every cell of a sweep once: leaves out what `exclude` names and checks what is left. Where all of them are to be
/// run it names their trials in the same pass.
struct GridWalk {
  private let file: SweepFile
  private let choice: SweepCells
  private let takesAll: Bool

  /// Cells that are not left out.
  private(set) var kept = 0
  private(set) var flops = 0.0
  private(set) var variation = Variation()
  private var cells: [Int] = []
  private var ids: [TrialID] = []
  private var seen: Set<TrialID> = []
  private var text: [UInt8] = []

  init(_ file: SweepFile, _ choice: SweepCells, takesAll: Bool) {
    (self.file, self.choice, self.takesAll) = (file, choice, takesAll)
  }

  var trials: PlannedTrials { PlannedTrials(ids: ids, cells: cells, of: choice.grid, seeds: file.seeds) }

  mutating func pass(_ block: Grid.Block, _ source: SweepFile.Block, _ problems: inout SweepProblems) {
    var broken = BrokenRules(file.kind)
    let keptBefore = kept
    variation.begin(source)
    for cell in 0..<block.count {
      let spec = block.spec(cell)
      let dataset = block.dataset(cell)
      guard !choice.isLeftOut(spec, dataset) else { continue }
      kept += 1
      broken.check(spec, dataset.facts)
      guard problems.all.isEmpty, broken.isEmpty else { continue }
      if takesAll {
        add(
          spec, number: block.start + cell, dataset,
          isAlone: file.blocks.count == 1 && block.datasets.count == 1)
      }
      variation.note(spec)
    }
    for (rule, sentence, count) in broken.found {
      let line = broken.declarations(of: rule).lazy.compactMap { source.axis($0)?.line }.first ?? source.line
      let all = kept - keptBefore
      let share = " This is so in \(count) of \(all) cells; 'exclude' can leave them out."
      problems.add(all == 1 ? sentence : sentence + share, at: line)
    }
  }

  /// Adds the cell's trials, unless another block or a copy of its data has brought them, up to the cap.
  private mutating func add(_ spec: Specification, number: Int, _ dataset: Grid.DatasetChoice, isAlone: Bool)
  {
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
}
