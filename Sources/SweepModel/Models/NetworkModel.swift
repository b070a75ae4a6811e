/// What shape a network has.
package enum NetworkModel: String, ParameterWord {
  /// Linear layers in a chain.
  case mlp
  /// Residual blocks of convolutions, and linear layers on top.
  case resnet
  /// Convolutions in a chain, and linear layers on top.
  case vgg

  package static let ofImages: Set<NetworkModel> = [.resnet, .vgg]
  package var isOfImages: Bool { Self.ofImages.contains(self) }

  /// Defaults of its own, in place of the declarations'.
  var defaults: [Declaration: ParameterValue] {
    switch self {
    case .mlp: [:]
    case .resnet:
      [Parameter.width: .integer(64), Parameter.normalization: Normalization.batch.parameterValue]
    case .vgg: [Parameter.width: .integer(64)]
    }
  }
}

/// What stands before a residual network's blocks.
package enum Stem: String, ParameterWord {
  /// Stride 2, then max pooling by 2: for large images.
  case sevenBySeven = "7x7"
  case threeByThree = "3x3"
}

/// How pixels become inputs.
package enum Pixels: String, ParameterWord {
  /// As they are.
  case raw
  /// Divided by 255.
  case unit
  /// From -1 to 1.
  case half
  /// Mean 0 and variance 1 over the training images, a channel or a pixel's channel at a time.
  case channel, pixel
}
