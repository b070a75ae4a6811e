internal import Datasets
package import LinearAlgebra
package import SweepModel

/// A network of linear layers, from inputs to predictions, with normalisation and activation after each but the last.
package struct DenseNetwork: Hashable, Sendable {
  /// Columns of the inputs, units of a hidden layer, columns of the targets.
  package var inputs: Int
  package var width: Int
  package var outputs: Int
  /// Linear layers, the last one included.
  package var depth: Int
  package var bias = false
  package var activation = Activation.relu
  package var normalization = Normalization.none
  /// Whether normalisation and activation follow the last hidden layer's linear map.
  package var lastActivation = true
  package var initialization = Initialization.heUniform
  package var initGain = 1.0

  package var layers: [LayerPlan] {
    var layers: [LayerPlan] = []
    var shape = TensorShape(channels: inputs)
    for number in 1...depth {
      let output = TensorShape(channels: number == depth ? outputs : width)
      layers.append(.affine(AffinePlan(name: "fc\(number)", input: shape, output: output, hasBias: bias)))
      shape = output
      guard number < depth - (lastActivation ? 0 : 1) else { continue }
      if normalization != .none {
        let name = normalization == .batch ? "bn\(number)" : "ln\(number)"
        layers.append(.normalization(NormalizationPlan(name: name, kind: normalization, input: shape)))
      }
      if activation != .identity {
        let name = "\(activation.rawValue)\(number)"
        layers.append(.activation(ActivationPlan(name: name, activation: activation, input: shape)))
      }
    }
    return layers
  }
}

extension DenseNetwork {
  init(_ spec: Specification, inputs: Int, outputs: Int) throws(TrainingError) {
    self.init(
      inputs: inputs, width: try spec.required(.width), outputs: outputs, depth: try spec.required(.depth),
      bias: try spec.required(.bias), activation: try spec.required(.activation),
      normalization: try spec.required(.normalization), lastActivation: try spec.required(.lastActivation),
      initialization: try spec.required(.initialization), initGain: try spec.required(.initGain))
  }
}

extension DenseNetwork {
  /// The weights that training starts from, out x in, first layer to last, drawn in that order.
  package func firstWeights(seed: Int) -> [Matrix<Float>] {
    var stream = RandomStream(seed: seed, for: .initialization)
    return firstWeights(&stream)
  }

  /// What training starts from, each array of each layer. Biases are drawn after all weights, so that a net has the same
  /// weights with and without them.
  func firstParameters(seed: Int) -> [[Float]] {
    var stream = RandomStream(seed: seed, for: .initialization)
    var weights = firstWeights(&stream)[...]
    return layers.flatMap { layer in
      layer.facts.learned.map { array in
        switch array.role {
        case .matrix: weights.popFirst()?.entries ?? []
        case .bias:
          initialization.bias(array.count, inputs: layer.facts.input.count, &stream)
        case .kernel, .scale, .shift, .runningMean, .runningVariance:
          Array(repeating: array.role.start, count: array.count)
        }
      }
    }
  }

  private func firstWeights(_ stream: inout RandomStream) -> [Matrix<Float>] {
    layers.compactMap { $0.shape(of: .matrix) }.map {
      Matrix(
        rows: $0[0], columns: $0[1], entries: initialization.matrix($0, gain: initGain, &stream))
    }
  }
}
