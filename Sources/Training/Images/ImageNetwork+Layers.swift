internal import SweepModel

extension ImageNetwork {
  /// From images to predictions.
  ///
  /// Measured are the convolutions, but for the first and for those of shortcuts, and the linear layers.
  package var layers: [LayerPlan] {
    var list = LayerList(image: image, normalization: normalization)
    switch body {
    case .residual(let blocks, let stem):
      list.appendStem(stem, width)
      for (index, count) in blocks.enumerated() {
        for block in 0..<count {
          list.appendBlock(
            "layer\(index + 1).\(block)", channels: width << index, stride: index > 0 && block == 0 ? 2 : 1)
        }
      }
      list.append(
        .pool(PoolPlan(name: "avgpool", kind: .adaptiveAverage(height: 1, width: 1), input: list.shape)))
      list.appendHead(head, outputs) { head.depth == 1 ? "fc" : "fc.\($0)" }
    case .plain(let stages, let end):
      list.appendStages(stages, width)
      let kind = PoolPlan.Kind.adaptiveAverage(height: end, width: end)
      list.append(.pool(PoolPlan(name: "avgpool", kind: kind, input: list.shape)))
      list.appendHead(head, outputs) { "classifier.\($0)" }
    }
    return list.layers
  }
}

/// Layers as they are put after each other.
private struct LayerList {
  private(set) var layers: [LayerPlan] = []
  /// What the last one gives.
  private(set) var shape: TensorShape
  private let normalization: Normalization

  init(image: TensorShape, normalization: Normalization) {
    (shape, self.normalization) = (image, normalization)
  }

  mutating func append(_ layer: LayerPlan) {
    layers.append(layer)
    shape = layer.facts.output
  }

  private mutating func appendConvolution(
    _ name: String, _ filters: Int, kernel: Int, stride: Int = 1, bias: Bool = false, measured: Bool = true
  ) {
    append(
      .convolution(
        ConvolutionPlan(
          name: name, input: shape, filters: filters, kernel: kernel, stride: stride, padding: kernel / 2,
          hasBias: bias, isMeasured: measured)))
  }

  private mutating func appendNormalization(_ name: String) {
    guard normalization != .none else { return }
    append(.normalization(NormalizationPlan(name: name, kind: normalization, input: shape)))
  }

  private mutating func appendReLU(_ name: String) {
    append(.activation(ActivationPlan(name: name, activation: .relu, input: shape)))
  }

  mutating func appendStem(_ stem: ImageNetwork.Stem, _ width: Int) {
    let isLarge = stem == .sevenBySeven
    appendConvolution("conv1", width, kernel: isLarge ? 7 : 3, stride: isLarge ? 2 : 1, measured: false)
    appendNormalization("bn1")
    appendReLU("relu")
    if isLarge {
      append(.pool(PoolPlan(name: "maxpool", kind: .max(size: 3, stride: 2, padding: 1), input: shape)))
    }
  }

  /// torchvision's `BasicBlock`. Where it changes the shape, a convolution does so for what is added.
  mutating func appendBlock(_ name: String, channels: Int, stride: Int) {
    guard let entry = layers.last?.facts.name else { preconditionFailure("a stem comes before blocks") }
    let before = shape
    appendConvolution("\(name).conv1", channels, kernel: 3, stride: stride)
    appendNormalization("\(name).bn1")
    appendReLU("\(name).relu")
    appendConvolution("\(name).conv2", channels, kernel: 3)
    appendNormalization("\(name).bn2")
    var added = entry
    if before != shape, let end = layers.last?.facts.name {
      added = end
      append(
        .convolution(
          ConvolutionPlan(
            name: "\(name).downsample.0", input: before, filters: channels, kernel: 1, stride: stride,
            padding: 0, isMeasured: false, source: entry)))
      appendNormalization("\(name).downsample.1")
    }
    append(.add(AddPlan(name: "\(name).add", input: shape, added: added)))
    appendReLU("\(name).relu_1")
  }

  /// torchvision's `VGG.features`, numbered with what has no parameters.
  mutating func appendStages(_ stages: [[Int]], _ width: Int) {
    func name() -> String { "features.\(layers.count)" }
    for (index, stage) in stages.enumerated() {
      if index > 0 {
        append(.pool(PoolPlan(name: name(), kind: .max(size: 2, stride: 2, padding: 0), input: shape)))
      }
      for factor in stage {
        appendConvolution(name(), factor * width, kernel: 3, bias: true, measured: !layers.isEmpty)
        appendNormalization(name())
        appendReLU(name())
      }
    }
  }

  /// Linear layers with ReLU between, numbered as in PyTorch's `Sequential`.
  mutating func appendHead(_ head: ImageNetwork.Head, _ outputs: Int, name: (Int) -> String) {
    for index in 0..<head.depth {
      let output = TensorShape(channels: index == head.depth - 1 ? outputs : head.width)
      append(
        .affine(AffinePlan(name: name(2 * index), input: shape, output: output, hasBias: head.bias)))
      if index < head.depth - 1 { appendReLU(name(2 * index + 1)) }
    }
  }
}
