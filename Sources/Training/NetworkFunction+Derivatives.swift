package import LinearAlgebra

extension NetworkFunction {
  /// Jacobians of the outputs with respect to what enters linear map `layer` (from 1), for some samples and one output:
  /// row i holds the derivatives of output `output` for sample `start + i`.
  package struct JacobianChunk {
    package let layer: Int
    package let output: Int
    package let start: Int
    /// samples x h.
    package let rows: Matrix<Double>
  }

  /// Calls `body` with every row of every layer's Jacobians, chunk by chunk of `samples` (N x inputs).
  ///
  /// Exact up to double's rounding: one backward pass an output. Memory: about 2 x depth matrices of chunkRows x width.
  /// For each chunk of samples and each output, layers come last to first.
  package func forEachJacobian(
    _ samples: Matrix<Float>, chunkRows: Int = 256, _ body: (JacobianChunk) throws -> Void
  ) rethrows {
    precondition(
      samples.columns == weights[0].columns, "samples have as many columns as the network has inputs")
    for start in stride(from: 0, to: samples.rows, by: chunkRows) {
      let count = min(chunkRows, samples.rows - start)
      let slopes = linearOutputs(samples.doubles(start..<start + count)).dropLast().map(slopes)
      for output in 0..<outputs {
        var delta = Matrix<Double>(rows: count, columns: outputs, repeating: 0)
        for row in 0..<count { delta[row, output] = 1 }
        try carryBack(delta, slopes) { layer, _, gradient in
          try body(JacobianChunk(layer: layer, output: output, start: start, rows: gradient))
        }
      }
    }
  }

  /// The AGOP of each layer's input, (1/N) sum of J'J over samples: h x h, symmetric, first layer to last.
  ///
  /// Without samples all entries are zero.
  package func agop(_ samples: Matrix<Float>, chunkRows: Int = 256) -> [Matrix<Double>] {
    var sums = weights.map { Matrix<Double>(rows: $0.columns, columns: $0.columns, repeating: 0) }
    forEachJacobian(samples, chunkRows: chunkRows) { chunk in
      let width = chunk.rows.columns
      sums[chunk.layer - 1].entries.withUnsafeMutableBufferPointer { target in
        guard let target = target.baseAddress else { return }
        BLAS.addGram(width, chunk.rows.rows, chunk.rows.entries, width, .yes, to: target)
      }
    }
    let scale = 1 / Double(max(samples.rows, 1))
    for index in sums.indices {
      for row in 0..<sums[index].rows {
        for column in row..<sums[index].columns {
          sums[index][row, column] *= scale
          sums[index][column, row] = sums[index][row, column]
        }
      }
    }
    return sums
  }

  /// d loss_i / d (output of each linear map) for each sample, first layer to last, each N x out.
  ///
  /// - Parameter lossGradient: for some predictions (rows x outputs) of samples from `start` on, the derivative of each
  ///   sample's own loss with respect to them: not divided by N.
  package func deltas(
    _ samples: Matrix<Float>, chunkRows: Int = 256,
    lossGradient: (_ predictions: Matrix<Double>, _ start: Int) -> Matrix<Double>
  ) -> [Matrix<Double>] {
    var all = weights.map { Matrix<Double>(rows: samples.rows, columns: $0.rows, repeating: 0) }
    for start in stride(from: 0, to: samples.rows, by: chunkRows) {
      let count = min(chunkRows, samples.rows - start)
      let linear = linearOutputs(samples.doubles(start..<start + count))
      let last = lossGradient(linear[depth - 1], start)
      carryBack(last, linear.dropLast().map(slopes)) { layer, delta, _ in
        let place = start * delta.columns
        all[layer - 1].entries.replaceSubrange(place..<place + delta.entries.count, with: delta.entries)
      }
    }
    return all
  }

  /// The deltas of the mean over targets of (prediction - target)^2, a sample's share of PyTorch's `MSELoss`.
  package func squaredErrorDeltas(_ samples: Samples, chunkRows: Int = 256) -> [Matrix<Double>] {
    let scale = 2 / Double(outputs)
    return deltas(samples.inputs, chunkRows: chunkRows) { predictions, start in
      var gradient = predictions
      for place in gradient.entries.indices {
        let target = Double(samples.targets.entries[start * outputs + place])
        gradient.entries[place] = scale * (predictions.entries[place] - target)
      }
      return gradient
    }
  }

  /// Calls `body`, last layer to first, with the derivatives with respect to what the linear map gives (rows x out) and
  /// to what enters it (rows x in).
  private func carryBack(
    _ last: Matrix<Double>, _ slopes: [Matrix<Double>],
    _ body: (_ layer: Int, _ delta: Matrix<Double>, _ gradient: Matrix<Double>) throws -> Void
  ) rethrows {
    var delta = last
    for index in weights.indices.reversed() {
      let gradient = delta.times(weights[index])
      try body(index + 1, delta, gradient)
      guard index > 0 else { return }
      delta = gradient
      for place in delta.entries.indices { delta.entries[place] *= slopes[index - 1].entries[place] }
    }
  }

  private func slopes(_ linear: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: linear.rows, columns: linear.columns, entries: linear.entries.map { activation.slope($0) })
  }
}

extension Matrix where Scalar == Float {
  /// Some rows as doubles.
  fileprivate func doubles(_ range: Range<Int>) -> Matrix<Double> {
    let places = range.lowerBound * columns..<range.upperBound * columns
    return Matrix<Double>(rows: range.count, columns: columns, entries: entries[places].map(Double.init))
  }
}
