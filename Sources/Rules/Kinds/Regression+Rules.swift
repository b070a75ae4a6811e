internal import SweepModel

extension KindRules {
  static let regression = KindRules(
    kind: .regression, rules: .data + .scenes + .training + .limits + .numbersLoss
  ) { $0.networkFlops($1) }
}

extension [Rule] {
  /// What every trained network obeys.
  static let training = batches + network + images + optimizers + schedules + decays + descent
  static let limits = dataLimits + descentLimits + networkLimits
}
