internal import ArrayFiles
internal import Collapse
internal import Foundation
internal import LinearAlgebra
internal import Processes
internal import SweepModel
internal import Training

/// From a specification to its result: data, training, and measures at the epochs asked for.
final class TrialRunner {
  /// What the user can mend, in words.
  struct Failure: Error {
    /// Only this machine's: another worker may have the file, so that the trial is tried again elsewhere.
    var isLocal = false
    let description: String
  }

  /// The data of the last trial; the next one of a grid often has the same.
  private var prepared: (origin: DataOrigin, data: TrainingData)?
  private var contents = KnownContents()

  /// A trial about to train; `weights` as for `TrialRun`.
  func start(_ spec: TrialSpec, dataPath: String, weights: FirstWeights? = nil) throws -> TrialRun {
    try mended { try TrialRun(spec, data: try data(for: spec, path: dataPath), weights: weights) }
  }

  /// What a trial without a network brings. `progress` is called many times, and what it throws is thrown at once.
  func result(_ spec: TrialSpec, dataPath: String, progress: () throws -> Void) throws -> TrialResult {
    try mended {
      let data = try data(for: spec, path: dataPath)
      return spec.experiment == .ufm
        ? try UFMTrial(spec, data).result(progress: progress)
        : try DeepRFMTrial(spec, data).result(progress: progress)
    }
  }

  /// What `body` answers, its errors in words.
  private func mended<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as TrainingError {
      throw Failure(description: error.description)
    } catch let error as ArrayFileError {
      throw Failure(description: error.description)
    }
  }

  /// The network and how it trains.
  func plan(_ spec: TrialSpec, dataPath: String) throws -> TrainingPlan {
    try mended { try TrainingPlan(spec, data: try data(for: spec, path: dataPath)) }
  }

  private func data(for spec: TrialSpec, path: String) throws -> TrainingData {
    let origin = DataOrigin(spec)
    if let prepared, prepared.origin == origin { return prepared.data }
    let data = try load(spec, path: path)
    prepared = (origin, data)
    return data
  }

  private func load(_ spec: TrialSpec, path: String) throws -> TrainingData {
    guard case .file(let id) = spec.dataset else {
      return try spec.dataset == .gaussianClusters ? TrainingData.clusters(spec) : TrainingData.teacher(spec)
    }
    try check(path, is: id)
    let isLabelled = spec.experiment.hasLabels
    let columns = isLabelled && DataFacts.isTable(path) ? 1 : spec.targetColumns
    let tables = try TrainingTables.load(path: path, samples: spec.samples, targetColumns: columns)
    func samples(_ x: TrainingTables.Table, _ y: TrainingTables.Table) throws -> Samples {
      isLabelled
        ? try Samples(inputs: Matrix(x), labels: Matrix(y), for: spec)
        : Samples(inputs: Matrix(x), targets: Matrix(y))
    }
    let train = try samples(tables.xTrain, tables.yTrain)
    let test = try tables.xTest.flatMap { x in try tables.yTest.map { try samples(x, $0) } }
    return try TrainingData.file(spec, train: train, test: test)
  }

  /// A file that changed since the sweep was planned is other data.
  private func check(_ path: String, is id: DataID) throws {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw Failure(
        isLocal: true,
        description: "Cannot read '\(path)' on this machine. Put the sweep's data file there and retry.")
    }
    let found = try contents.id(of: TrainingTables.files(path: path))
    guard found == id else {
      throw Failure(
        isLocal: true,
        description:
          "'\(path)' has changed since the sweep was planned (\(found.short), planned \(id.short)). "
          + "Restore it, or plan the sweep again.")
    }
  }

  static func provenance(train: Duration = .zero, measure: Duration = .zero) -> Provenance {
    var provenance = machine
    provenance.trainSeconds = train / .seconds(1)
    provenance.measureSeconds = measure / .seconds(1)
    return provenance
  }

  /// What stays the same while the process lives. Reading it takes longer than dispatching a trial.
  private static let machine = Provenance(
    coreType: BLAS.kernels, processor: Processor.current.name, libraries: BLAS.configuration,
    version: WorkerVersion.build, host: ProcessInfo.processInfo.hostName, trainSeconds: 0, measureSeconds: 0)
}

/// The part of a specification that decides its data.
private struct DataOrigin: Hashable {
  private let spec: TrialSpec

  init(_ spec: TrialSpec) {
    var data = TrialSpec(experiment: spec.experiment, dataset: spec.dataset)
    data.samples = spec.samples
    data.inputDesign = spec.inputDesign
    data.inputs = spec.inputs
    data.targetDim = spec.targetDim
    data.targetRank = spec.targetRank
    data.teacherWidth = spec.teacherWidth
    data.targetColumns = spec.targetColumns
    data.classes = spec.classes
    data.spread = spec.spread
    data.labelCoding = spec.labelCoding
    data.noise = spec.noise
    data.standardize = spec.standardize
    data.whitenTargets = spec.whitenTargets
    data.testFraction = spec.testFraction
    data.dataSeed = spec.dataSeed
    self.spec = data
  }
}

extension Matrix<Float> {
  fileprivate init(_ table: TrainingTables.Table) {
    self.init(rows: table.rows, columns: table.columns, entries: table.entries)
  }
}
