extension Declaration {
  static let kernels: [Declaration] = [
    Parameter.featureMap, Parameter.frequencyScale, Parameter.kernelBandwidth, Parameter.ridge,
    Parameter.projection,
  ]
}

extension Parameter where Field == FeatureMap {
  package static let featureMap = Parameter(
    "feature_map", .choice(FeatureMap.words), .value(.relu), .kernels,
    "the random map between layers: relu of a linear map, or cosines of random frequencies")
}

extension Parameter where Field == Double {
  package static let frequencyScale = Parameter(
    "frequency_scale", .real(.above(0)),
    .derived("0.05 with cosine") { spec, _ in spec[.featureMap] == .cosine ? 0.05 : nil }, .kernels,
    "of the Cauchy distribution of the cosine map's frequencies")
  package static let kernelBandwidth = Parameter(
    "kernel_bandwidth", .real(.above(0)), .value(2), .kernels,
    "distance of samples of length 1 over which the Laplace kernel falls to 1/e")
  package static let ridge = Parameter(
    "ridge", .real(.atLeast(0)), .value(1e-3), .kernels, "added to the diagonal of the kernel matrix")
}

extension Parameter where Field == Projection {
  package static let projection = Parameter(
    "projection", .choice(Projection.words), .value(.agop), .kernels,
    "what turns samples before the random map: the root of the kernel machine's AGOP, or nothing (the control)"
  )
}
