package import SweepModel

/// One trial of a plan.
package struct PlannedTrial: Hashable, Sendable {
  package let id: TrialID
  /// Number of its cell (the trial without its seed) among the sweep's cells, from 0.
  package let cell: Int
  package let spec: Specification

  /// The text whose hash is `id`.
  package var canonical: String { spec.canonical }
}

/// A plan's trials. Of a grid ids are kept; specifications are made when they are asked for, so that a million trials
/// take 24 bytes each and not several hundred.
package struct PlannedTrials: RandomAccessCollection, Sendable {
  private enum Source: Sendable {
    /// `cells` are numbers in the full grid of the cells that are left.
    case grid(Grid, cells: [Int], Seeds)
    case list([PlannedTrial])
  }

  package let ids: [TrialID]
  private let source: Source

  init(ids: [TrialID], cells: [Int], of grid: Grid, seeds: Seeds) {
    self.ids = ids
    source = .grid(grid, cells: cells, seeds)
  }

  init(_ trials: [PlannedTrial]) {
    ids = trials.map(\.id)
    source = .list(trials)
  }

  /// How many cells they are of.
  var cellCount: Int {
    switch source {
    case .grid(_, let cells, _): cells.count
    case .list(let trials): Set(trials.map(\.cell)).count
    }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { ids.count }

  package subscript(_ position: Int) -> PlannedTrial {
    switch source {
    case .list(let trials): return trials[position]
    case .grid(let grid, let cells, let seeds):
      let cell = position / seeds.count
      let spec = grid.spec(cell: cells[cell]).with(seed: seeds[position % seeds.count])
      return PlannedTrial(id: ids[position], cell: cell, spec: spec)
    }
  }
}
