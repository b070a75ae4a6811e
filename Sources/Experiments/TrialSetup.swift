package import SweepModel
package import Training

/// What a program starts from.
package struct TrialSetup {
  package let spec: TrialSpec
  /// What computes here, without the seconds that trials take.
  package let machine: Provenance
  /// A file of first weights, in place of the trial's own.
  package var weights: String?
  let dataSets: DataSets
  let dataPath: String

  /// The trial's data, ready to train on. A file's targets are classes where it is `labelled`.
  package func data(labelled: Bool) throws -> TrainingData {
    try dataSets.data(for: spec, path: dataPath, labelled: labelled)
  }
}

extension Provenance {
  func after(train: Duration, measure: Duration) -> Provenance {
    var provenance = self
    provenance.trainSeconds = train / .seconds(1)
    provenance.measureSeconds = measure / .seconds(1)
    return provenance
  }
}
