internal import SweepModel

/// Rules about convolutional networks and the images that they see.
extension [Rule] {
  /// 128 GiB of what one batch leaves behind in the layers.
  private static let mostBatchNumbers = Double(1 << 35)

  static let images = [
    Rule([Parameter.model, Parameter.dataset]) { cell in
      guard cell.spec.model.isOfImages, cell[.imageShape] == nil else { return nil }
      return
        "'model' is '\(cell.spec.model.rawValue)', which needs images, and 'dataset' does not say what shape they have. "
        + "Give 'image_shape', such as [28, 28, 1] for height, width and channels."
    },
    Rule([Parameter.imageShape]) { cell in
      guard let shape = cell[.imageShape], shape.count != 3 else { return nil }
      return "'image_shape' is \(shape), and three numbers are expected: height, width and channels."
    },
    Rule([Parameter.imageShape, Parameter.inputs, Parameter.dataset]) { cell in
      guard let list = cell[.imageShape], let image = TensorShape(list), let shape = cell.shape,
        image.count != shape.inputs
      else { return nil }
      return "'image_shape' \(list) has \(image.count) numbers, and an input has \(shape.inputs). Change it."
    },
    Rule([Parameter.imageShape]) { cell in
      guard let list = cell[.imageShape], let own = cell.data?.imageShape, list != own,
        list.count == 3, list.reduce(1, *) == own.reduce(1, *)
      else { return nil }
      let shape = own.map(String.init).joined(separator: " x ")
      return
        "'image_shape' is \(list), and the file's images are \(shape). Remove it, or save them in that shape."
    },
    Rule([Parameter.imageShape, Parameter.dataset]) { cell in
      guard let image = TensorShape(cell[.imageShape]), image.isChannelsFirst,
        image.count == cell.shape?.inputs
      else { return nil }
      return
        "images of \(image.height) x \(image.width) x \(image.channels) look like channels first, and height x width x "
        + "channels is expected. Save them with numpy.moveaxis(x, 1, -1)."
    },
    Rule([Parameter.width, Parameter.blocks, Parameter.stages]) { cell in
      guard let width = cell[.width], let channels = ImageNetwork.Body(cell.spec)?.channels(width),
        channels > ImageNetwork.mostChannels
      else { return nil }
      return
        "'width' \(width) makes \(channels) channels in a stage, and \(ImageNetwork.mostChannels) is the limit. "
        + "Lower it, or give fewer stages."
    },
    Rule([Parameter.stages, Parameter.imageShape]) { cell in
      guard let stages = cell[.stages], let image = TensorShape(cell[.imageShape]),
        Swift.min(image.height, image.width) >> (stages.count - 1) < 1
      else { return nil }
      return
        "'stages' has \(stages.count) stages with max pooling between them, and an image of \(image.height) x "
        + "\(image.width) has nothing left after \(stages.count - 1) halvings. Give fewer stages."
    },
    Rule([Parameter.imageShape, Parameter.imageSize, Parameter.width, Parameter.dataset]) { cell in
      guard
        let layer = cell.imageNetwork?.outline.first(where: { $0.output.count > ImageNetwork.mostNumbers })
      else { return nil }
      return
        "layer '\(layer.name)' makes \(layer.output.count) numbers of an image, and \(ImageNetwork.mostNumbers) is the limit. "
        + "Lower 'width', or take smaller images."
    },
    Rule([Parameter.normalization, Parameter.model]) { cell in
      guard cell.spec.model.isOfImages, cell[.normalization] == .layer else { return nil }
      return
        "'normalization' is 'layer', which model '\(cell.spec.model.rawValue)' does not have. Choose 'batch' or 'none'."
    },
    Rule([Parameter.headWidth, Parameter.headDepth]) { cell in
      guard cell[.headDepth] == 1, let width = cell[.headWidth], width != 512 else { return nil }
      return
        "'head_width' is \(width), and with head_depth 1 there is no hidden layer. Remove it, or raise 'head_depth'."
    },
    Rule([Parameter.model]) { cell in
      guard cell.spec.model.isOfImages, cell[.metrics]?.contains(.agop) == true else { return nil }
      return "'metrics' has 'agop', which is for model 'mlp', and 'model' is '\(cell.spec.model.rawValue)'. "
        + "Remove one of them."
    },
    ofChains(.optimizer) { $0 == .lbfgs ? "lbfgs" : nil },
    ofChains(.featureDecay) { $0 > 0 ? $0.plain : nil },
    ofChains(.keepRank) { "\($0)" },
    Rule([Parameter.batchSize, Parameter.imageShape, Parameter.width]) { cell in
      guard let shape = cell.shape, let network = cell.imageNetwork else { return nil }
      let batch = if case .rows(let batch)? = cell[.batchSize] { batch } else { shape.trainRows }
      let one = network.outline.reduce(0.0) { $0 + Double($1.output.count) }
      guard one * Double(batch) > mostBatchNumbers else { return nil }
      return
        "'batch_size' \(batch) with \(Int(one)) numbers an image in the layers needs more than 128 GiB a trial. "
        + "Lower it, or 'width'."
    },
  ]

  static let scenes = [
    Rule([Parameter.targetRank, Parameter.targetDim]) { cell in
      guard cell.spec.source == .scenes, let rank = cell[.targetRank], let columns = cell[.targetDim],
        rank > Swift.min(columns, 8)
      else { return nil }
      return
        "'target_rank' is \(rank), and scenes with target_dim \(columns) have targets of a rank of at most "
        + "\(Swift.min(columns, 8))."
    }
  ]

  private static func ofChains<Field>(
    _ parameter: Parameter<Field>, _ value: @escaping @Sendable (Field) -> String?
  ) -> Rule {
    Rule([parameter, Parameter.model]) { cell in
      guard cell.spec.model.isOfImages, let value = cell[parameter].flatMap(value) else { return nil }
      return "'\(parameter.name)' is '\(value)', which is for model 'mlp', and 'model' is "
        + "'\(cell.spec.model.rawValue)'. Remove it."
    }
  }
}

extension Cell {
  /// `nil` also where the images' shape does not fit the inputs, which is told by itself.
  fileprivate var imageNetwork: ImageNetwork? {
    guard let shape, let network = ImageNetwork(spec, outputs: shape.targets),
      network.image.count == shape.inputs
    else { return nil }
    return network
  }
}

extension TensorShape {
  /// 1, 3 or 4 rows of many places with many channels are channels of a picture.
  fileprivate var isChannelsFirst: Bool { [1, 3, 4].contains(height) && width > 4 && channels > 16 }
}
