package import SweepModel

/// What a trial's network is and how it trains: a `TrialSpec` checked against its data, in the units of the loop.
package struct TrainingPlan: Hashable, Sendable {
  package var seed = 0
  package var network: DenseNetwork
  package var loss = Loss.mse
  /// Of the last features: see `Objective`.
  package var featureDecay = 0.0
  package var optimizer = Optimizer.sgd
  package var rates: LearningRates
  /// Adam's beta1 as well.
  package var momentum: Double
  package var nesterov = false
  package var beta2 = 0.999
  package var weightDecay: Double
  package var decayScope = DecayScope.all
  /// Rows of a step; the last step of an epoch may have fewer.
  package var batchRows: Int
  package var shuffle = true
}

extension TrainingPlan {
  /// - Throws: `.unsupported` for what is not trained yet, `.outOfRange` for what cannot be trained.
  package init(_ spec: TrialSpec, data: TrainingData) throws(TrainingError) {
    try Self.refuse(spec)
    seed = spec.seed
    network = DenseNetwork(spec, inputs: data.inputs, outputs: data.outputs)
    loss = spec.loss
    featureDecay = spec.featureDecay
    optimizer = spec.optimizer
    rates = spec.learningRates
    momentum = spec.momentum
    nesterov = spec.nesterov
    beta2 = spec.beta2
    weightDecay = spec.weightDecay
    decayScope = spec.decayScope
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
    if network.normalization == .batch, batchRows == 1 || data.train.rows % batchRows == 1 {
      throw .outOfRange(
        parameter: "batch_size", value: "\(batchRows)",
        expected: "such that no batch has one row alone, which has no variance to normalise with")
    }
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
