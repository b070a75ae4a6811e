extension ExperimentKind {
  /// The deep recursive feature machine: kernel machines, the roots of their gradient outer products and random maps.
  package static let deepRFM = ExperimentKind(
    "deep-rfm", on: [.gaussianClusters, .file], targets: .classes,
    families: [.data, .classes, .features, .layers, .kernels],
    // With a file nothing is held out.
    narrowed: [Parameter.dataSeed: [.gaussianClusters]],
    groups: [.ranks, .intrinsicDimension, .dimensionScale, .agop, .classes, .singular],
    usual: [.agop, .classes, .ranks, .singular], bounds: ResultBounds(epochs: 1))
}
