extension CellFault {
  /// Sentences about network and training.
  var trainingDescription: String {
    switch self {
    case .runawayNesterov, .overshootingDecay, .onlyWeights: decayDescription
    case .warmup, .milestonesWithCosine, .risingCosine: scheduleDescription
    case .noHiddenLayer, .loneUnit, .nothingToLeaveOut, .loneRow: networkDescription
    case .networkOptimizer, .frequenciesWithoutCosine, .kernelRows, .kernelColumns, .freeNumbers:
      modelDescription
    case .notSingle, .oneInSingle, .weights, .numbers: limitDescription
    case .crossEntropyWithoutClasses, .codingWithCrossEntropy, .agopWithNormalization, .noLabels, .oneClass,
      .labelsBeyond, .missingClass:
      classesDescription
    default: optimizerDescription
    }
  }

  private var networkDescription: String {
    switch self {
    case .noHiddenLayer(let name, let value):
      "'\(name)' is '\(value)', and with depth 1 there is no hidden layer. Remove it, or raise 'depth'."
    case .loneUnit:
      "'normalization' is 'layer', and with width 1 each row's only feature becomes 0. Raise 'width'."
    case .nothingToLeaveOut:
      "'last_activation' is 'false', and with activation 'identity' and no normalization there is none to leave "
        + "out. Remove it."
    case .loneRow(let batch, let trainRows):
      "'batch_size' \(batch) of \(trainRows) training rows makes a batch of one row, which batch normalization "
        + "cannot normalize. Change it by one or more."
    default: ""
    }
  }

  private var optimizerDescription: String {
    switch self {
    case .unused(let name, let value, let optimizer):
      "'\(name)' is '\(value)', which means nothing to optimizer '\(optimizer)'. Remove it."
    case .nesterovAtRest:
      "'nesterov' is 'true', and with momentum 0 there is nothing to look ahead along. Remove it."
    case .batchForLBFGS(let rows):
      "'batch_size' is \(rows), and optimizer 'lbfgs' needs all rows. Write 'full', or remove it."
    case .batchNormForLBFGS:
      "'normalization' is 'batch', which remembers every point that optimizer 'lbfgs' tries. Choose 'layer' or 'none'."
    default: ""
    }
  }

  private var scheduleDescription: String {
    switch self {
    case .warmup(let warmup, let epochs): "'warmup_epochs' is \(warmup), which is not below epochs \(epochs)."
    case .milestonesWithCosine(let milestones):
      "'milestones' is '\(ParameterValue.integers(milestones))', which means nothing to schedule 'cosine'. Remove it."
    case .risingCosine(let factor):
      "'lr_factor' is \(ParameterValue.plain(factor)), and schedule 'cosine' falls to it times the learning rate. "
        + "Give at most 1."
    default: ""
    }
  }

  private var decayDescription: String {
    switch self {
    case .runawayNesterov(let rate, let decay, let limit):
      "'weight_decay' \(ParameterValue.plain(decay)) x 'learning_rate' \(ParameterValue.plain(rate)) is above "
        + "2 (1 + momentum) / (1 + 2 momentum) = \(ParameterValue.plain(limit)), so with 'nesterov' the decay alone makes "
        + "the weights grow without end. Lower one of them."
    case .overshootingDecay(let rate, let decay):
      "'weight_decay' \(ParameterValue.plain(decay)) x 'learning_rate' \(ParameterValue.plain(rate)) is above 1, so "
        + "'adamw' turns the sign of every weight in each step. Lower one of them."
    case .onlyWeights:
      "'decay_scope' is 'weights', and without bias and normalization there are no other parameters. Remove it."
    default: ""
    }
  }
}
