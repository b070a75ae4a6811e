internal import CKernels
internal import Datasets
internal import LinearAlgebra
internal import SweepModel

extension NetworkMemory {
  /// One step on the `count` rows of `inputs` and `targets` that `order` names.
  ///
  /// Returns the sum of the loss's terms before the step.
  func step(
    _ rule: StepRule, _ inputs: InputSource, _ targets: UnsafePointer<Float>,
    _ order: UnsafePointer<Int32>, _ count: Int
  ) -> Double {
    let outputs = network.outputs
    let pull = objective.featurePull(of: count)
    var sum = 0.0
    var done = 0
    while done < count {
      let rows = min(chunkRows, count - done)
      inputs.gather(order + done, rows, into: self.inputs)
      kernels_gather_rows(self.targets, targets, order + done, rows, outputs)
      network.forward(rows, from: self.inputs, .training)
      sum += objective.gradient(network.delta, network.predictions, self.targets, rows: rows, of: count)
      network.backward(
        rows, from: self.inputs, accumulate: done > 0, featurePull: pull,
        rule: done + rows == count ? rule : nil)
      done += rows
    }
    return sum
  }

  /// Leaves in every array's gradient that of the objective over all `count` rows, without decay.
  ///
  /// Batch normalisation takes the statistics of these rows, which must then fit one chunk.
  /// Returns the mean that is trained on, feature penalty included, and the sum of the loss's terms.
  func fillGradients(_ inputs: InputSource, _ targets: UnsafePointer<Float>, _ count: Int) -> (
    objective: Double, lossSum: Double
  ) {
    let outputs = network.outputs
    let pull = objective.featurePull(of: count)
    var (sum, squares) = (0.0, 0.0)
    forEachChunk(of: count) { start, rows in
      let features = inputs.rows(start, rows, self.inputs)
      network.forward(rows, from: features, .trial)
      sum += objective.gradient(
        network.delta, network.predictions, targets + start * outputs, rows: rows, of: count)
      if pull != 0, let features = network.lastFeatures {
        squares += kernels_dot(features, features, rows * network.features)
      }
      network.backward(
        rows, from: features, accumulate: start > 0, featurePull: pull, rule: nil)
    }
    let mean = objective.trained(sum / Double(objective.terms(rows: count)))
    return (mean + objective.featureDecay / 2 * squares / Double(count), sum)
  }

  /// Calls `body` for each chunk of `count` rows and each layer, last to first, with the gradient of the mean loss over
  /// all of them by what the layer gave, and with what it took; its arrays hold the gradients of these rows alone.
  func forEachGradient(
    _ inputs: InputSource, _ targets: UnsafePointer<Float>, _ count: Int,
    _ body: (
      _ place: Int, _ start: Int, _ rows: Int, _ delta: UnsafePointer<Float>, _ features: UnsafePointer<Float>
    ) -> Void
  ) {
    forEachChunk(of: count) { start, rows in
      let features = inputs.rows(start, rows, self.inputs)
      network.forward(rows, from: features, .trial)
      _ = objective.gradient(
        network.delta, network.predictions, targets + start * network.outputs, rows: rows, of: count)
      network.backward(rows, from: features, accumulate: false, featurePull: 0, rule: nil) {
        body($0, start, rows, $1, $2)
      }
    }
  }

  /// Adds the decay to the gradients and returns its value: decay / 2 times the squared norm of what is decayed.
  func addDecay(_ decay: Double) -> Double {
    var squares = 0.0
    for array in arrays where array.isDecayed {
      kernels_add_scaled(array.gradient, array.values, array.count, Float(decay))
      squares += kernels_dot(array.values, array.values, array.count)
    }
    return decay / 2 * squares
  }

  /// Calls `body` with the predictions (rows x outputs) of each chunk of `count` rows.
  func forEachPrediction(
    _ inputs: InputSource, _ count: Int,
    _ body: (_ start: Int, _ rows: Int, UnsafePointer<Float>) -> Void
  ) {
    forEachChunk(of: count) { start, rows in
      network.forward(rows, from: inputs.rows(start, rows, self.inputs), .running)
      body(start, rows, network.predictions)
    }
  }

  func forEachChunk(of count: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
    var start = 0
    while start < count {
      let rows = min(chunkRows, count - start)
      body(start, rows)
      start += rows
    }
  }
}
extension Samples {
  /// `body` with the rows of inputs and the entries of targets, row-major. Neither is empty, as `TrainingData` checks.
  func withPointers<Result>(
    _ body: (InputSource, UnsafePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try InputSource.with(table) { inputs in
      try targets.entries.withUnsafeBufferPointer { targets in
        guard let targets = targets.baseAddress else {
          preconditionFailure("training data holds at least one row and one column")
        }
        return try body(inputs, targets)
      }
    }
  }
}
