internal import ArrayFiles
internal import Datasets
package import SweepModel
internal import Training

/// The programs of this build, and what they share on this machine.
package struct Programs {
  /// Which program runs an experiment, one line each.
  package static let all: [ExperimentKind: any TrialProgram.Type] = [
    .regression: NetworkProgram.self,
    .classification: NetworkProgram.self,
    .ufm: UFMProgram.self,
    .deepRFM: DeepRFMProgram.self,
    .noop: NoopProgram.self,
    .command: CommandProgram.self,
  ]

  package static subscript(_ experiment: ExperimentKind) -> any TrialProgram.Type {
    guard let program = all[experiment] else { preconditionFailure("every experiment has its program") }
    return program
  }

  private let machine: Provenance
  private let dataSets = DataSets()

  /// - Parameter machine: goes into every result.
  package init(on machine: Provenance) { self.machine = machine }

  /// A trial about to run; `weights` is a file of first weights.
  ///
  /// - Throws: `TrialFailure`, or `BadFile` for the weights.
  package func start(
    _ spec: Specification, dataPath: String, weights: String? = nil, order: CommandOrder? = nil,
    manner: CommandManner? = nil
  ) throws -> any TrialProgram {
    let setup = TrialSetup(
      spec, on: machine, weights: weights, dataPath: dataPath, order: order, manner: manner,
      keeping: dataSets)
    do { return try Self[spec.kind].init(setup) } catch let error as TrainingError {
      throw TrialFailure(error.description)
    } catch let error as ArrayFileError {
      throw TrialFailure(error.description)
    }
  }
}
