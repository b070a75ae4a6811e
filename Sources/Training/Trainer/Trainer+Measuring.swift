internal import CKernels
package import Datasets
package import LinearAlgebra
internal import SweepModel

extension Trainer {
  /// The loss over the train set and, where there is one, the test set, as `Objective` reports it: the mean squared
  /// error for `mse` and `half_mse`. Not finite if training is lost.
  package func losses() -> (train: Double, test: Double?) {
    (loss(on: data.train), data.test.map { loss(on: $0) })
  }

  /// The loss over `samples`, in evaluation mode, without any decay.
  package func loss(on samples: Samples) -> Double {
    let outputs = plan.network.outputs
    let sum = samples.withPointers { inputs, targets in
      var sum = 0.0
      memory.forEachPrediction(inputs, samples.rows) { start, rows, predictions in
        sum += memory.objective.sum(predictions, targets + start * outputs, rows: rows)
      }
      return sum
    }
    return sum / Double(memory.objective.terms(rows: samples.rows))
  }

  /// What the network says for each row of `samples`, N x t.
  package func predictions(for samples: Samples) -> Matrix<Float> {
    let outputs = plan.network.outputs
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
  /// `nil` without a test set, when its targets do not vary, and for a loss that is no squared error.
  package func testR2() -> Double? {
    guard let test = data.test, plan.loss != .crossEntropy else { return nil }
    let total = test.targetVariance
    return total > 0 ? 1 - loss(on: test) / total : nil
  }

  /// Calls `body` with each layer that is measured, first to last, from one forward pass over `samples`, the train set unless
  /// others are given.
  ///
  /// Features take rows x width floats, once: each layer's replace those of the layer before. In a network of images
  /// those of all layers are held at once, averaged over places.
  package func forEachLayer(of samples: Samples? = nil, _ body: (LayerView) throws -> Void) rethrows {
    let samples = samples ?? data.train
    guard case .dense = plan.network else { return try forEachImageLayer(of: samples, body) }
    let (rows, layers, memory) = (samples.rows, plan.layers.map(\.facts), memory)
    let seen = layers.indices.compactMap { place in layers[place].view.map { (place: place, view: $0) } }
    let widest = seen.dropFirst().map(\.view.inputs).max() ?? 0
    let features = UnsafeMutablePointer<Float>.allocate(capacity: rows * widest)
    defer { features.deallocate() }
    try samples.inputs.entries.withUnsafeBufferPointer { raw in
      guard var current = raw.baseAddress else { return }
      for (index, (place, view)) in seen.enumerated() {
        try body(
          LayerView(
            number: index + 1, name: layers[place].name, rows: rows, inputs: view.inputs,
            outputs: view.outputs, filters: view.outputs, features: current,
            weights: UnsafePointer(memory.layers[place][.matrix].values)))
        guard index + 1 < seen.count else { return }
        let (next, width) = (seen[index + 1].place, seen[index + 1].view.inputs)
        memory.forEachChunk(of: rows) { start, count in
          let input = current + start * view.inputs
          let output = memory.network.forward(count, through: place..<next, from: input, .running)
          (features + start * width).update(from: output, count: count * width)
        }
        current = UnsafePointer(features)
      }
    }
  }

  /// The Euclidean norm, over all parameters, of the gradient of what is trained on, decay and feature penalty included.
  ///
  /// `nil` with batch normalisation on mini-batches, where no gradient over all rows is what training follows.
  package func gradientNorm() -> Double? {
    guard plan.network.normalization != .batch || plan.batchRows == data.train.rows else { return nil }
    _ = data.train.withPointers { memory.fillGradients($0, $1, data.train.rows) }
    let squares = memory.arrays.map { array in
      kernels_squared_norm(
        array.gradient, array.values, array.count, array.isDecayed ? Float(plan.weightDecay) : 0)
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// The gradient of what is trained on, without decay, as `values(of:)` lists the parameters. With batch normalisation
  /// the batch has to be full.
  package func gradients(of role: ArrayRole) -> [[Float]] {
    fillGradients()
    return memory.arrays(role).map { Array(UnsafeBufferPointer(start: $0.gradient, count: $0.count)) }
  }
}

extension Trainer {
  func fillGradients() {
    precondition(
      plan.network.normalization != .batch || plan.batchRows == data.train.rows, "one batch, all rows")
    _ = data.train.withPointers { memory.fillGradients($0, $1, data.train.rows) }
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

extension Trainer {
  /// The share of rows whose class the network gives: that of its largest output, the first among equals.
  ///
  /// `nil` without rows.
  package func accuracy(on samples: Samples) -> Double? {
    guard samples.rows > 0 else { return nil }
    let predicted = predictions(for: samples)
    let right = (0..<samples.rows).count { predicted.largestColumn($0) == samples.targets.largestColumn($0) }
    return Double(right) / Double(samples.rows)
  }
}
