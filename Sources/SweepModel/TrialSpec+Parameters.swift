extension TrialSpec {
  /// A trial with every parameter at its default.
  package init(experiment: Experiment, dataset: Dataset, seed: Int = 0, data: DataFacts? = nil) {
    self.init(blank: experiment, dataset: dataset, seed: seed)
    complete(Parameter.derivedOnes, data: data)
  }

  /// A trial with the defaults that follow from nothing; `complete` supplies the others.
  init(blank experiment: Experiment, dataset: Dataset, seed: Int = 0) {
    self.init(
      experiment: experiment, seed: seed, dataset: dataset, noise: 0, standardize: true, dataSeed: 0,
      depth: 1,
      width: 1, bias: false, activation: .relu, normalization: .none, initialization: .pytorch, initGain: 1,
      loss: .mse, optimizer: .sgd, learningRate: 1, momentum: 0, weightDecay: 0, batchSize: .full, epochs: 1,
      milestones: [], lrFactor: 1, shuffle: true, measureEvery: 0, metrics: MetricGroup.usual(in: experiment))
    for parameter in Parameter.table + [Parameter.measureEvery] {
      guard let value = parameter.fixedDefault, parameter.applies(to: experiment, on: dataset.source)
      else { continue }
      assign(value, to: parameter)
    }
  }

  /// Derives defaults, in the order given.
  mutating func complete(_ parameters: [Parameter], data: DataFacts?) {
    for parameter in parameters {
      guard parameter.applies(to: experiment, on: dataset.source),
        case .derived(_, let rule) = parameter.standard, let value = rule(self, data)
      else { continue }
      assign(value, to: parameter)
    }
  }

  /// Values by parameter name, of those parameters that mean something to this trial and are set.
  package var parameters: [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    for parameter in Parameter.table { values[parameter.name] = self[parameter] }
    return values
  }

  /// The parameter's value; `nil` where it means nothing to this trial or is not set.
  package subscript(_ parameter: Parameter) -> ParameterValue? {
    parameter.applies(to: experiment, on: dataset.source) ? parameter.read(self) : nil
  }

  mutating func assign(_ value: ParameterValue, to parameter: Parameter) {
    let fits = parameter.write(&self, value)
    precondition(fits, "a checked value fits its parameter: \(parameter.name) = \(value)")
  }
}

extension Parameter {
  static let derivedOnes = table.filter {
    if case .derived = $0.standard { true } else { false }
  }
}
