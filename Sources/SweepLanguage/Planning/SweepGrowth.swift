package import Boundaries
internal import SweepModel

/// What a sweep gets beside the trials that it has.
package struct SweepGrowth: Hashable, Sendable {
  /// In the order of the grid. A further seed of a cell that the sweep has bears its number; new cells go on in the numbers.
  package let trials: [PlannedTrial]
  /// The place of the first of them in the sweep.
  package let firstPosition: Int
  /// Whether nothing comes after these.
  package let isOver: Bool
}

extension SweepPlan {
  /// What to run after these trials, or that the sweep is over.
  ///
  /// The plan's file and the rows decide, and not what this plan itself began with: it may have been made anew from the
  /// stored file after a restart.
  ///
  /// - Parameter trials: all of the sweep in whatever state; order and repetition do not matter.
  package func grown(by trials: [MeasuredTrial]) -> SweepGrowth {
    var seen: Set<TrialID> = []
    let trials = trials.sorted { $0.row.position < $1.row.position }.filter {
      seen.insert($0.row.id).inserted
    }
    let proposal = file.method.propose(after: trials, among: choice)
    return SweepGrowth(proposal, after: trials.map(\.row), among: choice, cap: runCap)
  }
}

extension SweepGrowth {
  /// - Parameter rows: each once, by position.
  init(_ proposal: Proposal, after rows: [TrialRow], among cells: SweepCells, cap: Int?) {
    let room = (cap ?? .max) - rows.count
    trials = Self.trials(of: proposal.cells, after: rows, among: cells, room: room)
    firstPosition = rows.last.map { $0.position + 1 } ?? 0
    // What proposes nothing while nothing is on its way would do so for ever.
    let isStuck = trials.isEmpty && !rows.contains { $0.state == .waiting || $0.state == .running }
    isOver = proposal.isLast || isStuck || trials.count >= room
  }

  private static func trials(
    of proposed: Proposal.Cells, after rows: [TrialRow], among cells: SweepCells, room: Int
  ) -> [PlannedTrial] {
    var trials: [PlannedTrial] = []
    var known = Set(rows.map(\.id))
    var numbers: [Specification: Int] = [:]
    for row in rows {
      numbers[row.spec.with(seed: 0)] = row.cell
      if let cell = row.spec.followed { numbers[cell] = row.cell }
    }
    var next = (numbers.values.max() ?? -1) + 1
    for (number, seeds) in proposed.listed(cells) {
      guard let cell = cells.spec(number) else { continue }
      for index in 0..<seeds.count where trials.count < room {
        let spec = cell.with(seed: seeds[index])
        let id = spec.id
        guard known.insert(id).inserted else { continue }
        let place = numbers[cell] ?? next
        numbers[cell] = place
        next = max(next, place + 1)
        trials.append(PlannedTrial(id: id, cell: place, spec: spec))
      }
    }
    return trials
  }
}

extension Proposal.Cells {
  /// In the order of the grid.
  fileprivate func listed(_ cells: SweepCells) -> [(number: Int, seeds: Seeds)] {
    switch self {
    case .all: cells.map { ($0.number, cells.seeds) }
    case .some(let chosen): chosen.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }
}
