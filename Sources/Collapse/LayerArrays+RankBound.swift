package import LinearAlgebra

/// What training knows of one layer at the point that is measured, where the loss is L = (1/N) sum of l_i +
/// (lambda / 2) sum of ||W||^2, as plain weight decay has it.
///
/// - deltas: d l_i / d (output of the linear map), N x outputs. Of each sample's own loss: not divided by N.
/// - weightDecay: lambda.
package typealias LossDerivatives = (deltas: MatrixView, weightDecay: Double)

extension LayerArrays {
  /// (|| (1/N) sum delta_i (z_i - c_i)' || + || dL/dW ||) / lambda, with c_i the mean of sample i's class. `nil` without
  /// decay or samples.
  ///
  /// As lambda W = dL/dW - (1/N) sum delta_i z_i', and the sum with c_i in place of z_i has at most rank K, this
  /// is never below `rank_distance`, stationary or not.
  func rankBound(
    _ training: LossDerivatives, _ classes: GroupedFeatures, _ gradient: Matrix<Double>? = nil
  ) throws -> Double? {
    let (deltas, decay) = training
    let pull = try gradient ?? meanGradient(deltas)
    guard decay > 0, decay.isFinite, features.rows > 0, !weights.isEmpty else { return nil }
    let errors = deltas.copied()
    var scattered = Matrix<Double>(rows: deltas.columns, columns: features.columns, repeating: 0)
    classes.forEachResidualChunk { start, count, chunk in add(errors, start, count, chunk, to: &scattered) }
    let count = Double(features.rows)
    let slack = Spectrum.norm(decayed(pull, decay).entries)
    return (Spectrum.norm(scattered.entries) / count + slack) / decay
  }

  /// The same where a map is applied at many places of a sample: z_i is summed over them, and a cluster is all the patches
  /// of a class. The sums are those of `PatchSums`.
  func rankBound(gradient: Matrix<Double>, _ classes: ClassSums, decay: Double) -> Double? {
    let (deltas, means) = classes
    guard decay > 0, decay.isFinite, !gradient.entries.isEmpty else { return nil }
    let map = filterRows(gradient.rows).copied()
    let full = zip(gradient.entries, map.entries).map { $0 + decay * $1 }
    var scattered = gradient
    BLAS.multiply(
      gradient.rows, gradient.columns, deltas.rows, deltas.entries.map { -$0 }, gradient.rows, .yes,
      means.entries, gradient.columns, .no, into: &scattered.entries, gradient.columns, beta: 1)
    return (Spectrum.norm(scattered.entries) + Spectrum.norm(full)) / decay
  }

  /// (1/N) sum of delta_i z_i', out x h: the gradient of the loss without its decay. Zero without samples.
  package func meanGradient(_ deltas: MatrixView) throws -> Matrix<Double> {
    if deltas.rows != features.rows || deltas.columns != weights.rows {
      throw CollapseError.shape(
        .deltas(layer: number), found: [deltas.rows, deltas.columns], expected: [features.rows, weights.rows])
    }
    try deltas.requireFinite(.deltas(layer: number))
    let errors = deltas.copied()
    var sum = Matrix<Double>(rows: errors.columns, columns: features.columns, repeating: 0)
    guard features.rows > 0, !sum.entries.isEmpty else { return sum }
    features.forEachRowChunk { start, count, chunk in add(errors, start, count, chunk, to: &sum) }
    for place in sum.entries.indices { sum.entries[place] /= Double(features.rows) }
    return sum
  }

  /// dL/dW = the mean gradient + lambda W.
  func decayed(_ gradient: Matrix<Double>, _ decay: Double) -> Matrix<Double> {
    let map = weights.copied()
    var sum = gradient
    for place in sum.entries.indices { sum.entries[place] += decay * map.entries[place] }
    return sum
  }

  /// Adds errors' chunk over the rows of the chunk.
  private func add(
    _ errors: Matrix<Double>, _ start: Int, _ count: Int, _ chunk: UnsafePointer<Double>,
    to sum: inout Matrix<Double>
  ) {
    let (outputs, width) = (errors.columns, features.columns)
    errors.entries.withUnsafeBufferPointer { errors in
      guard let errors = errors.baseAddress else { return }
      BLAS.multiply(
        outputs, width, count, errors + start * outputs, outputs, .yes, chunk, width, .no, into: &sum.entries,
        width, beta: 1)
    }
  }
}

extension MatrixView {
  var isEmpty: Bool { rows == 0 || columns == 0 }
}
