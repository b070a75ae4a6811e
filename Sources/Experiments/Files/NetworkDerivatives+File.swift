internal import Collapse
internal import LinearAlgebra
internal import SweepModel
internal import Training

extension NetworkDerivatives {
  /// Rows by which the activation is found.
  private static let probeRows = 256
  /// What single precision may leave between a layer's features and what the layer before gives, as a share of them.
  private static let resolution = 1e-3

  /// Of the network in a file, if it is there as a whole: every linear map, each reading what the one before gives
  /// through one of the activations that Fathom knows. `nil` otherwise.
  ///
  /// The loss is the mean squared error where there is a Y, and else the cross-entropy of the labels.
  convenience init?(of file: MeasuredFile, targets: StoredMatrix) throws {
    guard let network = try Self.network(in: file) else { return nil }
    let fits = targets.columns == network.outputs
    self.init(
      of: network, inputs: try file.matrix("H1"), targets: targets,
      loss: file.hasTargets ? .mse : .crossEntropy,
      weightDecay: fits ? file.weightDecay : nil)
  }

  private static func network(in file: MeasuredFile) throws -> NetworkFunction? {
    let layers = file.layers
    guard layers.first?.number == 1, layers.allSatisfy({ $0.outputs != nil }),
      zip(layers, layers.dropFirst()).allSatisfy({ $0.outputs == $1.inputs })
    else { return nil }
    let weights = try layers.map { try file.matrix("W\($0.number)").withView { $0.copied() } }
    let biases = try layers.map { layer in
      layer.hasBiases
        ? try file.column("b\(layer.number)") : Array(repeating: 0, count: layer.outputs ?? 0)
    }
    var fitting: [Set<Activation>] = []
    var features = try file.matrix("H1").withView { $0.copied(rows: probeRows) }
    for layer in layers.dropLast() {
      let next = try file.matrix("H\(layer.number + 1)").withView { $0.copied(rows: probeRows) }
      let map = try NetworkFunction(weights: [weights[layer.number - 1]], biases: [biases[layer.number - 1]])
      let outputs = map.linearOutputs(features)[0]
      fitting.append(
        Set(Activation.allCases.filter { isNear(outputs.entries.map($0.callAsFunction), next.entries) }))
      features = next
    }
    for lastActivation in [true, false] {
      let (inner, last) = lastActivation ? (fitting[...], []) : (fitting.dropLast(), fitting.suffix(1))
      guard last.allSatisfy({ $0.contains(.identity) }) else { continue }
      for activation in Activation.allCases where inner.allSatisfy({ $0.contains(activation) }) {
        return try NetworkFunction(
          weights: weights, biases: biases, activation: activation, lastActivation: lastActivation)
      }
    }
    return nil
  }

  private static func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
    var (error, norm) = (0.0, 0.0)
    for (found, expected) in zip(found, expected) {
      error += (found - expected) * (found - expected)
      norm += expected * expected
    }
    return error.squareRoot() <= resolution * norm.squareRoot()
  }
}

extension StoredMatrix {
  fileprivate var columns: Int { withView { $0.columns } }
}
