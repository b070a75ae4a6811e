extension ExperimentKind {
  /// The unconstrained feature model: features and weights that are free.
  package static let ufm = ExperimentKind(
    "ufm", on: [.teacher, .scenes, .file], targets: .numbers, epochWord: "step",
    families: [.data, .numbers, .features, .descent], defaults: [Parameter.epochs: .integer(10_000)],
    // With a file nothing is held out.
    narrowed: [Parameter.dataSeed: [.teacher, .scenes]],
    groups: [.nrc, .ranks, .intrinsicDimension, .dimensionScale, .lastLayer, .equilibrium, .gram],
    usual: [.lastLayer, .nrc, .ranks], bounds: ResultBounds(layers: 1))
}
