package import Datasets
package import SweepModel
internal import Training

/// What a program starts from.
package struct TrialSetup {
  package let spec: Specification
  /// What computes here, without the seconds that trials take.
  package let machine: Provenance
  /// A file of first weights, in place of the trial's own.
  package let weights: String?
  /// Of a program of a user: where it runs, and how the sweep wants that; `nil` on a worker that runs none.
  package let order: CommandOrder?
  package let manner: CommandManner
  let dataPath: String
  private let dataSets: DataSets

  /// - Parameters:
  ///   - dataPath: where the trial's data file lies, if it has one.
  ///   - dataSets: what is kept from one trial to the next.
  package init(
    _ spec: Specification, on machine: Provenance, weights: String? = nil, dataPath: String = "",
    order: CommandOrder? = nil, manner: CommandManner? = nil, keeping dataSets: DataSets = DataSets()
  ) {
    (self.spec, self.machine, self.weights) = (spec, machine, weights)
    (self.order, self.manner) = (order, manner ?? CommandManner())
    (self.dataPath, self.dataSets) = (dataPath, dataSets)
  }

  /// The trial's data, ready to train on.
  package func data() throws -> TrainingData { try dataSets.data(for: spec, path: dataPath) }
}

/// What a trial costs, in processor time of its thread: neither a time when it was stopped nor other programs' work is in it.
enum CoreTime {
  static var now: Duration { .seconds(TrainingBenchmark.processorSeconds()) }
}

extension Provenance {
  func after(train: Duration, measure: Duration) -> Provenance {
    var provenance = self
    provenance.trainSeconds = train / .seconds(1)
    provenance.measureSeconds = measure / .seconds(1)
    return provenance
  }
}
