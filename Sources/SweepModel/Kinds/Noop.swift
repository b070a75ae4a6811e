extension ExperimentKind {
  /// Nothing, at once: what dispatch is measured with. It may carry all that a network has.
  package static let noop = ExperimentKind(
    "noop", on: Set(DataSource.allCases), targets: .numbers,
    families: [.data, .numbers, .features, .layers, .network, .descent],
    groups: Set(MetricGroup.allCases), usual: [.nrc, .ranks],
    bounds: ResultBounds(layers: 0))
}
