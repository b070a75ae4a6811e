package import SweepModel

/// What a trial's network is and how it trains: a `TrialSpec` checked against its data, in the units of the loop.
package struct TrainingPlan: Hashable, Sendable {
  package var seed: Int

  /// Columns of the inputs, units of a hidden layer, columns of the targets, linear maps (the last one included).
  package var inputs: Int
  package var width: Int
  package var outputs: Int
  package var depth: Int
  package var initialization: Initialization
  package var initGain: Double

  package var learningRate: Double
  package var momentum: Double
  package var weightDecay: Double
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
    initialization = spec.initialization
    initGain = spec.initGain
    learningRate = spec.learningRate
    momentum = spec.momentum
    weightDecay = spec.weightDecay
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

  /// Inputs and outputs of each linear map, first to last.
  package var layerShapes: [(inputs: Int, outputs: Int)] {
    (0..<depth).map { ($0 == 0 ? inputs : width, $0 == depth - 1 ? outputs : width) }
  }

  /// The learning rate of `epoch`, counted from 0.
  package func learningRate(epoch: Int) -> Double {
    milestones.reduce(learningRate) { $1 <= epoch ? $0 * lrFactor : $0 }
  }

  private static func refuse(_ spec: TrialSpec) throws(TrainingError) {
    try only(.regression, spec.experiment, "experiment")
    try only(.relu, spec.activation, "activation")
    try only(.none, spec.normalization, "normalization")
    try only(.mse, spec.loss, "loss")
    try only(.sgd, spec.optimizer, "optimizer")
    guard !spec.bias else { throw .unsupported(parameter: "bias", value: "true", choices: ["false"]) }
    guard [.pytorch, .heUniform].contains(spec.initialization) else {
      throw .unsupported(
        parameter: "init", value: spec.initialization.rawValue,
        choices: [Initialization.pytorch, .heUniform].map(\.rawValue))
    }
    try positive(spec.depth, "depth")
    try positive(spec.width, "width")
    guard spec.momentum >= 0, spec.momentum < 1 else {
      throw .outOfRange(parameter: "momentum", value: "\(spec.momentum)", expected: "at least 0 and below 1")
    }
  }

  private static func only<Choice: RawRepresentable<String> & Equatable>(
    _ choice: Choice, _ found: Choice, _ parameter: String
  ) throws(TrainingError) {
    guard found == choice else {
      throw .unsupported(parameter: parameter, value: found.rawValue, choices: [choice.rawValue])
    }
  }

  private static func positive(_ value: Int, _ parameter: String) throws(TrainingError) {
    guard value > 0 else { throw .outOfRange(parameter: parameter, value: "\(value)", expected: "1 or more") }
  }
}
