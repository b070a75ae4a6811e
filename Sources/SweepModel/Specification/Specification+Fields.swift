/// Bridges to the fields by name; goes when every user reads by parameter.
package typealias TrialSpec = Specification
package typealias Experiment = ExperimentKind

extension ExperimentKind {
  package var rawValue: String { name }
  package static var allCases: [ExperimentKind] { all }
  package var hasLabels: Bool { targets == .classes }
  package var trainsNetwork: Bool { has(Parameter.depth) && has(Parameter.activation) && self != .noop }
}

extension Specification {
  package var experiment: ExperimentKind { kind }
  package var samples: Int? { get { self[.samples] } set { self[.samples] = newValue } }
  package var inputDesign: InputDesign { get { self[.inputDesign] ?? .normal } set { self[.inputDesign] = newValue } }
  package var inputs: Int? { get { self[.inputs] } set { self[.inputs] = newValue } }
  package var targetDim: Int? { get { self[.targetDim] } set { self[.targetDim] = newValue } }
  package var targetRank: Int? { get { self[.targetRank] } set { self[.targetRank] = newValue } }
  package var teacherWidth: Int? { get { self[.teacherWidth] } set { self[.teacherWidth] = newValue } }
  package var targetColumns: Int? { get { self[.targetColumns] } set { self[.targetColumns] = newValue } }
  package var classes: Int? { get { self[.classes] } set { self[.classes] = newValue } }
  package var spread: Double? { get { self[.spread] } set { self[.spread] = newValue } }
  package var noise: Double { get { self[.noise] ?? 0 } set { self[.noise] = newValue } }
  package var standardize: Bool { get { self[.standardize] ?? true } set { self[.standardize] = newValue } }
  package var whitenTargets: Bool { get { self[.whitenTargets] ?? false } set { self[.whitenTargets] = newValue } }
  package var testFraction: Double? { get { self[.testFraction] } set { self[.testFraction] = newValue } }
  package var dataSeed: Int { get { self[.dataSeed] ?? 0 } set { self[.dataSeed] = newValue } }
  package var depth: Int { get { self[.depth] ?? 1 } set { self[.depth] = newValue } }
  package var width: Int { get { self[.width] ?? 1 } set { self[.width] = newValue } }
  package var bias: Bool { get { self[.bias] ?? false } set { self[.bias] = newValue } }
  package var activation: Activation { get { self[.activation] ?? .relu } set { self[.activation] = newValue } }
  package var normalization: Normalization { get { self[.normalization] ?? Normalization.none } set { self[.normalization] = newValue } }
  package var lastActivation: Bool { get { self[.lastActivation] ?? true } set { self[.lastActivation] = newValue } }
  package var initialization: Initialization { get { self[.initialization] ?? .pytorch } set { self[.initialization] = newValue } }
  package var initGain: Double { get { self[.initGain] ?? 1 } set { self[.initGain] = newValue } }
  package var loss: Loss { get { self[.loss] ?? .mse } set { self[.loss] = newValue } }
  package var labelCoding: LabelCoding { get { self[.labelCoding] ?? .oneHot } set { self[.labelCoding] = newValue } }
  package var featureDecay: Double { get { self[.featureDecay] ?? 0 } set { self[.featureDecay] = newValue } }
  package var optimizer: Optimizer { get { self[.optimizer] ?? .sgd } set { self[.optimizer] = newValue } }
  package var learningRate: Double { get { self[.learningRate] ?? 1 } set { self[.learningRate] = newValue } }
  package var momentum: Double { get { self[.momentum] ?? 0 } set { self[.momentum] = newValue } }
  package var nesterov: Bool { get { self[.nesterov] ?? false } set { self[.nesterov] = newValue } }
  package var beta2: Double { get { self[.beta2] ?? 0.999 } set { self[.beta2] = newValue } }
  package var weightDecay: Double { get { self[.weightDecay] ?? 0 } set { self[.weightDecay] = newValue } }
  package var decayScope: DecayScope { get { self[.decayScope] ?? .all } set { self[.decayScope] = newValue } }
  package var batchSize: BatchSize { get { self[.batchSize] ?? .full } set { self[.batchSize] = newValue } }
  package var epochs: Int { get { self[.epochs] ?? 1 } set { self[.epochs] = newValue } }
  package var schedule: Schedule { get { self[.schedule] ?? .milestones } set { self[.schedule] = newValue } }
  package var warmupEpochs: Int { get { self[.warmupEpochs] ?? 0 } set { self[.warmupEpochs] = newValue } }
  package var milestones: [Int] { get { self[.milestones] ?? [] } set { self[.milestones] = newValue } }
  package var lrFactor: Double { get { self[.lrFactor] ?? 1 } set { self[.lrFactor] = newValue } }
  package var shuffle: Bool { get { self[.shuffle] ?? true } set { self[.shuffle] = newValue } }
  package var keepRank: Int? { get { self[.keepRank] } set { self[.keepRank] = newValue } }
  package var featureMap: FeatureMap { get { self[.featureMap] ?? .relu } set { self[.featureMap] = newValue } }
  package var frequencyScale: Double? { get { self[.frequencyScale] } set { self[.frequencyScale] = newValue } }
  package var kernelBandwidth: Double { get { self[.kernelBandwidth] ?? 2 } set { self[.kernelBandwidth] = newValue } }
  package var ridge: Double { get { self[.ridge] ?? 1e-3 } set { self[.ridge] = newValue } }
  package var projection: Projection { get { self[.projection] ?? .agop } set { self[.projection] = newValue } }
  package var measureEvery: Int { get { self[.measureEvery] ?? 0 } set { self[.measureEvery] = newValue } }
  package var metrics: [MetricGroup] { get { self[.metrics] ?? [] } set { self[.metrics] = newValue } }
  package var numerics: Int { get { self[.numerics] ?? 1 } set { self[.numerics] = newValue } }
}
