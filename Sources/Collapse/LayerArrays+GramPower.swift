package import LinearAlgebra
package import SweepModel

/// Which law the last weights' Gram matrix follows: powers of three matrices, t x t, side by side.
extension LayerArrays {
  /// Those of `gram_power` and its kin that are defined.
  ///
  /// - Parameters:
  ///   - gradients: (1/N) sum of J J', J the Jacobian of the outputs by the network's inputs; `nil` where nobody knows it.
  ///   - depth: L, how many linear maps the network has.
  package func gramPowerMetrics(
    targets: Targets, gradients: Matrix<Double>?, depth: Int
  ) throws -> [Metric: Double] {
    try check(targets)
    guard features.rows > 0, !weights.isEmpty else { return [:] }
    let map = weights.copied()
    let size = map.entries.lazy.map(\.magnitude).max() ?? 0
    guard size > 0 else { return [:] }
    let scaled = Matrix(rows: map.rows, columns: map.columns, entries: map.entries.map { $0 / size })
    let gram = scaled.times(scaled, transposed: true)
    var metrics: [Metric: Double] = [:]
    if let best = try GramPower(gram, outputCovariance(scaled))?.least {
      metrics[.gramPower] = best.exponent
      metrics[.gramPowerResidual] = best.residual
    }
    if let best = try GramPower(gram, targets.covariance)?.least {
      metrics[.gramPowerTargets] = best.exponent
      metrics[.gramPowerTargetsResidual] = best.residual
    }
    if let gradients {
      metrics[.gramGradientResidual] = try GramPower(gram, gradients)?.residual(1 / Double(max(1, depth)))
    }
    return metrics.filter { $0.value.isFinite }
  }

  /// The covariance of H W' + b, which no bias changes: W (Hc'Hc / N) W', t x t.
  private func outputCovariance(_ map: Matrix<Double>) -> Matrix<Double> {
    var sum = Matrix<Double>(rows: map.rows, columns: map.rows, repeating: 0)
    features.forEachRowChunk(minus: features.columnMeans()) { _, count, chunk in
      let samples = Matrix(
        rows: count, columns: features.columns,
        entries: Array(UnsafeBufferPointer(start: chunk, count: count * features.columns)))
      let outputs = map.times(samples, transposed: true)
      let part = outputs.times(outputs, transposed: true)
      for place in sum.entries.indices { sum.entries[place] += part.entries[place] / Double(features.rows) }
    }
    return sum
  }
}
