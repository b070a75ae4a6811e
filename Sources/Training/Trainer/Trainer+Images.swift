internal import CKernels
internal import Datasets
internal import LinearAlgebra
internal import SweepModel

extension Trainer {
  /// As `forEachLayer`, of a network of images: chunks of them run through all layers, and of what enters a convolution
  /// only the mean over places is kept. Features take rows x the sum of the layers' inputs.
  func forEachImageLayer(of samples: Samples, _ body: (LayerView) throws -> Void) rethrows {
    let (rows, plans) = (samples.rows, plan.layers)
    let seen = plans.indices.compactMap { place in plans[place].facts.view.map { (place: place, view: $0) } }
    let features = seen.map { UnsafeMutablePointer<Float>.allocate(capacity: rows * $0.view.inputs) }
    defer { for feature in features { feature.deallocate() } }
    samples.withPointers { inputs, _ in
      memory.forEachChunk(of: rows) { start, count in
        let images = inputs.rows(start, count, memory.inputs)
        memory.network.forward(count, from: images, .running)
        for (feature, (place, view)) in zip(features, seen) {
          let input = memory.network.features(of: place) ?? images
          Self.copy(
            input, plans[place].facts.input, rows: count, to: feature + start * view.inputs,
            averaged: view.inputs < plans[place].facts.input.count)
        }
      }
    }
    for (index, (place, view)) in seen.enumerated() {
      try weights(of: place).withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        try body(
          LayerView(
            number: index + 1, name: plans[place].facts.name, rows: rows, inputs: view.inputs,
            outputs: view.outputs, filters: plans[place].facts.output.channels,
            features: UnsafePointer(features[index]), weights: weights))
      }
    }
  }

  /// Those of a linear layer as they are; of a convolution as rows (out, kernel row, kernel column) and columns in.
  private func weights(of place: Int) -> [Float] {
    guard case .convolution(let layer) = memory.network.layers[place] else {
      return memory.layers[place][.matrix].entries
    }
    let (values, filters) = (layer.kernel.values, layer.convolution.filters)
    let rest = layer.kernel.count / filters
    return (0..<layer.kernel.count).map { values[$0 % rest * filters + $0 / rest] }
  }

  private static func copy(
    _ input: UnsafePointer<Float>, _ shape: TensorShape, rows: Int, to output: UnsafeMutablePointer<Float>,
    averaged: Bool
  ) {
    guard averaged else { return output.update(from: input, count: rows * shape.count) }
    var all = kernels_adaptive_pool(
      images: rows, height: shape.height, width: shape.width, channels: shape.channels, rows: 1, columns: 1)
    kernels_adaptive_average(&all, input, output)
  }
}
