extension Declaration {
  static let network: [Declaration] = [
    Parameter.depth, Parameter.width, Parameter.activation, Parameter.bias, Parameter.normalization,
    Parameter.lastActivation, Parameter.initialization, Parameter.initGain,
  ]
}

extension Parameter where Field == Int {
  package static let depth = Parameter(
    "depth", .integer(1...1000), .value(8), .layers, models: [.mlp],
    "linear layers, the last one included; with deep-rfm layers")
  package static let width = Parameter(
    "width", .integer(1...100_000), .value(256), .features,
    "units of each hidden layer; with resnet and vgg channels of the first stage, 64 by default; with ufm and "
      + "deep-rfm features")
}

extension Parameter where Field == Activation {
  package static let activation = Parameter(
    "activation", .choice(Activation.words), .value(.relu), .network, models: [.mlp],
    "between the linear layers; leaky_relu has slope 0.01, gelu is the exact one")
}

extension Parameter where Field == Bool {
  package static let bias = Parameter(
    "bias", .flag, .value(false), .network, models: [.mlp], "whether linear layers have a bias")
  package static let lastActivation = Parameter(
    "last_activation", .flag, .unwritten(true), .network, models: [.mlp],
    "false: the last hidden layer has neither activation nor normalization")
}

extension Parameter where Field == Normalization {
  package static let normalization = Parameter(
    "normalization", .choice(Normalization.words), .value(.none), .network,
    "of the features, before each activation, with scale and shift; batch by default with resnet")
}

extension Parameter where Field == Initialization {
  package static let initialization = Parameter(
    "init", .choice(Initialization.words), .value(.pytorch), .network, models: [.mlp],
    "distribution of the first weights; biases start at 0, with pytorch uniform in its bounds")
}

extension Parameter where Field == Double {
  package static let initGain = Parameter(
    "init_gain", .real(.above(0)), .value(1), .network, "factor on the first weights")
}
