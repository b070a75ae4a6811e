internal import SweepModel

/// Rules about losses, optimisers and schedules.
extension [Rule] {
  static let descent = [
    // Without any gradient from the loss, descent on the decay term diverges above such a product.
    Rule([Parameter.weightDecay, Parameter.learningRate, Parameter.momentum]) { cell in
      guard cell[.optimizer] == .sgd, let rate = cell[.learningRate], let decay = cell[.weightDecay],
        let momentum = cell[.momentum]
      else { return nil }
      let product = "'weight_decay' \(decay.plain) x 'learning_rate' \(rate.plain) is above "
      if cell[.nesterov] == true {
        let limit = 2 * (1 + momentum) / (1 + 2 * momentum)
        return rate * decay <= limit
          ? nil
          : product
            + "2 (1 + momentum) / (1 + 2 momentum) = \(limit.plain), so with 'nesterov' the decay alone makes "
            + "the weights grow without end. Lower one of them."
      }
      return rate * decay <= 2 * (1 + momentum)
        ? nil
        : product
          + "2 (1 + momentum \(momentum.plain)), so the decay alone makes the weights grow without end. "
          + "Lower one of them."
    }
  ]

  static let descentLimits = [
    Rule([Parameter.featureDecay]) { $0.singleFault(.featureDecay) },
    Rule([Parameter.learningRate]) { $0.singleFault(.learningRate) },
    Rule([Parameter.weightDecay]) { $0.singleFault(.weightDecay) },
    Rule([Parameter.momentum]) { $0.oneFault(.momentum) },
  ]

  static let numbersLoss = [
    Rule([Parameter.loss]) { cell in
      guard cell[.loss] == .crossEntropy else { return nil }
      return
        "'loss' is 'cross_entropy', which needs classes, and 'experiment' is '\(cell.spec.kind.name)'. Choose 'mse' or "
        + "'half_mse', or write 'experiment: classification'."
    }
  ]

  static let optimizers = [
    unused(.nesterov) { $0 != .sgd && $1 },
    Rule([Parameter.nesterov, Parameter.momentum]) { cell in
      guard cell[.nesterov] == true, cell[.optimizer] == .sgd, cell[.momentum] == 0 else { return nil }
      return "'nesterov' is 'true', and with momentum 0 there is nothing to look ahead along. Remove it."
    },
    unused(.beta2) { $0 != .adam && $0 != .adamw && $1 != 0.999 },
    unused(.momentum) { $0 == .lbfgs && $1 > 0 },
    unused(.milestones) { $0 == .lbfgs && !$1.isEmpty },
    unused(.lrFactor) { $0 == .lbfgs && $1 != 0.1 },
    unused(.schedule) { $0 == .lbfgs && $1 != .milestones },
    unused(.restartOptimizer) { $0 == .lbfgs && $1 },
    unused(.warmupEpochs) { $0 == .lbfgs && $1 > 0 },
    Rule([Parameter.batchSize, Parameter.optimizer]) { cell in
      guard cell[.optimizer] == .lbfgs, case .rows(let rows) = cell[.batchSize] else { return nil }
      return "'batch_size' is \(rows), and optimizer 'lbfgs' needs all rows. Write 'full', or remove it."
    },
    Rule([Parameter.normalization, Parameter.optimizer]) { cell in
      guard cell[.optimizer] == .lbfgs, cell[.normalization] == .batch else { return nil }
      return
        "'normalization' is 'batch', which remembers every point that optimizer 'lbfgs' tries. Choose 'layer' or 'none'."
    },
  ]

  static let schedules = [
    Rule([Parameter.milestones, Parameter.epochs]) { cell in
      guard let epochs = cell[.epochs], let late = cell[.milestones]?.first(where: { $0 >= epochs }) else {
        return nil
      }
      return "'milestones' has \(late), which is not below epochs \(epochs)."
    },
    Rule([Parameter.warmupEpochs, Parameter.epochs]) { cell in
      guard let warmup = cell[.warmupEpochs], let epochs = cell[.epochs], warmup >= epochs else { return nil }
      return "'warmup_epochs' is \(warmup), which is not below epochs \(epochs)."
    },
    Rule([Parameter.milestones, Parameter.schedule]) { cell in
      guard cell.fallsAlongCosine, let milestones = cell[.milestones], !milestones.isEmpty else { return nil }
      return
        "'milestones' is '\(milestones.parameterValue)', which means nothing to schedule 'cosine'. Remove it."
    },
    Rule([Parameter.lrFactor, Parameter.schedule]) { cell in
      guard cell.fallsAlongCosine, let factor = cell[.lrFactor], factor > 1 else { return nil }
      return "'lr_factor' is \(factor.plain), and schedule 'cosine' falls to it times the learning rate. "
        + "Give at most 1."
    },
  ]

  static let decays = [
    Rule([Parameter.decayScope, Parameter.bias]) { cell in
      guard cell[.decayScope] == .weights, cell[.bias] == false, cell[.normalization] == Normalization.none
      else { return nil }
      return
        "'decay_scope' is 'weights', and without bias and normalization there are no other parameters. Remove it."
    },
    Rule([Parameter.weightDecay, Parameter.learningRate]) { cell in
      guard cell[.optimizer] == .adamw, let rate = cell[.learningRate], let decay = cell[.weightDecay],
        rate * decay > 1
      else { return nil }
      return
        "'weight_decay' \(decay.plain) x 'learning_rate' \(rate.plain) is above 1, so 'adamw' turns the sign of every "
        + "weight in each step. Lower one of them."
    },
  ]

  /// A value that means nothing to the optimiser.
  static func unused<Field>(
    _ parameter: Parameter<Field>, _ isUnused: @escaping @Sendable (Optimizer, Field) -> Bool
  ) -> Rule {
    Rule([parameter, Parameter.optimizer]) { cell in
      guard let optimizer = cell[.optimizer], let value = cell[parameter], isUnused(optimizer, value) else {
        return nil
      }
      let text = value.parameterValue.number?.plain ?? value.parameterValue.description
      return
        "'\(parameter.name)' is '\(text)', which means nothing to optimizer '\(optimizer.rawValue)'. Remove it."
    }
  }
}

extension Cell {
  fileprivate var fallsAlongCosine: Bool { spec[.schedule] == .cosine && spec[.optimizer] != .lbfgs }
}
