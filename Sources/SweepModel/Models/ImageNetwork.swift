/// A convolutional network with all its settings: residual blocks or a plain stack, and linear layers on top.
///
/// Its layers are named as torchvision names them, so that weights can come from there and go there.
package struct ImageNetwork: Hashable, Sendable {
  package enum Body: Hashable, Sendable {
    /// Basic blocks of each stage; channels double from stage to stage, and the map halves.
    case residual(blocks: [Int], stem: Stem)
    /// Channels of each convolution as multiples of `width`, stage by stage; between stages the map halves, and at the
    /// end it is brought to `end` x `end` places.
    case plain(stages: [[Int]], end: Int)
  }

  /// The linear layers, with an activation between them.
  package struct Head: Hashable, Sendable {
    package var depth: Int
    package var width: Int
    package var bias: Bool
    package var initialization = Initialization.pytorch
    /// Factors on first weights: of the first layer where there are several, and of the others.
    package var firstGain: Double
    package var gain: Double

    package init(
      depth: Int = 1, width: Int = 512, bias: Bool = true, initialization: Initialization = .pytorch,
      firstGain: Double = 1, gain: Double = 1
    ) {
      (self.depth, self.width, self.bias) = (depth, width, bias)
      (self.initialization, self.firstGain, self.gain) = (initialization, firstGain, gain)
    }
  }

  package var body: Body
  /// height x width x channels of an input.
  package var image: TensorShape
  package var outputs: Int
  /// Channels of the first stage.
  package var width: Int
  package var normalization: Normalization
  package var head: Head

  package init(
    _ body: Body, image: TensorShape, outputs: Int, width: Int = 64, normalization: Normalization? = nil,
    head: Head = Head()
  ) {
    (self.body, self.image, self.outputs, self.width, self.head) = (body, image, outputs, width, head)
    if case .plain = body {
      self.normalization = normalization ?? .none
    } else {
      self.normalization = normalization ?? .batch
    }
  }
}

extension ImageNetwork {
  /// Of the widest layer.
  package static let mostChannels = 1 << 16
  /// Of one image between two layers; convolutions number those of 256 images with 32 bits, margins included.
  package static let mostNumbers = 1 << 23

  /// The network of a trial; `nil` for another model, where the images' shape is not known or where it were too wide.
  ///
  /// - Parameter outputs: columns of the targets.
  package init?(_ spec: Specification, outputs: Int) {
    guard let body = Body(spec), let image = TensorShape(spec[.imageShape]), let width = spec[.width],
      body.channels(width) <= Self.mostChannels,
      let depth = spec[.headDepth], let hidden = spec[.headWidth], let bias = spec[.headBias],
      let gain = spec[.headGain], let firstGain = spec[.headFirstGain]
    else { return nil }
    self.init(
      body, image: image, outputs: outputs, width: width, normalization: spec[.normalization],
      head: Head(depth: depth, width: hidden, bias: bias, firstGain: firstGain, gain: gain))
  }
}

extension ImageNetwork.Body {
  /// Of the widest layer, with so many in the first stage.
  package func channels(_ width: Int) -> Int {
    switch self {
    case .residual(let blocks, _): width << max(0, blocks.count - 1)
    case .plain(let stages, _): width * (stages.joined().max() ?? 1)
    }
  }

  package init?(_ spec: Specification) {
    if let blocks = spec[.blocks], let stem = spec[.stem] {
      self = .residual(blocks: blocks, stem: stem)
    } else if let stages = spec[.stages] {
      self = .plain(stages: stages, end: 4)
    } else {
      return nil
    }
  }

  package static let resnet18 = residual(blocks: [2, 2, 2, 2], stem: .sevenBySeven)
  package static let resnet34 = residual(blocks: [3, 4, 6, 3], stem: .sevenBySeven)
  /// Five convolutional stages less the last: the body whose heads Beaglehole et al. (2024) measure.
  package static let vgg11 = plain(stages: [[1], [2], [4, 4], [8, 8]], end: 4)

  /// The network for small images of He et al. (2016), section 4.2, with 6n + 2 layers, usually of width 16. As in their
  /// larger ones, a convolution brings the shortcut to the next stage's size.
  ///
  /// `nil` where no n has so many layers.
  package static func resnet(layers: Int) -> Self? {
    guard layers >= 8, (layers - 2) % 6 == 0 else { return nil }
    return residual(blocks: Array(repeating: (layers - 2) / 6, count: 3), stem: .threeByThree)
  }
}
