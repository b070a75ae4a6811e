internal import CKernels
package import LinearAlgebra

/// One linear map and what enters it over the whole train set. The pointers are valid during the call only.
package struct LayerView {
  /// 1 is the first linear map.
  package let number: Int
  package let rows: Int
  package let inputs: Int
  package let outputs: Int
  /// rows x inputs, row-major: the raw inputs for layer 1, features after the ReLU for the others.
  package let features: UnsafePointer<Float>
  /// outputs x inputs, row-major.
  package let weights: UnsafePointer<Float>
}

extension Trainer {
  /// The mean squared error over the train set and, where there is one, the test set. Not finite if training is lost.
  package func losses() -> (train: Double, test: Double?) {
    (loss(on: data.train), data.test.map { loss(on: $0) })
  }

  /// The mean over rows and columns of (prediction - target)^2.
  package func loss(on samples: Samples) -> Double {
    let outputs = plan.outputs
    let sum = samples.withPointers { inputs, targets in
      var sum = 0.0
      memory.forEachPrediction(inputs, samples.rows) { start, rows, predictions in
        sum += kernels_squared_error(predictions, targets + start * outputs, rows * outputs)
      }
      return sum
    }
    return sum / Double(samples.rows * outputs)
  }

  /// What the network says for each row of `samples`, N x t.
  package func predictions(for samples: Samples) -> Matrix<Float> {
    let outputs = plan.outputs
    let entries = [Float](unsafeUninitializedCapacity: samples.rows * outputs) { buffer, count in
      samples.withPointers { inputs, _ in
        memory.forEachPrediction(inputs, samples.rows) { start, rows, predictions in
          for place in 0..<rows * outputs {
            buffer.initializeElement(at: start * outputs + place, to: predictions[place])
          }
        }
      }
      count = samples.rows * outputs
    }
    return Matrix(rows: samples.rows, columns: outputs, entries: entries)
  }

  /// 1 - (squared error) / (squared distance from the columns' means), both summed over the whole test set.
  ///
  /// `nil` without a test set or when its targets do not vary.
  package func testR2() -> Double? {
    guard let test = data.test else { return nil }
    let total = test.targetVariance
    return total > 0 ? 1 - loss(on: test) / total : nil
  }

  /// Calls `body` with each layer, first to last, from one forward pass over the train set.
  ///
  /// Features take rows x width floats, once: each layer's replace those of the layer before.
  package func forEachLayer(_ body: (LayerView) throws -> Void) rethrows {
    let (rows, width) = (data.train.rows, plan.width)
    let features = UnsafeMutablePointer<Float>.allocate(capacity: plan.depth > 1 ? rows * width : 0)
    defer { features.deallocate() }
    try data.train.inputs.entries.withUnsafeBufferPointer { raw in
      guard var current = raw.baseAddress else { return }
      for index in 0..<plan.depth {
        let layer = memory.network.layers[index]
        try body(
          LayerView(
            number: index + 1, rows: rows, inputs: layer.inputs, outputs: layer.outputs, features: current,
            weights: UnsafePointer(layer.weights)))
        if index == plan.depth - 1 { break }
        memory.forEachChunk(of: rows) { start, count in
          layer.forward(count, from: current + start * layer.inputs, rectify: true)
          (features + start * width).update(from: layer.output, count: count * width)
        }
        current = UnsafePointer(features)
      }
    }
  }

  /// The Euclidean norm, over all layers, of the train loss's gradient plus decay * weights.
  package func gradientNorm() -> Double {
    data.train.withPointers { memory.fillGradients($0, $1, data.train.rows) }
    let squares = (0..<plan.depth).map { index in
      let layer = memory.network.layers[index]
      return kernels_squared_norm(layer.gradient, layer.weights, layer.count, Float(plan.weightDecay))
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// The gradient of the train loss, without decay, for each layer (out x in).
  package func gradients() -> [Matrix<Float>] {
    data.train.withPointers { memory.fillGradients($0, $1, data.train.rows) }
    return (0..<plan.depth).map { index in
      let layer = memory.network.layers[index]
      let entries = Array(UnsafeBufferPointer(start: layer.gradient, count: layer.count))
      return Matrix(rows: layer.outputs, columns: layer.inputs, entries: entries)
    }
  }
}

extension Samples {
  /// The mean over all entries of (target - its column's mean)^2: the loss of the best constant prediction.
  package var targetVariance: Double {
    let (rows, columns) = (targets.rows, targets.columns)
    var sum = 0.0
    for column in 0..<columns {
      let values = stride(from: column, to: rows * columns, by: columns).lazy.map {
        Double(targets.entries[$0])
      }
      let mean = values.reduce(0, +) / Double(rows)
      sum += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    return sum / Double(rows * columns)
  }
}
