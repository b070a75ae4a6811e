/// Settings that are too large for any machine, or that single precision, in which training computes, cannot tell from
/// others.
extension CellFaults {
  /// 8 GiB of weights, of which training holds three to four copies.
  static let mostWeights = 1 << 31
  /// 16 GiB of generated inputs and targets.
  static let mostNumbers = 1 << 32

  mutating func checkLimits(_ spec: TrialSpec, _ data: DataFacts?) {
    checkSingle("noise", spec.noise)
    checkSingle("init_gain", spec.initGain)
    checkSingle("feature_decay", spec.featureDecay)
    checkSingle("learning_rate", spec.learningRate)
    checkSingle("weight_decay", spec.weightDecay)
    checkSingle("lr_factor", spec.lrFactor)
    if Float(spec.momentum) == 1 { add(.oneInSingle("momentum", spec.momentum)) }
    if Float(spec.beta2) == 1 { add(.oneInSingle("beta2", spec.beta2)) }
    guard let shape = spec.shape(data) else { return }
    let weights = spec.experiment == .noop || spec.experiment.trainsNetwork ? spec.weights(shape) : 0
    if weights > Self.mostWeights { add(.weights(weights, limit: Self.mostWeights)) }
    let columns = shape.inputs + shape.targets
    if let samples = spec.samples, data == nil, samples > Self.mostNumbers / columns {
      add(.numbers(samples: samples, columns: columns, limit: Self.mostNumbers))
    }
  }

  private mutating func checkSingle(_ name: String, _ value: Double) {
    if value != 0, !Float(value).isNormal { add(.notSingle(name, value)) }
  }
}

extension CellFault {
  var limitDescription: String {
    switch self {
    case .notSingle(let name, let value):
      "'\(name)' is \(ParameterValue.plain(value)), which single precision cannot hold. "
        + "Give a number from 1.2e-38 to 3.4e+38."
    case .oneInSingle(let name, let value):
      "'\(name)' is \(ParameterValue.plain(value)), which is 1 in single precision. Lower it."
    case .weights(let count, let limit):
      "'width' and 'depth' make \(count) weights, and a trial may have \(limit). Lower one of them."
    case .numbers(let samples, let columns, let limit):
      "'samples' is \(samples) rows of \(columns) columns, and a trial may have \(limit) numbers. Lower one of them."
    default: ""
    }
  }
}
