package import SweepModel

/// What a sweep file asks for, in full: which trials, in which order, on which data, within which limits.
package struct SweepPlan: Sendable {
  /// Of a grid the hash of its name and its ordered trial ids, else the hash of what the file asks, which stays while the
  /// sweep grows.
  package let id: SweepID
  /// What is run first, in the order of the grid: block by block, a block's last parameter varying fastest, and the seeds
  /// faster still.
  package let trials: PlannedTrials
  /// Whether these are all trials that the sweep will have; if not, `grown(by:)` says what comes next.
  package let isOver: Bool
  /// Parameters that differ between cells, in the file's order.
  package let variedParameters: [String]
  package let data: [DataID: DataFacts]
  /// Floating-point operations of all trainings; see `Specification.flops`.
  package let totalFlops: Double
  let file: SweepFile
  let choice: SweepCells

  package var name: String { file.name }
  package var kind: ExperimentKind { file.kind }
  package var retryMax: Int { file.retryMax }
  package var timeLimit: Duration? { file.timeLimit }
  package var memoryLimitBytes: Int? { file.memoryLimitBytes }
  package var manner: CommandManner? { file.manner }
  package var runCap: Int? { file.runCap }

  /// How many cells have a trial in the plan.
  package var cells: Int { trials.cellCount }

  /// Where each data file lies on this machine.
  package var dataPaths: [DataID: String] { data.mapValues(\.path) }

  package func flops(_ spec: Specification) -> Double { spec.flops(spec.dataset.id.flatMap { data[$0] }) }

  /// Time that one core needs to train everything at a measured rate; measuring and idling are not counted.
  package func coreHours(flopsPerSecond: Double) -> Double { totalFlops / flopsPerSecond / 3600 }

  /// Reads a sweep file and expands it, or says everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - path: the file's path as the user wrote it, for messages; data paths are relative to its folder.
  ///   - methods: those that the file can name.
  ///   - data: looks at one data file. The text of what it throws becomes an error line.
  package static func plan(
    text: String, path: String, methods: [any SweepMethod.Type] = SweepMethods.all,
    data: DataReader
  ) throws(SweepProblems) -> SweepPlan {
    var problems = SweepProblems(path: path)
    guard let root = YAMLNode.read(text, problems: &problems), !root.isEmpty else {
      if problems.all.isEmpty { problems.add(SweepFile.isEmpty, at: 1) }
      throw problems
    }
    var reader = SweepFileReader(methods: methods, problems: problems)
    let file = reader.read(root)
    var planner = SweepPlanner(file, readBy: reader)
    return try planner.plan(data)
  }
}
