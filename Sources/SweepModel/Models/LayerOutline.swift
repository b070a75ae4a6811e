/// One layer of a convolutional network: its name and what it makes of which shape.
package struct LayerOutline: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Padded such that stride 1 keeps the map.
    case convolution(filters: Int, kernel: Int, stride: Int, bias: Bool)
    case linear(outputs: Int, bias: Bool)
    case normalization(Normalization)
    case relu
    /// The windows of PyTorch's `MaxPool2d`.
    case maxPool(size: Int, stride: Int, padding: Int)
    /// PyTorch's `AdaptiveAvgPool2d`.
    case averagePool(height: Int, width: Int)
    /// With what the named layer gives.
    case add(String)
  }

  package let name: String
  package let kind: Kind
  package let input: TensorShape
  /// The layer whose output enters, where that is not the layer before.
  package var source: String?
  /// Whether its features and weights are measured.
  package var isMeasured = false

  package var output: TensorShape {
    switch kind {
    case .convolution(let filters, let kernel, let stride, _):
      window(kernel, stride, padding: kernel / 2, channels: filters)
    case .linear(let outputs, _): TensorShape(channels: outputs)
    case .normalization, .relu, .add: input
    case .maxPool(let size, let stride, let padding):
      window(size, stride, padding: padding, channels: input.channels)
    case .averagePool(let height, let width):
      TensorShape(height: height, width: width, channels: input.channels)
    }
  }

  /// Numbers that are learned.
  package var weights: Int {
    switch kind {
    case .convolution(let filters, let kernel, _, let bias):
      kernel * kernel * input.channels * filters + (bias ? filters : 0)
    case .linear(let outputs, let bias): (input.count + (bias ? 1 : 0)) * outputs
    case .normalization(let kind): kind == .none ? 0 : 2 * input.channels
    case .relu, .maxPool, .averagePool, .add: 0
    }
  }

  /// Multiplications and additions of its products for one sample on the way forward; the way back has twice as many.
  package var operations: Double {
    switch kind {
    case .convolution(let filters, let kernel, _, _):
      2 * Double(kernel * kernel * input.channels * filters) * Double(output.places)
    case .linear(let outputs, _): 2 * Double(input.count * outputs)
    case .normalization, .relu, .maxPool, .averagePool, .add: 0
    }
  }

  private func window(_ size: Int, _ stride: Int, padding: Int, channels: Int) -> TensorShape {
    TensorShape(
      height: (input.height + 2 * padding - size) / stride + 1,
      width: (input.width + 2 * padding - size) / stride + 1, channels: channels)
  }
}
