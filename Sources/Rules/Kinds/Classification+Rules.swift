internal import SweepModel

extension KindRules {
  static let classification = KindRules(
    kind: .classification, rules: .data + .training + .limits + .coding + .classes
  ) { $0.networkFlops($1) }
}

extension [Rule] {
  fileprivate static let coding = [
    Rule([Parameter.labelCoding, Parameter.loss]) { cell in
      guard cell[.loss] == .crossEntropy, let coding = cell[.labelCoding], coding != .oneHot else {
        return nil
      }
      return
        "'label_coding' is '\(coding.rawValue)', which means nothing to loss 'cross_entropy'. Remove it, or choose "
        + "loss 'mse'."
    }
  ]
}
