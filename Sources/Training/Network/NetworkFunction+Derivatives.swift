internal import Glibc
package import LinearAlgebra
package import SweepModel

extension NetworkFunction {
  /// Jacobians of the outputs with respect to what enters linear map `layer` (from 1), for some samples and one output:
  /// row i (of samples x h) holds the derivatives of output `output` for sample `start + i`.
  package typealias JacobianChunk = (layer: Int, output: Int, start: Int, rows: Matrix<Double>)

  /// Calls `body` with every row of every layer's Jacobians, chunk by chunk of `samples` (N x inputs).
  ///
  /// Exact up to double's rounding: one backward pass an output. Memory: about 2 x depth matrices of chunkRows x width.
  /// For each chunk of samples and each output, layers come last to first.
  package func forEachJacobian(
    _ samples: MatrixView, chunkRows: Int = 256, _ body: (JacobianChunk) throws -> Void
  ) rethrows {
    precondition(
      samples.columns == weights[0].columns, "samples have as many columns as the network has inputs")
    for start in stride(from: 0, to: samples.rows, by: chunkRows) {
      let count = min(chunkRows, samples.rows - start)
      let slopes = slopes(linearOutputs(samples.copied(start..<start + count)))
      for output in 0..<outputs {
        var delta = Matrix<Double>(rows: count, columns: outputs, repeating: 0)
        for row in 0..<count { delta[row, output] = 1 }
        try carryBack(delta, slopes) { layer, _, gradient in try body((layer, output, start, gradient)) }
      }
    }
  }

  /// (1/N) sum of J J' over samples, t x t and symmetric, with J the Jacobian of the outputs by the inputs of one sample.
  ///
  /// Zero without samples. Memory besides: chunkRows x outputs x inputs. `progress` is called every chunk and output.
  package func outputGradients(
    _ samples: MatrixView, chunkRows: Int = 64, progress: () throws -> Void = {}
  ) rethrows -> Matrix<Double> {
    var sum = Matrix<Double>(rows: outputs, columns: outputs, repeating: 0)
    var rows: [[Double]] = []
    try forEachJacobian(samples, chunkRows: chunkRows) { chunk in
      guard chunk.layer == 1 else { return }
      rows.append(chunk.rows.entries)
      try progress()
      guard rows.count == outputs else { return }
      let all = Matrix(rows: outputs, columns: rows[0].count, entries: rows.flatMap { $0 })
      let part = all.times(all, transposed: true)
      for place in sum.entries.indices { sum.entries[place] += part.entries[place] / Double(samples.rows) }
      rows = []
    }
    return sum
  }

  /// d l_i / d (output of each linear map) for each sample, l_i being its own loss, not divided by N.
  ///
  /// - Loss: `mse` is a sample's share of PyTorch's `MSELoss`, the mean over targets of (prediction - target)^2;
  ///   `half_mse` is half of it; `cross_entropy` is -sum_k target_k log softmax(prediction)_k.
  /// - Parameters:
  ///   - samples, targets: N x inputs, N x outputs.
  ///   - layers: whose deltas to give, from 1.
  /// - Returns: N x out each, in the order of `layers`.
  package func deltas(
    of loss: Loss, _ samples: MatrixView, targets: MatrixView, layers: ClosedRange<Int>, chunkRows: Int = 256,
    progress: () throws -> Void = {}
  ) rethrows -> [Matrix<Double>] {
    var all = weights[layers.lowerBound - 1..<layers.upperBound].map {
      Matrix<Double>(rows: samples.rows, columns: $0.rows, repeating: 0)
    }
    for start in stride(from: 0, to: samples.rows, by: chunkRows) {
      let rows = start..<start + min(chunkRows, samples.rows - start)
      let linear = linearOutputs(samples.copied(rows))
      let last = loss.gradient(at: linear[depth - 1], targets.copied(rows))
      carryBack(last, slopes(linear), downTo: layers.lowerBound) { layer, delta, _ in
        guard layers.contains(layer) else { return }
        let place = start * delta.columns
        all[layer - layers.lowerBound].entries.replaceSubrange(
          place..<place + delta.entries.count, with: delta.entries)
      }
      try progress()
    }
    return all
  }

  /// Calls `body`, last layer to first, with the derivatives with respect to what the linear map gives (rows x out) and
  /// to what enters it (rows x in).
  private func carryBack(
    _ last: Matrix<Double>, _ slopes: [Matrix<Double>], downTo lowest: Int = 1,
    _ body: (_ layer: Int, _ delta: Matrix<Double>, _ gradient: Matrix<Double>) throws -> Void
  ) rethrows {
    var delta = last
    for index in weights.indices.reversed() {
      let gradient = delta.times(weights[index], by: BLAS.products)
      try body(index + 1, delta, gradient)
      guard index + 1 > lowest else { return }
      delta = gradient
      BLAS.scaleRows(delta.rows, 1, delta.columns, slopes[index - 1].entries, &delta.entries)
    }
  }

  /// Of what follows each linear map but the last.
  func slopes(_ linear: [Matrix<Double>]) -> [Matrix<Double>] {
    linear.dropLast().enumerated().map { index, outputs in
      Matrix(
        rows: outputs.rows, columns: outputs.columns,
        entries: activation(after: index).slopes(outputs.entries))
    }
  }
}

extension Loss {
  /// The derivative of each sample's own loss with respect to its predictions.
  fileprivate func gradient(at predictions: Matrix<Double>, _ targets: Matrix<Double>) -> Matrix<Double> {
    var gradient = predictions
    let columns = predictions.columns
    switch self {
    case .mse, .halfMSE:
      let scale = (self == .mse ? 2 : 1) / Double(columns)
      for place in gradient.entries.indices {
        gradient.entries[place] = scale * (gradient.entries[place] - targets.entries[place])
      }
    case .crossEntropy:
      for row in 0..<predictions.rows {
        let places = row * columns..<(row + 1) * columns
        let most = predictions.entries[places].max() ?? 0
        let powers = predictions.entries[places].map { exp($0 - most) }
        let (sum, weight) = (powers.reduce(0, +), targets.entries[places].reduce(0, +))
        for (place, power) in zip(places, powers) {
          gradient.entries[place] = weight * power / sum - targets.entries[place]
        }
      }
    }
    return gradient
  }
}
