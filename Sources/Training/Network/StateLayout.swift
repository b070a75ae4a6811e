package import Datasets
internal import SweepModel

/// How one array is named and laid out in PyTorch's `state_dict`.
package struct StateLayout: Hashable, Sendable {
  /// Such as `layer1.0.conv1.weight`.
  package let name: String
  /// Of a convolution out x in x kernel x kernel.
  package let shape: [Int]
  let role: ArrayRole
  /// The array as it lies here: the lengths of its axes, slowest first, and how far apart PyTorch has their entries.
  private let sizes: [Int]
  private let strides: [Int]

  init(_ array: ArrayPlan, of layer: any LayerFacts) {
    role = array.role
    name = "\(layer.name).\(role.stateName)"
    switch role {
    case .kernel:
      let (size, inputs, outputs) = (array.shape[0], array.shape[2], array.shape[3])
      shape = [outputs, inputs, size, size]
      (sizes, strides) = (array.shape, [size, 1, size * size, inputs * size * size])
    case .matrix:
      // PyTorch flattens a map channel by channel, here channels are innermost.
      let (places, channels) = (layer.input.places, layer.input.channels)
      shape = array.shape
      (sizes, strides) = ([array.shape[0], places, channels], [places * channels, 1, places])
    case .bias, .scale, .shift, .runningMean, .runningVariance:
      (shape, sizes, strides) = (array.shape, array.shape, [1])
    }
  }

  package var count: Int { shape.reduce(1, *) }

  /// For each entry as it lies here, in order, its place in PyTorch's array.
  var places: [Int] {
    var places = [0]
    for (size, stride) in zip(sizes, strides) {
      places = places.flatMap { start in (0..<size).map { start + $0 * stride } }
    }
    return places
  }
}

/// One array as in PyTorch's `state_dict`, row-major.
package struct StateArray: Equatable, Sendable {
  package let name: String
  package let shape: [Int]
  package let entries: [Float]

  package init(name: String, shape: [Int], entries: [Float]) {
    (self.name, self.shape, self.entries) = (name, shape, entries)
  }
}

extension ArrayRole {
  fileprivate var stateName: String {
    switch self {
    case .matrix, .kernel, .scale: "weight"
    case .bias, .shift: "bias"
    case .runningMean: "running_mean"
    case .runningVariance: "running_var"
    }
  }
}

extension Architecture {
  /// Of every array that is learned or remembered, in the order of PyTorch's `state_dict`.
  package var stateLayouts: [StateLayout] { stateLayoutsByLayer.flatMap { $0 } }

  /// - Throws: where arrays of these names and shapes are not this network's. Batch normalisation's counts of batches may
  ///   be there, as nothing here depends on them.
  package func checkState(_ arrays: [(name: String, shape: [Int])]) throws(TrainingError) {
    let found = Dictionary(arrays.map { ($0.name, $0.shape) }) { $1 }
    let layouts = stateLayouts
    for layout in layouts {
      guard let shape = found[layout.name] else {
        throw .missingArray(name: layout.name, shape: layout.shape)
      }
      guard shape == layout.shape else {
        throw .wrongArray(name: layout.name, found: shape, expected: layout.shape)
      }
    }
    let names = Set(layouts.map(\.name))
    if let extra = arrays.first(where: {
      !names.contains($0.name) && !$0.name.hasSuffix(".num_batches_tracked")
    }) {
      throw .unknownArray(name: extra.name)
    }
  }

  var stateLayoutsByLayer: [[StateLayout]] {
    layers.map { layer in layer.facts.arrays.map { StateLayout($0, of: layer.facts) } }
  }
}
