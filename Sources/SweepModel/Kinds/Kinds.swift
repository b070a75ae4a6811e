extension ExperimentKind {
  /// Every kind that there is, in the order in which messages list them; the first is the usual one.
  package static let all: [ExperimentKind] = [.regression, .classification, .ufm, .deepRFM, .noop, .command]
}
