/// Settings of network and training that do not go together.
extension CellFaults {
  mutating func checkTraining(_ spec: TrialSpec, _ data: DataFacts?) {
    guard spec.experiment != .ufm, spec.experiment != .deepRFM else { return checkModel(spec, data) }
    checkNetwork(spec)
    checkOptimizer(spec)
    checkSchedule(spec)
    checkDecay(spec)
    guard spec.normalization == .batch, let rows = spec.shape(data)?.trainRows else { return }
    let batch = if case .rows(let rows) = spec.batchSize { rows } else { rows }
    if batch == 1 || rows % batch == 1 { add(.loneRow(batch: batch, trainRows: rows)) }
  }

  private mutating func checkNetwork(_ spec: TrialSpec) {
    if spec.depth == 1 {
      if spec.normalization != .none { add(.noHiddenLayer("normalization", spec.normalization.rawValue)) }
      if !spec.lastActivation { add(.noHiddenLayer("last_activation", "false")) }
      if spec.featureDecay > 0 {
        add(.noHiddenLayer("feature_decay", ParameterValue.plain(spec.featureDecay)))
      }
    } else if spec.normalization == .layer, spec.width == 1 {
      add(.loneUnit)
    } else if !spec.lastActivation, spec.activation == .identity, spec.normalization == .none {
      add(.nothingToLeaveOut)
    }
  }

  private mutating func checkOptimizer(_ spec: TrialSpec) {
    let name = spec.optimizer.rawValue
    let isAdam = spec.optimizer == .adam || spec.optimizer == .adamw
    if spec.nesterov, spec.optimizer != .sgd { add(.unused("nesterov", "true", by: name)) }
    if spec.nesterov, spec.optimizer == .sgd, spec.momentum == 0 { add(.nesterovAtRest) }
    if spec.beta2 != 0.999, !isAdam { add(.unused("beta2", ParameterValue.plain(spec.beta2), by: name)) }
    guard spec.optimizer == .lbfgs else { return }
    if spec.momentum > 0 { add(.unused("momentum", ParameterValue.plain(spec.momentum), by: name)) }
    if !spec.milestones.isEmpty {
      add(.unused("milestones", ParameterValue.integers(spec.milestones).description, by: name))
    }
    if spec.lrFactor != 0.1 { add(.unused("lr_factor", ParameterValue.plain(spec.lrFactor), by: name)) }
    if spec.schedule != .milestones { add(.unused("schedule", spec.schedule.rawValue, by: name)) }
    if spec.warmupEpochs > 0 { add(.unused("warmup_epochs", String(spec.warmupEpochs), by: name)) }
    if case .rows(let rows) = spec.batchSize { add(.batchForLBFGS(rows)) }
    if spec.normalization == .batch { add(.batchNormForLBFGS) }
  }

  private mutating func checkSchedule(_ spec: TrialSpec) {
    if let milestone = spec.milestones.first(where: { $0 >= spec.epochs }) {
      add(.milestone(milestone, epochs: spec.epochs))
    }
    if spec.warmupEpochs >= spec.epochs { add(.warmup(spec.warmupEpochs, epochs: spec.epochs)) }
    if spec.schedule == .cosine, spec.optimizer != .lbfgs, !spec.milestones.isEmpty {
      add(.milestonesWithCosine(spec.milestones))
    }
    if spec.schedule == .cosine, spec.optimizer != .lbfgs, spec.lrFactor > 1 {
      add(.risingCosine(lrFactor: spec.lrFactor))
    }
  }

  mutating func checkDecay(_ spec: TrialSpec) {
    if spec.decayScope == .weights, !spec.bias, spec.normalization == .none { add(.onlyWeights) }
    // Without any gradient from the loss, descent on the decay term diverges above this product.
    let (rate, decay, momentum) = (spec.learningRate, spec.weightDecay, spec.momentum)
    switch spec.optimizer {
    case .sgd where spec.nesterov:
      let limit = 2 * (1 + momentum) / (1 + 2 * momentum)
      if rate * decay > limit {
        add(.runawayNesterov(learningRate: rate, weightDecay: decay, limit: limit))
      }
    case .sgd:
      if rate * decay > 2 * (1 + momentum) {
        add(.runawayDecay(learningRate: rate, weightDecay: decay, momentum: momentum))
      }
    case .adamw: if rate * decay > 1 { add(.overshootingDecay(learningRate: rate, weightDecay: decay)) }
    case .adam, .lbfgs: break
    }
  }
}
