extension ExperimentKind {
  /// A network that is fitted to numbers.
  package static let regression = ExperimentKind(
    "regression", on: [.teacher, .scenes, .file], targets: .numbers, withClasses: "classification",
    families: [.data, .numbers, .features, .layers, .network, .descent],
    groups: [.nrc, .ranks, .intrinsicDimension, .dimensionScale, .agop, .lastLayer, .equilibrium, .gram],
    usual: [.nrc, .ranks])
}
