extension ImageNetwork {
  /// From images to predictions.
  ///
  /// Measured are the convolutions, but for the first and for those of shortcuts, and the linear layers.
  package var outline: [LayerOutline] {
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
      list.append("avgpool", .averagePool(height: 1, width: 1))
      list.appendHead(head, outputs) { head.depth == 1 ? "fc" : "fc.\($0)" }
    case .plain(let stages, let end):
      list.appendStages(stages, width)
      list.append("avgpool", .averagePool(height: end, width: end))
      list.appendHead(head, outputs) { "classifier.\($0)" }
    }
    return list.layers
  }
}

/// Layers as they are put after each other.
private struct LayerList {
  private(set) var layers: [LayerOutline] = []
  /// What the last one gives.
  private var shape: TensorShape
  private let normalization: Normalization

  init(image: TensorShape, normalization: Normalization) {
    (shape, self.normalization) = (image, normalization)
  }

  mutating func append(
    _ name: String, _ kind: LayerOutline.Kind, from source: String? = nil, input: TensorShape? = nil,
    measured: Bool = false
  ) {
    let layer = LayerOutline(
      name: name, kind: kind, input: input ?? shape, source: source, isMeasured: measured)
    layers.append(layer)
    shape = layer.output
  }

  private mutating func appendNormalization(_ name: String) {
    if normalization != .none { append(name, .normalization(normalization)) }
  }

  mutating func appendStem(_ stem: Stem, _ width: Int) {
    let isLarge = stem == .sevenBySeven
    append(
      "conv1", .convolution(filters: width, kernel: isLarge ? 7 : 3, stride: isLarge ? 2 : 1, bias: false))
    appendNormalization("bn1")
    append("relu", .relu)
    if isLarge { append("maxpool", .maxPool(size: 3, stride: 2, padding: 1)) }
  }

  /// torchvision's `BasicBlock`. Where it changes the shape, a convolution does so for what is added.
  mutating func appendBlock(_ name: String, channels: Int, stride: Int) {
    guard let entry = layers.last?.name else { preconditionFailure("a stem comes before blocks") }
    let before = shape
    append(
      "\(name).conv1", .convolution(filters: channels, kernel: 3, stride: stride, bias: false),
      measured: true)
    appendNormalization("\(name).bn1")
    append("\(name).relu", .relu)
    append(
      "\(name).conv2", .convolution(filters: channels, kernel: 3, stride: 1, bias: false), measured: true)
    appendNormalization("\(name).bn2")
    var added = entry
    if before != shape, let end = layers.last?.name {
      added = end
      append(
        "\(name).downsample.0", .convolution(filters: channels, kernel: 1, stride: stride, bias: false),
        from: entry, input: before)
      appendNormalization("\(name).downsample.1")
    }
    append("\(name).add", .add(added))
    append("\(name).relu_1", .relu)
  }

  /// torchvision's `VGG.features`, numbered with what has no parameters.
  mutating func appendStages(_ stages: [[Int]], _ width: Int) {
    func name() -> String { "features.\(layers.count)" }
    for (index, stage) in stages.enumerated() {
      if index > 0 { append(name(), .maxPool(size: 2, stride: 2, padding: 0)) }
      for factor in stage {
        append(
          name(), .convolution(filters: factor * width, kernel: 3, stride: 1, bias: true),
          measured: !layers.isEmpty)
        appendNormalization(name())
        append(name(), .relu)
      }
    }
  }

  /// Linear layers with ReLU between, numbered as in PyTorch's `Sequential`.
  mutating func appendHead(_ head: ImageNetwork.Head, _ outputs: Int, name: (Int) -> String) {
    for index in 0..<head.depth {
      let isLast = index == head.depth - 1
      append(
        name(2 * index), .linear(outputs: isLast ? outputs : head.width, bias: head.bias), measured: true)
      if !isLast { append(name(2 * index + 1), .relu) }
    }
  }
}
