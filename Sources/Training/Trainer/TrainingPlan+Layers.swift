internal import SweepModel

extension TrainingPlan {
  /// The network, from inputs to predictions: linear layers, with normalisation and activation after each but the last
  /// and, without `lastActivation`, the one before it.
  package var layers: [LayerPlan] {
    var layers: [LayerPlan] = []
    var shape = TensorShape(channels: inputs)
    for number in 1...depth {
      let output = TensorShape(channels: number == depth ? outputs : width)
      layers.append(
        .affine(AffinePlan(name: "fc\(number)", input: shape, output: output, hasBias: bias)))
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

  /// Of each layer that has such an array, first to last.
  package func shapes(of role: ArrayRole) -> [[Int]] { layers.compactMap { $0.shape(of: role) } }

  /// Whether the decay pulls on an array.
  func decays(_ role: ArrayRole, isLastLayer: Bool) -> Bool {
    switch decayScope {
    case .all: true
    case .weights: role == .matrix
    case .last: role == .matrix && isLastLayer
    }
  }

  /// - Throws: when these are not the shapes of the network's arrays in that role, layer by layer.
  func check(_ found: [[Int]], of role: ArrayRole) throws(TrainingError) {
    let expected = shapes(of: role)
    guard found.count == expected.count else {
      throw .wrongDepth(found: found.count, expected: expected.count)
    }
    for (index, shapes) in zip(found, expected).enumerated() where shapes.0 != shapes.1 {
      throw .wrongShape(layer: index + 1, found: shapes.0, expected: shapes.1)
    }
  }
}
