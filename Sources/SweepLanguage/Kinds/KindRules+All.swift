extension KindRules {
  /// One for each kind of experiment.
  static let all: [KindRules] = [.regression, .classification, .ufm, .deepRFM, .noop]
}
