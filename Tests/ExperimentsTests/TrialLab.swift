import Experiments
import SweepLanguage
import SweepModel
import Testing

/// Short trials of every experiment, and programs that run them.
struct TrialLab {
  static let machine = Provenance(
    coreType: "Test", processor: "test", libraries: "none", version: "test", host: "here", trainSeconds: 0,
    measureSeconds: 0)

  /// A few milliseconds each, with every group of metrics that the experiment has.
  static let trials: [ExperimentKind: String] = [
    .regression: """
    {dataset: teacher, samples: 60, inputs: 4, target_dim: 2, depth: 3, width: 8, epochs: 6, batch_size: 16,
     measure_every: 2, metrics: [nrc, ranks, intrinsic_dimension, agop, last_layer, equilibrium, gram]}
    """,
    .classification: """
    {experiment: classification, dataset: gaussian-clusters, samples: 60, inputs: 4, classes: 3, spread: 0.5,
     depth: 3, width: 8, epochs: 6, batch_size: 16, measure_every: 2, optimizer: adam, learning_rate: 0.001,
     metrics: [nrc, ranks, classes, clusters, agop, singular, last_layer, equilibrium, gram]}
    """,
    .ufm: """
    {experiment: ufm, dataset: teacher, samples: 20, inputs: 4, target_dim: 2, width: 4, epochs: 60,
     feature_decay: 0.01, weight_decay: 0.01, optimizer: lbfgs}
    """,
    .deepRFM: """
    {experiment: deep-rfm, dataset: gaussian-clusters, samples: 30, inputs: 4, classes: 3, depth: 2, width: 8}
    """,
    .noop: "{experiment: noop}",
  ]

  let spec: Specification
  private let programs = Programs(on: machine)

  init(_ text: String) throws {
    let plan = try SweepPlan.trial(text: text, path: "trial.yaml") { _, _ in throw Interruption() }
    spec = try #require(plan.trials.first?.spec)
  }

  init(_ experiment: ExperimentKind) throws { try self.init(try #require(Self.trials[experiment])) }

  func start() throws -> any TrialProgram { try programs.start(spec, dataPath: "") }
}

/// Thrown out of a run.
struct Interruption: Error, Equatable {}

extension TrialResult {
  /// Without the seconds, which no two runs share.
  var numbers: TrialResult {
    var result = self
    (result.provenance.trainSeconds, result.provenance.measureSeconds) = (0, 0)
    return result
  }
}
