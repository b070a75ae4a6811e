extension ExperimentKind {
  /// A network that tells classes apart.
  package static let classification = ExperimentKind(
    "classification", on: [.gaussianClusters, .file], targets: .classes,
    families: [.data, .classes, .coding, .features, .layers, .network, .descent],
    defaults: [Parameter.loss: Loss.crossEntropy.parameterValue],
    groups: Set(MetricGroup.allCases), usual: [.classes, .ranks])
}
