/// Convolutional networks that cannot be.
extension [BadSweepFile] {
  static let images = [
    image(
      "a residual network without blocks", "  model: resnet", 2,
      "'blocks' is missing. Expected a list of whole numbers from 1 to 200, such as [2, 2, 2, 2], with model 'resnet'."
    ),
    image(
      "a stack without stages", "  model: vgg", 2,
      "'stages' is missing. Expected lists of whole numbers from 1 to 64, such as [[1], [2], [4, 4]], with model 'vgg'."
    ),
    image(
      "a short name with blocks", "  model: resnet18\n  blocks: [1, 1]", 4,
      "'blocks' is what model 'resnet18' stands for. Remove it, or give it in a block of its own."),
    image(
      "bottleneck blocks", "  model: resnet50", 3,
      "'model' is 'resnet50'. Expected MODELS. 'resnet50' has bottleneck blocks, and only basic ones are known; blocks [8, 8, 8] with stem 3x3 is the network for small images."
    ),
    image(
      "layers that no network has", "  model: resnet2", 3,
      "'model' is 'resnet2'. Expected MODELS. A residual network has 18, 34 or 6n + 2 layers (8, 14, 20, …, 1202)."
    ),
    image(
      "a name with a slip", "  model: vgg12", 3, "'model' is 'vgg12'. Expected MODELS. Did you mean 'vgg11'?"),
    image(
      "no block in a stage", "  model: resnet\n  blocks: [2, 0]", 4,
      "'blocks' is a list. Expected a list of whole numbers from 1 to 200, such as [2, 2, 2, 2]."),
    image(
      "no stage at all", "  model: vgg\n  stages: []", 4,
      "'stages' is an empty list. Expected lists of whole numbers from 1 to 64, such as [[1], [2], [4, 4]]."),
    image(
      "a depth of convolutions", "  model: resnet18\n  depth: 4", 4,
      "'depth' means nothing to model 'resnet'. Remove it, or give it in a block of its own."),
    image(
      "a stem of a chain", "  stem: 3x3", 3,
      "'stem' means nothing to model 'mlp'. Remove it, or give it in a block of its own."),
    image(
      "channels without end", "  model: resnet18\n  width: 100000", 4,
      "'width' 100000 makes 800000 channels in a stage, and 65536 is the limit. Lower it, or give fewer stages."
    ),
    image(
      "a map that is halved away", "  model: vgg\n  stages: [[1], [1], [1], [1], [1], [1], [1]]", 4,
      "'stages' has 7 stages with max pooling between them, and an image of 32 x 32 has nothing left after 6 halvings. Give fewer stages."
    ),
    image(
      "layer normalisation", "  model: resnet18\n  normalization: layer", 4,
      "'normalization' is 'layer', which model 'resnet' does not have. Choose 'batch' or 'none'."),
    image(
      "units of no layer", "  model: resnet18\n  head_width: 64", 4,
      "'head_width' is 64, and with head_depth 1 there is no hidden layer. Remove it, or raise 'head_depth'."),
    image(
      "another optimiser's moves", "  model: vgg11\n  optimizer: lbfgs", 4,
      "'optimizer' is 'lbfgs', which is for model 'mlp', and 'model' is 'vgg'. Remove it."),
    image(
      "a metric of derivatives", "  model: resnet18\nmeasure: {metrics: [agop]}", 3,
      "'metrics' has 'agop', which is for model 'mlp', and 'model' is 'resnet'. Remove one of them."),
    image(
      "channels first", "  inputs: 3072\n  model: resnet18\n  image_shape: [3, 32, 32]", 5,
      "images of 3 x 32 x 32 look like channels first, and height x width x channels is expected. Save them with numpy.moveaxis(x, 1, -1).",
      dataset: "teacher"),
    image(
      "a batch beyond memory", "  model: resnet18\n  samples: 1000000\n  batch_size: full", 5,
      "'batch_size' 800000 with 168450 numbers an image in the layers needs more than 128 GiB a trial. Lower it, or 'width'."
    ),
    image(
      "more factors than a scene has", "  target_rank: 9", 3,
      "'target_rank' is 9, and scenes with target_dim 9 have targets of a rank of at most 8."),
    image(
      "a shape that is not the images'", "  model: resnet18\n  image_shape: [32, 32, 1]", 4,
      "'image_shape' [32, 32, 1] has 1024 numbers, and an input has 3072. Change it."),
    image(
      "a shape of two numbers", "  model: resnet18\n  image_shape: [32, 96]", 4,
      "'image_shape' is [32, 96], and three numbers are expected: height, width and channels."),
    image(
      "no channels", "  model: resnet18\n  image_shape: [32, 32, 0]", 4,
      "'image_shape' is a list. Expected a list of whole numbers from 1 to 16384, such as [2, 2, 2, 2]."),
    image(
      "images of a teacher", "  model: resnet18", 3,
      "'model' is 'resnet', which needs images, and 'dataset' does not say what shape they have. Give 'image_shape', such as [28, 28, 1] for height, width and channels.",
      dataset: "teacher"),
  ]

  private static func image(
    _ name: String, _ lines: String, _ line: Int, _ sentence: String, dataset: String = "scenes"
  ) -> BadSweepFile {
    let models = "'mlp', 'resnet', 'vgg', 'resnet18', 'resnet34' or 'resnet20' and such, or 'vgg11'"
    return BadSweepFile(
      name, "parameters:\n  dataset: \(dataset)\n\(lines)\n",
      "sweeps/a.yaml:\(line): " + sentence.replacing("MODELS", with: models))
  }
}
