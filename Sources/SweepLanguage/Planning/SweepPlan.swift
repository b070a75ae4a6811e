package import SweepModel

/// One trial of a plan.
package struct PlannedTrial: Hashable, Sendable {
  package let id: TrialID
  /// Number of its cell (the trial without its seed) among the plan's cells, from 0.
  package let cell: Int
  package let spec: Specification

  /// The text whose hash is `id`.
  package var canonical: String { spec.canonical }
}

/// What a sweep file asks for, in full: which trials, in which order, on which data, within which limits.
package struct SweepPlan: Sendable {
  /// Hash of the name and the ordered trial ids.
  package let id: SweepID
  package let name: String
  package let kind: ExperimentKind
  /// Block by block, a block's last parameter varying fastest, and the seeds faster still.
  package let trials: PlannedTrials
  /// How many cells have a trial in the plan.
  package let cells: Int
  /// Parameters that differ between cells, in the file's order.
  package let variedParameters: [String]
  package let data: [DataID: DataFacts]
  package let retryMax: Int
  package let timeLimit: Duration?
  package let memoryLimitBytes: Int?
  package let runCap: Int?
  /// Floating-point operations of all trainings; see `Specification.flops`.
  package let totalFlops: Double

  /// Where each data file lies on this machine.
  package var dataPaths: [DataID: String] { data.mapValues(\.path) }

  package func flops(_ spec: Specification) -> Double { spec.flops(spec.dataset.id.flatMap { data[$0] }) }

  /// Time that one core needs to train everything at a measured rate; measuring and idling are not counted.
  package func coreHours(flopsPerSecond: Double) -> Double { totalFlops / flopsPerSecond / 3600 }

  /// Reads a sweep file and expands it, or says everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - path: the file's path as the user wrote it, for messages; data paths are relative to its folder.
  ///   - data: looks at one data file. The text of what it throws becomes an error line.
  package static func plan(
    text: String, path: String, data: (String) throws -> DataFacts
  ) throws(SweepProblems) -> SweepPlan {
    var problems = SweepProblems(path: path)
    guard let root = YAMLNode.read(text, problems: &problems), !root.isEmpty else {
      if problems.all.isEmpty { problems.add(.empty, at: 1) }
      throw problems
    }
    var reader = SweepFileReader(problems: problems)
    let file = reader.read(root)
    var planner = SweepPlanner(file: file, problems: reader.problems)
    return try planner.plan(gridIsSound: reader.gridIsSound, data: data)
  }
}

/// A plan's trials. Ids are kept; specifications are made when they are asked for, so that a million trials
/// take 24 bytes each and not several hundred.
package struct PlannedTrials: RandomAccessCollection, Sendable {
  package let ids: [TrialID]
  /// Numbers in the full grid of the cells that are left.
  let cells: [Int]
  let grid: Grid
  let seeds: Seeds

  package var startIndex: Int { 0 }
  package var endIndex: Int { ids.count }

  package subscript(_ position: Int) -> PlannedTrial {
    let cell = position / seeds.count
    var spec = grid.spec(cell: cells[cell])
    spec[.seed] = seeds[position % seeds.count]
    return PlannedTrial(id: ids[position], cell: cell, spec: spec)
  }
}
