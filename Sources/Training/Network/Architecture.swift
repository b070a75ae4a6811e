internal import Datasets
package import SweepModel

/// Which network a trial trains.
package enum Architecture: Hashable, Sendable {
  /// A chain of linear layers.
  case dense(DenseNetwork)
  /// A convolutional network.
  case images(ImageNetwork)

  /// From inputs to predictions.
  package var layers: [LayerPlan] {
    switch self {
    case .dense(let network): network.layers
    case .images(let network): network.layers
    }
  }

  /// Columns of the inputs.
  package var inputs: Int {
    switch self {
    case .dense(let network): network.inputs
    case .images(let network): network.image.count
    }
  }

  /// Columns of the targets.
  package var outputs: Int {
    switch self {
    case .dense(let network): network.outputs
    case .images(let network): network.outputs
    }
  }

  package var normalization: Normalization {
    switch self {
    case .dense(let network): network.normalization
    case .images(let network): network.normalization
    }
  }

  /// Whether one row alone has nothing to take statistics over.
  var needsSeveralRows: Bool {
    layers.contains { layer in
      guard case .normalization(let plan) = layer else { return false }
      return plan.kind == .batch && plan.input.places == 1
    }
  }

  /// What training starts from: each array that is learned, in the order of the layers.
  func firstParameters(seed: Int) -> [[Float]] {
    switch self {
    case .dense(let network): network.firstParameters(seed: seed)
    case .images(let network): network.firstParameters(seed: seed)
    }
  }

  /// Layers that are measured, the last one included.
  package var depth: Int {
    switch self {
    case .dense(let network): network.depth
    case .images(let network): network.layers.count { $0.facts.view != nil }
    }
  }
}

extension Architecture {
  /// - Throws: `.missing` and `.outOfRange` where the specification makes no network of these inputs.
  init(_ spec: Specification, _ data: TrainingData) throws(TrainingError) {
    guard spec.model.isOfImages else {
      self = .dense(try DenseNetwork(spec, inputs: data.inputs, outputs: data.outputs))
      return
    }
    guard let network = ImageNetwork(spec, outputs: data.outputs) else {
      throw .missing(parameter: Parameter.imageShape.name)
    }
    try network.check(columns: data.inputs)
    self = .images(network)
  }
}
