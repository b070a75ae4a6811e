private let many = 100_000_000

extension Declaration {
  static let training: [Declaration] = [
    Parameter.loss, Parameter.labelCoding, Parameter.featureDecay, Parameter.optimizer,
    Parameter.learningRate, Parameter.momentum, Parameter.nesterov, Parameter.beta2, Parameter.weightDecay,
    Parameter.decayScope, Parameter.epochs, Parameter.batchSize, Parameter.schedule, Parameter.warmupEpochs,
    Parameter.milestones, Parameter.lrFactor, Parameter.shuffle, Parameter.dropLast,
    Parameter.restartOptimizer,
    Parameter.keepRank,
  ]
}

extension Parameter where Field == Loss {
  package static let loss = Parameter(
    "loss", .choice(Loss.words), .value(.mse), .descent,
    "what training lowers; half_mse is half of mse and reported as mse, cross_entropy needs classes")
}

extension Parameter where Field == LabelCoding {
  package static let labelCoding = Parameter(
    "label_coding", .choice(LabelCoding.words), .unwritten(.oneHot), .coding,
    on: [.gaussianClusters, .file], decidesData: true,
    "targets of a class with mse and half_mse: 1 in its column, in the others 0 or, with plus_minus, -1")
}

extension Parameter where Field == Optimizer {
  package static let optimizer = Parameter(
    "optimizer", .choice(Optimizer.words), .value(.sgd), .descent,
    "how weights are updated; an epoch of lbfgs is one move on all rows")
}

extension Parameter where Field == Double {
  package static let featureDecay = Parameter(
    "feature_decay", .real(.atLeast(0)), .unwritten(0), .descent,
    "half of this times the mean squared norm of the last features is added to what training lowers")
  package static let learningRate = Parameter(
    "learning_rate", .real(.above(0)),
    .derived("0.05; 0.001 with adam and adamw, 1 with lbfgs") { spec, _ in
      switch spec[.optimizer] {
      case .sgd, nil: 0.05
      case .adam, .adamw: 0.001
      case .lbfgs: 1
      }
    }, .descent, "step size before warm-up and schedule; with lbfgs the first length that a move tries")
  package static let momentum = Parameter(
    "momentum", .real(.within(0..<1)),
    .derived("0.9; 0 with lbfgs") { spec, _ in spec[.optimizer] == .lbfgs ? 0 : 0.9 }, .descent,
    "share of the last step that is kept; beta1 of adam and adamw")
  package static let beta2 = Parameter(
    "beta2", .real(.within(0..<1)), .unwritten(0.999), .network,
    "share of the mean squared gradient that adam and adamw keep")
  package static let weightDecay = Parameter(
    "weight_decay", .real(.atLeast(0)), .value(1e-3), .descent,
    "factor on the weights that is added to the gradient; with adamw, weights shrink by learning rate times it"
  )
  package static let lrFactor = Parameter(
    "lr_factor", .real(.above(0)), .value(0.1), .network, "factor at each milestone; what cosine ends at")
}

extension Parameter where Field == Bool {
  package static let nesterov = Parameter(
    "nesterov", .flag, .unwritten(false), .network, "whether sgd looks ahead along its momentum")
  package static let shuffle = Parameter(
    "shuffle", .flag, .value(true), .network, "a new order in each epoch; false walks the file's order")
  package static let dropLast = Parameter(
    "drop_last", .flag, .unwritten(false), .network,
    "whether a last smaller batch is left out of each epoch")
  package static let restartOptimizer = Parameter(
    "restart_optimizer", .flag, .unwritten(false), .network,
    "whether momentum and adam's averages start anew in every epoch")
}

extension Parameter where Field == DecayScope {
  package static let decayScope = Parameter(
    "decay_scope", .choice(DecayScope.words), .unwritten(.all), .network,
    "what decays: all parameters, the linear maps' matrices, or the last one's alone")
}

extension Parameter where Field == Int {
  package static let epochs = Parameter(
    "epochs", .integer(1...many), .value(100), .descent, "passes over the training rows; steps of ufm")
  package static let warmupEpochs = Parameter(
    "warmup_epochs", .integer(0...many), .unwritten(0), .network,
    "epochs over which the learning rate rises to its full value")
  package static let keepRank = Parameter(
    "keep_rank", .integer(1...100_000), .derived("none is cut") { _, _ in nil }, .network,
    "singular values that each weight matrix keeps when all are cut after training, for the pruned_ metrics")
}

extension Parameter where Field == BatchSize {
  package static let batchSize = Parameter(
    "batch_size", .batchSize(1...many),
    .derived("128, or all training rows where there are fewer; full with lbfgs") { spec, data in
      guard spec[.optimizer] != .lbfgs else { return .full }
      return .rows(min(128, max(1, spec.shape(data)?.trainRows ?? 128)))
    }, .network, "rows of one step; a last smaller batch is trained on")
}

extension Parameter where Field == Schedule {
  package static let schedule = Parameter(
    "schedule", .choice(Schedule.words), .unwritten(.milestones), .network,
    "how the learning rate changes; cosine falls to lr_factor times it at the end")
}

extension Parameter where Field == [Int] {
  package static let milestones = Parameter(
    "milestones", .integers(1...many),
    .derived("a third and two thirds of epochs; none with cosine or lbfgs") { spec, _ in
      guard spec[.schedule] == .milestones, spec[.optimizer] != .lbfgs, let epochs = spec[.epochs] else {
        return []
      }
      return Set([epochs / 3, 2 * epochs / 3].filter { $0 > 0 }).sorted()
    }, .network, "epochs before which the learning rate is multiplied by lr_factor")
}
