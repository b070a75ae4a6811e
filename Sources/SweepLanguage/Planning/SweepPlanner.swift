internal import CodeBundles
internal import Distributions
internal import Expressions
internal import Rules
package import SweepModel
internal import SweepText

/// What a data file is, by its path and what the trials say of its first line.
package typealias DataReader = (String, _ header: Bool?) throws -> DataFacts

/// Makes a plan of a checked sweep file: looks at its data, and has its cells walked over.
struct SweepPlanner {
  let file: SweepFile
  private(set) var problems: SweepProblems
  private let gridIsSound: Bool
  private var notes: [String]
  private var facts: [String: DataFacts] = [:]

  init(_ file: SweepFile, readBy reader: SweepFileReader) {
    self.file = file
    problems = reader.problems
    gridIsSound = reader.gridIsSound
    notes = reader.notes
  }

  mutating func plan(_ data: DataReader, code: CodeReader? = nil) throws(SweepProblems) -> SweepPlan {
    if file.kind.takesArguments { readCode(code, data) }
    let asked = readFacts(data)
    checkConditions()
    guard isWithinLimit(asked), gridIsSound, !asked.isEmpty else { throw problems }
    let isRandom = type(of: file.method).drawsCells
    let isUncapped = isRandom && file.runCap == nil
    let blocks = isRandom ? asked.map { drawn($0) } : asked
    let cells = cells(of: blocks)
    let proposal = file.method.propose(after: [], among: cells)
    var walk = GridWalk(file, cells, takesAll: proposal.takesAll)
    for (source, block) in zip(blocks, cells.grid.blocks) { walk.pass(block, source, &problems) }
    if walk.kept == 0, problems.all.isEmpty {
      let count = cells.grid.count
      problems.add(
        "'exclude' leaves none of \(count) \(count == 1 ? "cell" : "cells"), so there is nothing to run.",
        at: file.excludeLine)
    }
    if problems.all.isEmpty, let objection = file.method.objection(to: cells) {
      problems.add(objection.sentence, at: objection.line)
    }
    guard problems.all.isEmpty else { throw problems }
    if isUncapped { return uncapped(cells, asked: asked) }
    if let cap = file.runCap, walk.cut > 0 {
      notes.append(
        "'run_cap' takes the first \(cap) trials of the grid: \(walk.cut) of \(walk.kept) cells lack seeds or are left out."
      )
    }
    let data = dataByID
    let growth = proposal.takesAll ? nil : SweepGrowth(proposal, after: [], among: cells, cap: file.runCap)
    let trials = growth.map { PlannedTrials($0.trials) } ?? walk.trials
    return SweepPlan(
      id: file.id(of: trials.ids, in: cells.grid, asked: asked), trials: trials,
      isOver: growth?.isOver ?? true,
      variedParameters: walk.variation.names, data: data,
      totalFlops: growth?.trials.reduce(0) { $0 + $1.spec.flops($1.spec.dataset.id.flatMap { data[$0] }) }
        ?? walk.flops,
      file: file, choice: cells, isUncapped: false, notes: notes)
  }

  private func cells(of blocks: [SweepFile.Block]) -> SweepCells {
    SweepCells(grid: Grid(file, blocks: blocks, facts: facts), exclude: file.exclude, seeds: file.seeds)
  }

  /// A random sweep without an end: one cell of it was looked at.
  private func uncapped(_ cells: SweepCells, asked: [SweepFile.Block]) -> SweepPlan {
    let varied = asked.flatMap(\.axes).filter { axis in
      axis.expression != nil || axis.drawn.map { $0.choices.map { $0.count > 1 } ?? true } == true
    }.map(\.parameter.name)
    return SweepPlan(
      id: file.id(of: [], in: cells.grid, asked: asked), trials: PlannedTrials([]), isOver: true,
      variedParameters: varied, data: dataByID, totalFlops: 0, file: file, choice: cells, isUncapped: true,
      notes: notes)
  }

  private var dataByID: [DataID: DataFacts] {
    Dictionary(facts.values.map { ($0.id, $0) }) { $0.path < $1.path ? $0 : $1 }
  }

  /// As many rows as the cap has room for, seeds included; one where there is no cap.
  private mutating func drawn(_ block: SweepFile.Block) -> SweepFile.Block {
    let count = file.runCap.map { ($0 - 1) / file.seeds.count + 1 } ?? 1
    let draws = Draws(block, count: count, searchSeed: file.method.searchSeed) { cells(of: [$0]) }
    if let all = draws.exhausted, all > 0, file.runCap != nil {
      notes.append(
        "There \(all == 1 ? "is 1 cell" : "are \(all) cells") to draw, fewer than 'run_cap' has room for: all are taken."
      )
    }
    for axis in draws.block.axes where axis.drawn != nil {
      guard
        let wrong = axis.values.first(where: {
          !$0.isUnset(axis.parameter) && !axis.parameter.domain.admits($0)
        })
      else { continue }
      problems.add(
        "'\(axis.parameter.name)' was drawn as \(wrong). Expected \(axis.parameter.domain). Give bounds within that.",
        at: axis.line)
    }
    return draws.block
  }

  /// The archive of a program's files stands where a grid without data has its data.
  private mutating func readCode(_ code: CodeReader?, _ data: DataReader) {
    let folder = problems.path.lastIndex(of: "/").map { String(problems.path[...$0]) } ?? ""
    let request = CodeRequest(
      folder: folder, program: file.command.program, files: file.command.files, words: file.command.words)
    do {
      // Whoever has no reader was told what there is, or that there is nothing.
      facts[""] = try code.map { try $0(request) } ?? (try? data(CodeBundle.ending, nil))
    } catch { problems.add("\(error)", at: file.command.line) }
  }

  private static let mostDrawn = 1_000_000

  /// Looks at each data file once.
  ///
  /// - Returns: the blocks that can be expanded.
  private mutating func readFacts(_ data: DataReader) -> [SweepFile.Block] {
    var failed: Set<String> = []
    return file.blocks.filter { block in
      var isSound = block.isSound
      guard let axis = block.axis(Parameter.dataset) else { return isSound }
      for written in (axis.drawn?.choices ?? axis.values).map(\.description)
      where DataSource(rawValue: written) == nil {
        if failed.contains(written) { isSound = false }
        guard facts[written] == nil, !failed.contains(written) else { continue }
        do {
          facts[written] = try data(resolve(written), header(of: written))
        } catch {
          failed.insert(written)
          isSound = false
          // A path has a dot or a slash, and a word without either was meant for data that is made.
          let made = DataSource.generated.map { "'\($0.rawValue)'" }.joined(separator: ", ")
          let hint = written.contains { "./".contains($0) } ? "" : " Data that is made: \(made)."
          problems.add("'dataset' is '\(written)': \(error)\(hint)", at: axis.line)
        }
      }
      return isSound
    }
  }

  /// What the blocks on this file say of its first line, which is one thing: it decides how many rows there are.
  private mutating func header(of written: String) -> Bool? {
    var given: Set<ParameterValue?> = []
    var line = 1
    for block in file.blocks
    where block.axis(Parameter.dataset)?.values.map(\.description).contains(written) == true {
      let axis = block.axis(Parameter.header)
      line = axis?.line ?? line
      given.formUnion(axis?.values.map(Optional.some) ?? [nil])
    }
    if given.count > 1 {
      problems.add(
        "'header' is given in two ways for '\(written)'. Give it once, or copy the file.", at: line)
    }
    return given.count == 1 ? given.first.flatMap(\.self).flatMap(Bool.init) : nil
  }

  /// A cell whose data follow the seed has no one `data_seed`.
  private mutating func checkConditions() {
    let name = Parameter.dataSeed.name
    guard file.blocks.contains(where: \.dataFollowSeed),
      file.exclude.contains(where: { $0.expression.names.contains(name) })
    else { return }
    problems.add(
      "'exclude' names '\(name)', which is the seed of each trial, and a condition is about cells. Leave seeds out "
        + "of 'seeds'.", at: file.excludeLine)
  }

  /// A path relative to the sweep file's folder.
  private func resolve(_ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = problems.path.lastIndex(of: "/") else { return path }
    return problems.path[...slash] + path
  }

  private mutating func isWithinLimit(_ blocks: [SweepFile.Block]) -> Bool {
    var total = 0.0
    for block in blocks {
      total += block.axes.reduce(Double(file.seeds.count)) {
        $1.drawn == nil && $1.expression == nil ? $0 * Double($1.values.count) : $0
      }
    }
    if type(of: file.method).drawsCells, let cap = file.runCap {
      guard cap > Self.mostDrawn else { return true }
      problems.add(
        "'run_cap' is \(cap), and a random sweep draws at most \(Self.mostDrawn) trials. Lower it.",
        at: blocks[0].line)
      return false
    }
    guard total > Double(SweepFile.mostTrials) else { return true }
    let trials = Int(exactly: total).map { String($0) } ?? ParameterValue.plain(total)
    problems.add(tooMany: trials, at: blocks[0].line)
    return false
  }
}
