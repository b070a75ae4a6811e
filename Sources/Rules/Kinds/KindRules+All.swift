extension KindRules {
  /// One for each kind of experiment.
  package static let all: [KindRules] = [.regression, .classification, .ufm, .deepRFM, .noop, .command]
}
