internal import Datasets
internal import SweepModel

extension TrainingPlan {
  /// The network, from inputs to predictions.
  package var layers: [LayerPlan] { network.layers }

  /// Of each layer that has such an array, first to last.
  package func shapes(of role: ArrayRole) -> [[Int]] { layers.compactMap { $0.shape(of: role) } }

  /// Whether the decay pulls on an array.
  func decays(_ role: ArrayRole, isLastLayer: Bool) -> Bool {
    switch decayScope {
    case .all: true
    case .weights: role.isWeights
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
