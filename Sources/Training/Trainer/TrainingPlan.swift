package import Datasets
package import SweepModel

/// What a trial's network is and how it trains: a `Specification` checked against its data, in the units of the loop.
package struct TrainingPlan: Hashable, Sendable {
  package var seed = 0
  package var network: Architecture
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
  /// Everything that the trial asks for. What one place alone acts on is read there, by its parameter.
  private var spec = Specification(.regression, dataset: .teacher)

  package init(
    network: Architecture, rates: LearningRates, momentum: Double, weightDecay: Double, batchRows: Int
  ) {
    (self.network, self.rates, self.batchRows) = (network, rates, batchRows)
    (self.momentum, self.weightDecay) = (momentum, weightDecay)
  }
}

extension TrainingPlan {
  package subscript<Field>(_ parameter: Parameter<Field>) -> Field? {
    get { spec[parameter] }
    set { spec[parameter] = newValue }
  }

  /// - Throws: `.missing` for a trial that trains no network, `.outOfRange` for batches that cannot be trained.
  package init(_ spec: Specification, data: TrainingData) throws(TrainingError) {
    guard let rates = spec.learningRates else { throw .missing(parameter: Parameter.schedule.name) }
    (self.spec, self.rates) = (spec, rates)
    seed = spec.seed
    network = try Architecture(spec, data)
    loss = try spec.required(.loss)
    featureDecay = try spec.required(.featureDecay)
    optimizer = try spec.required(.optimizer)
    momentum = try spec.required(.momentum)
    nesterov = try spec.required(.nesterov)
    beta2 = try spec.required(.beta2)
    weightDecay = try spec.required(.weightDecay)
    decayScope = try spec.required(.decayScope)
    shuffle = try spec.required(.shuffle)
    switch try spec.required(.batchSize) {
    case .full: batchRows = data.train.rows
    case .rows(let rows): batchRows = rows
    }
    try checkBatches(of: data.train.rows)
  }

  /// - Throws: `.outOfRange` for batches that cannot be trained.
  package func checkBatches(of rows: Int) throws(TrainingError) {
    let expected: String? =
      if !(1...rows).contains(batchRows) {
        "from 1 to \(rows) or 'full'"
      } else if optimizer == .lbfgs, batchRows < rows {
        "'full' with lbfgs"
      } else if network.needsSeveralRows, batchRows == 1 || self[.dropLast] != true && rows % batchRows == 1 {
        "such that no batch has one row alone, which has no variance to normalise with"
      } else {
        nil
      }
    guard let expected else { return }
    throw .outOfRange(parameter: Parameter.batchSize.name, value: "\(batchRows)", expected: expected)
  }
}
