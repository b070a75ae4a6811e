internal import CKernels
internal import LinearAlgebra

extension NetworkMemory {
  /// One step of SGD on the `count` rows of `inputs` and `targets` that `order` names.
  ///
  /// Returns the sum of squared errors before the step.
  func step(
    _ rule: StepRule, _ inputs: UnsafePointer<Float>, _ targets: UnsafePointer<Float>,
    _ order: UnsafePointer<Int32>, _ count: Int
  ) -> Double {
    let (width, outputs) = (network.layers[0].inputs, network.last.outputs)
    let scale = 2 / Float(count * outputs)
    var sum = 0.0
    var done = 0
    while done < count {
      let rows = min(chunkRows, count - done)
      kernels_gather_rows(self.inputs, inputs, order + done, rows, width)
      kernels_gather_rows(self.targets, targets, order + done, rows, outputs)
      network.forward(rows, from: self.inputs)
      sum += kernels_squared_error_gradient(
        network.delta, network.last.output, self.targets, rows * outputs, scale)
      network.backward(
        rows, from: self.inputs, accumulate: done > 0, rule: done + rows == count ? rule : nil)
      done += rows
    }
    return sum
  }

  /// Leaves in every layer's gradient that of the mean squared error over all `count` rows, without decay.
  func fillGradients(_ inputs: UnsafePointer<Float>, _ targets: UnsafePointer<Float>, _ count: Int) {
    let (width, outputs) = (network.layers[0].inputs, network.last.outputs)
    let scale = 2 / Float(count * outputs)
    forEachChunk(of: count) { start, rows in
      network.forward(rows, from: inputs + start * width)
      _ = kernels_squared_error_gradient(
        network.delta, network.last.output, targets + start * outputs, rows * outputs, scale)
      network.backward(rows, from: inputs + start * width, accumulate: start > 0, rule: nil)
    }
  }

  /// Calls `body` with the predictions (rows x outputs) of each chunk of `count` rows.
  func forEachPrediction(
    _ inputs: UnsafePointer<Float>, _ count: Int,
    _ body: (_ start: Int, _ rows: Int, UnsafePointer<Float>) -> Void
  ) {
    let width = network.layers[0].inputs
    forEachChunk(of: count) { start, rows in
      network.forward(rows, from: inputs + start * width)
      body(start, rows, UnsafePointer(network.last.output))
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
  /// `body` with the entries of inputs and targets, row-major. Neither is empty, as `TrainingData` checks.
  func withPointers<Result>(_ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Result) -> Result {
    inputs.entries.withUnsafeBufferPointer { inputs in
      targets.entries.withUnsafeBufferPointer { targets in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else {
          preconditionFailure("training data holds at least one row and one column")
        }
        return body(inputs, targets)
      }
    }
  }
}
