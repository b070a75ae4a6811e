package import SweepModel

/// What a trial's network is and how it trains: a `TrialSpec` checked against its data, in the units of the loop.
package struct TrainingPlan: Hashable, Sendable {
  package var seed: Int

  /// Columns of the inputs, units of a hidden layer, columns of the targets, linear maps (the last one included).
  package var inputs: Int
  package var width: Int
  package var outputs: Int
  package var depth: Int
  package var bias = false
  package var activation = Activation.relu
  package var normalization = Normalization.none
  /// Whether normalisation and activation follow the last hidden layer's linear map.
  package var lastActivation = true
  package var initialization: Initialization
  package var initGain: Double

  package var loss = Loss.mse
  /// Of the last features: see `Objective`.
  package var featureDecay = 0.0
  package var optimizer = Optimizer.sgd
  package var learningRate: Double
  /// Adam's beta1 as well.
  package var momentum: Double
  package var nesterov = false
  package var beta2 = 0.999
  package var weightDecay: Double
  package var decayScope = DecayScope.all

  package var epochs = 1
  package var schedule = Schedule.milestones
  package var warmupEpochs = 0
  /// Epochs, counted from 0, before which the learning rate is multiplied by `lrFactor`.
  package var milestones: [Int]
  package var lrFactor: Double
  /// Rows of a step; the last step of an epoch may have fewer.
  package var batchRows: Int
  package var shuffle: Bool

  /// - Throws: `.unsupported` for what is not trained yet, `.outOfRange` for what cannot be trained.
  package init(_ spec: TrialSpec, data: TrainingData) throws(TrainingError) {
    try Self.refuse(spec)
    seed = spec.seed
    inputs = data.inputs
    width = spec.width
    outputs = data.outputs
    depth = spec.depth
    bias = spec.bias
    activation = spec.activation
    normalization = spec.normalization
    lastActivation = spec.lastActivation
    initialization = spec.initialization
    initGain = spec.initGain
    loss = spec.loss
    featureDecay = spec.featureDecay
    optimizer = spec.optimizer
    learningRate = spec.learningRate
    momentum = spec.momentum
    nesterov = spec.nesterov
    beta2 = spec.beta2
    weightDecay = spec.weightDecay
    decayScope = spec.decayScope
    epochs = spec.epochs
    schedule = spec.schedule
    warmupEpochs = spec.warmupEpochs
    milestones = spec.milestones
    lrFactor = spec.lrFactor
    shuffle = spec.shuffle
    switch spec.batchSize {
    case .full: batchRows = data.train.rows
    case .rows(let rows): batchRows = rows
    }
    guard (1...data.train.rows).contains(batchRows) else {
      throw .outOfRange(
        parameter: "batch_size", value: "\(batchRows)", expected: "from 1 to \(data.train.rows) or 'full'")
    }
    if optimizer == .lbfgs, batchRows < data.train.rows {
      throw .outOfRange(parameter: "batch_size", value: "\(batchRows)", expected: "'full' with lbfgs")
    }
    if normalization == .batch, batchRows == 1 || data.train.rows % batchRows == 1 {
      throw .outOfRange(
        parameter: "batch_size", value: "\(batchRows)",
        expected: "such that no batch has one row alone, which has no variance to normalise with")
    }
  }

  init(
    seed: Int, inputs: Int, width: Int, outputs: Int, depth: Int, learningRate: Double, momentum: Double,
    weightDecay: Double, batchRows: Int
  ) {
    self.seed = seed
    self.inputs = inputs
    self.width = width
    self.outputs = outputs
    self.depth = depth
    initialization = .heUniform
    initGain = 1
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    milestones = []
    lrFactor = 1
    self.batchRows = batchRows
    shuffle = true
  }

  private static func refuse(_ spec: TrialSpec) throws(TrainingError) {
    guard [.regression, .classification].contains(spec.experiment) else {
      throw .unsupported(
        parameter: "experiment", value: spec.experiment.rawValue, choices: ["regression", "classification"])
    }
    try positive(spec.depth, "depth")
    try positive(spec.width, "width")
    guard spec.momentum >= 0, spec.momentum < 1 else {
      throw .outOfRange(parameter: "momentum", value: "\(spec.momentum)", expected: "at least 0 and below 1")
    }
  }

  private static func positive(_ value: Int, _ parameter: String) throws(TrainingError) {
    guard value > 0 else { throw .outOfRange(parameter: parameter, value: "\(value)", expected: "1 or more") }
  }
}
