internal import SweepModel

extension ImageNetwork {
  /// What training starts from, layer by layer, weights before biases, each as it lies in memory; scales are 1.
  ///
  /// - Convolutions: as in torchvision, normal with variance 2 / (kernel x kernel x out); their biases are 0.
  /// - Linear layers: by the head's law; biases uniform in +-1/sqrt(in) with PyTorch's law, else 0.
  func firstParameters(seed: Int) -> [[Float]] {
    var stream = RandomStream(seed: seed, for: .initialization)
    let layers = layers
    let firstLinear = layers.firstIndex { $0.shape(of: .matrix) != nil }
    return layers.enumerated().flatMap { index, layer in
      let gain = index == firstLinear && head.depth > 1 ? head.firstGain : head.gain
      return layer.facts.learned.map { array in
        switch array.role {
        case .kernel:
          let deviation = (2 / Double(array.count / array.shape[2])).squareRoot()
          return (0..<array.count).map { _ in Float(stream.normal() * deviation) }
        case .matrix:
          return head.initialization.matrix(array.shape, gain: gain, &stream)
        case .bias where layer.shape(of: .matrix) != nil:
          return head.initialization.bias(array.count, inputs: layer.facts.input.count, &stream)
        case .bias, .scale, .shift, .runningMean, .runningVariance:
          return Array(repeating: array.role.start, count: array.count)
        }
      }
    }
  }
}
