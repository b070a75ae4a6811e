internal import SweepModel

/// The part of a specification that decides its data.
struct DataOrigin: Hashable {
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
