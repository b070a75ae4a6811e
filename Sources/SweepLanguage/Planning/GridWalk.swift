internal import Rules
internal import SweepModel
internal import SweepText

/// Looks at every cell of a sweep once: leaves out what `exclude` names and checks what is left. Where all of them are to be
/// run it names their trials in the same pass.
struct GridWalk {
  private let file: SweepFile
  private let choice: SweepCells
  private let takesAll: Bool
  /// Whether a block's trials take their seed for `data_seed`.
  private let someDataFollow: Bool

  /// Cells that are not left out.
  private(set) var kept = 0
  /// Those of them that have fewer trials than seeds because of the cap.
  private(set) var cut = 0
  private(set) var flops = 0.0
  private(set) var variation = Variation()
  private var cells: [Int] = []
  private var ids: [TrialID] = []
  private var seen: Set<TrialID> = []
  private var text: [UInt8] = []

  private static let mixedSeeds =
    "'\(Parameter.dataSeed.name)' makes some trials of this block those of another block, and others not. Give the two "
    + "blocks other values of it, or other seeds in a sweep of its own."

  init(_ file: SweepFile, _ choice: SweepCells, takesAll: Bool) {
    (self.file, self.choice, self.takesAll) = (file, choice, takesAll)
    someDataFollow = file.blocks.contains(where: \.dataFollowSeed)
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
      if spec.kind.takesArguments, spec.canonicalBytes.count > CommandTrial.longestText {
        problems.add(
          "words, environment and parameters of a trial have more than \(CommandTrial.longestText >> 10) KiB together. Hand "
            + "large ones over in a file.", at: source.line)
      }
      for computed in block.computed where spec.value(of: computed.parameter) == nil {
        problems.add(
          "the expression of '\(computed.parameter.name)' comes to no value of it in some cells: something in it is not "
            + "set there, or the result is not \(computed.parameter.domain). 'exclude' can leave them out.",
          at: source.axis(computed.parameter)?.line ?? source.line)
      }
      // Which rows are held out, and so whether each class has one left, may be another matter with each seed.
      let seeds = spec.dataFollowSeed && dataset.facts?.labels != nil ? file.seeds.count : 1
      for index in 0..<seeds where broken.check(spec.with(seed: file.seeds[index]), dataset.facts) { break }
      guard problems.all.isEmpty, broken.isEmpty else { continue }
      if takesAll {
        let isAlone = file.blocks.count == 1 && block.datasets.count == 1
        guard add(spec, number: block.start + cell, dataset, isAlone: isAlone) else {
          problems.add(Self.mixedSeeds, at: source.axis(Parameter.dataSeed)?.line ?? source.line)
          continue
        }
      }
      variation.note(spec)
    }
    for (rule, sentence, count) in broken.found {
      let line = broken.declarations(of: rule).lazy.compactMap { source.axis($0)?.line }.first ?? source.line
      let all = kept - keptBefore
      let share =
        count == all
        ? " This is so in every cell."
        : " This is so in \(count) of \(all) cells; 'exclude' can leave them out."
      problems.add(all == 1 ? sentence : sentence + share, at: line)
    }
  }

  /// Adds the cell's trials, unless another block or a copy of its data has brought them, up to the cap. False where only
  /// some of them are there, which is so where data follow the seed in one block and not in the other.
  private mutating func add(
    _ spec: Specification, number: Int, _ dataset: Grid.DatasetChoice, isAlone: Bool
  ) -> Bool {
    let room = (file.runCap ?? .max) - ids.count
    if room < file.seeds.count { cut += 1 }
    guard room > 0 else { return true }
    var found: [TrialID] = []
    var copies = 0
    for index in 0..<(someDataFollow ? file.seeds.count : min(room, file.seeds.count)) {
      let id = id(of: spec.with(seed: file.seeds[index]), dataset.template)
      // Elsewhere the first tells of all.
      if !isAlone, index == 0 || someDataFollow, !seen.insert(id).inserted { copies += 1 }
      if index == 0, copies == 1, !someDataFollow { return true }
      if found.count < room { found.append(id) }
    }
    guard copies == 0 else { return copies == file.seeds.count }
    ids += found
    cells.append(number)
    flops += spec.flops(dataset.facts) * Double(found.count)
    return true
  }

  private mutating func id(of spec: Specification, _ template: CanonicalTemplate) -> TrialID {
    text.removeAll(keepingCapacity: true)
    template.write(spec, to: &text)
    var hash = ContentHash()
    hash.update(text)
    return hash.finish()
  }
}
