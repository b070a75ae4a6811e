package import Boundaries
internal import CodeBundles
package import Refinement
internal import Rules
package import SweepModel
package import SweepText

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
  private(set) var file: SweepFile
  let choice: SweepCells
  /// Whether it is a random sweep that nothing ends: it has no trials then.
  package let isUncapped: Bool
  /// What a person should know of how it was read and drawn.
  package let notes: [String]

  package var name: String { file.name }
  package var kind: ExperimentKind { file.kind }
  package var retryMax: Int { file.limits.retryMax }
  package var timeLimit: Duration? { file.limits.time }
  package var memoryLimitBytes: Int? { file.limits.memoryBytes }
  package var manner: CommandManner? { file.command.manner }
  package var runCap: Int? { file.runCap }
  package var seeds: Int { file.seeds.count }
  package var method: String { type(of: file.method).name }
  /// The archive of a program's files.
  package var code: DataFacts? { data.values.first { $0.path.hasSuffix(CodeBundle.ending) } }
  /// What starts a trial's program, before the parameters.
  package var words: [String] { file.command.words }
  /// Whether the file says which files its program needs.
  package var listsFiles: Bool { !file.command.files.isEmpty }

  /// The same with its programs in another folder.
  package func running(in folder: String) -> SweepPlan {
    var plan = self
    plan.file.command.manner?.folder = folder
    return plan
  }

  /// How many trials it may come to; `nil` where the plan has them all.
  package var outlook: BoundaryOutlook? { file.method.outlook(among: choice) }
  package var refinement: BoundaryRequest? { (file.method as? RefineMethod)?.request }

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
  ///   - code: finds a program's files. Without it what is known of them is asked of `data`, by the name of their archive.
  package static func plan(
    text: String, path: String, methods: [any SweepMethod.Type] = SweepMethods.all,
    data: DataReader, code: CodeReader? = nil
  ) throws(SweepProblems) -> SweepPlan {
    var problems = SweepProblems(path: path)
    guard let root = YAMLNode.read(text, problems: &problems), !root.isEmpty else {
      if problems.all.isEmpty { problems.add(SweepFile.isEmpty, at: 1) }
      throw problems
    }
    var reader = SweepFileReader(methods: methods, problems: problems, overrides: SweepOverrides(in: text))
    let file = reader.read(root)
    var planner = SweepPlanner(file, readBy: reader)
    return try planner.plan(data, code: code)
  }
}
