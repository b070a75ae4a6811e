extension ExperimentKind {
  /// A program of one's own, which says what came out of it; its files are its data.
  package static let command = ExperimentKind(
    "command", on: [.none, .file], targets: .numbers, families: [.command, .argument],
    without: [Parameter.numerics], groups: Set(MetricGroup.allCases), usual: [])
}
