internal import SweepModel

extension KindRules {
  /// A step computes three products of N x h with h x t and walks all free numbers: 15 times with descent, 130 times with
  /// L-BFGS and its 20 corrections. Measured: 1 ns a number and walk, 100 operations at the assumed speed.
  static let ufm = KindRules(
    kind: .ufm,
    rules: .data + .scenes + .freeFeatures + .descent + .dataLimits + .descentLimits + .numbersLoss
  ) { spec, shape in
    let walks: Double = spec[.optimizer] == .lbfgs ? 130 : 15
    return Double(spec[.epochs] ?? 0) * Double(spec.freeNumbers(shape))
      * (12 * Double(shape.targets) + 100 * walks)
  }
}

extension [Rule] {
  /// 12 GiB with the corrections of L-BFGS.
  private static let mostFreeNumbers = 1 << 25

  fileprivate static let freeFeatures = [
    Rule([Parameter.optimizer]) { cell in
      guard let optimizer = cell[.optimizer], optimizer != .sgd, optimizer != .lbfgs else { return nil }
      return
        "'optimizer' is '\(optimizer.rawValue)', which experiment 'ufm' does not have. Choose 'lbfgs' or 'sgd'."
    },
    unused(.momentum) { $0 == .lbfgs && $1 > 0 },
    unused(.learningRate) { $0 == .lbfgs && $1 != 1 },
    Rule([Parameter.width, Parameter.samples, Parameter.dataset]) { cell in
      guard let numbers = cell.shape.map(cell.spec.freeNumbers), numbers > mostFreeNumbers else { return nil }
      return
        "'width' x rows makes \(numbers) free features and weights, and a trial may have \(mostFreeNumbers). "
        + "Lower 'width' or 'samples'."
    },
  ]
}

extension Specification {
  /// The numbers that the unconstrained feature model moves: features, weights and biases.
  fileprivate func freeNumbers(_ shape: TrialShape) -> Int {
    (shape.trainRows + shape.targets) * (self[.width] ?? 1) + shape.targets
  }
}
