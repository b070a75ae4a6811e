private let anyInputs: Set<DataSource> = [.teacher, .gaussianClusters, .scenes, .file]

extension Declaration {
  static let images: [Declaration] = [
    Parameter.model, Parameter.blocks, Parameter.stages, Parameter.stem, Parameter.imageShape,
    Parameter.pixels,
  ]
  static let heads: [Declaration] = [
    Parameter.headDepth, Parameter.headWidth, Parameter.headBias, Parameter.headGain,
    Parameter.headFirstGain,
  ]
}

extension Parameter where Field == NetworkModel {
  package static let model = Parameter(
    "model", .model, .unwritten(.mlp), .network, decidesData: true,
    "what shape the network has; resnet18, resnet34, resnet20 (and every 6n + 2) and vgg11 are short for their blocks "
      + "or stages")
}

extension Parameter where Field == [Int] {
  package static let blocks = Parameter(
    "blocks", .counts(1...200), .required, .network, models: [.resnet], "basic blocks of each stage")
  package static let imageShape = Parameter(
    "image_shape", .counts(1...16_384),
    .derived("the file's own; with scenes [image_size, image_size, 3]") { spec, data in
      if let side = spec[.imageSize] { return [side, side, 3] }
      return data?.imageShape
    }, .network, on: anyInputs, models: NetworkModel.ofImages, decidesData: true,
    "height, width and channels of an input, whose columns lie in this order")
}

extension Parameter where Field == [[Int]] {
  package static let stages = Parameter(
    "stages", .countLists(1...64), .required, .network, models: [.vgg],
    "channels of each convolution in multiples of width, stage by stage; between stages the map halves")
}

extension Parameter where Field == Stem {
  package static let stem = Parameter(
    "stem", .choice(Stem.words), .value(.sevenBySeven), .network, models: [.resnet],
    "what stands before the blocks: 7x7 with stride 2 and max pooling, or 3x3, which resnet20 and such have by default"
  )
}

extension Parameter where Field == Pixels {
  package static let pixels = Parameter(
    "pixels", .choice(Pixels.words), .value(.channel), .network, on: anyInputs, models: NetworkModel.ofImages,
    decidesData: true,
    "how pixels become inputs: raw, unit (divided by 255), half (from -1 to 1), or standardised by channel or by pixel"
  )
}

extension Parameter where Field == Int {
  package static let headDepth = Parameter(
    "head_depth", .integer(1...1000), .value(1), .network, models: NetworkModel.ofImages,
    "linear layers after the pooling")
  package static let headWidth = Parameter(
    "head_width", .integer(1...100_000), .value(512), .network, models: NetworkModel.ofImages,
    "units between them")
}

extension Parameter where Field == Bool {
  package static let headBias = Parameter(
    "head_bias", .flag, .value(true), .network, models: NetworkModel.ofImages, "whether they have a bias")
}

extension Parameter where Field == Double {
  package static let headGain = Parameter(
    "head_gain", .real(.above(0)), .derived("init_gain") { spec, _ in spec[.initGain] }, .network,
    models: NetworkModel.ofImages, "factor on their first weights")
  package static let headFirstGain = Parameter(
    "head_first_gain", .real(.above(0)), .derived("init_gain") { spec, _ in spec[.initGain] }, .network,
    models: NetworkModel.ofImages, "the same for the first of several")
}
