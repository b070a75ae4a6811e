package import SweepModel

extension ImageNetwork {
  /// From images to predictions.
  package var layers: [LayerPlan] { outline.map { LayerPlan($0) } }
}

extension LayerPlan {
  fileprivate init(_ outline: LayerOutline) {
    let (name, input) = (outline.name, outline.input)
    self =
      switch outline.kind {
      case .convolution(let filters, let kernel, let stride, let bias):
        .convolution(
          ConvolutionPlan(
            name: name, input: input, filters: filters, kernel: kernel, stride: stride, padding: kernel / 2,
            hasBias: bias, isMeasured: outline.isMeasured, source: outline.source))
      case .linear(let outputs, let bias):
        .affine(
          AffinePlan(name: name, input: input, output: TensorShape(channels: outputs), hasBias: bias))
      case .normalization(let kind): .normalization(NormalizationPlan(name: name, kind: kind, input: input))
      case .relu: .activation(ActivationPlan(name: name, activation: .relu, input: input))
      case .maxPool(let size, let stride, let padding):
        .pool(
          PoolPlan(name: name, kind: .max(size: size, stride: stride, padding: padding), input: input))
      case .averagePool(let height, let width):
        .pool(PoolPlan(name: name, kind: .adaptiveAverage(height: height, width: width), input: input))
      case .add(let other): .add(AddPlan(name: name, input: input, added: other))
      }
  }
}
