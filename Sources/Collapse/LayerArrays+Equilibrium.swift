package import LinearAlgebra
package import SweepModel

/// How near a layer is to a critical point: stationarity, fact_correlation and balancedness.
extension LayerArrays {
  /// What is defined of `stationarity` and `fact_correlation`.
  ///
  /// - Parameters:
  ///   - gradient: that of the loss without its decay, out x h; see `meanGradient`.
  ///   - weightDecay: lambda of (lambda / 2) ||W||^2.
  package func equilibriumMetrics(
    gradient: Matrix<Double>, weightDecay: Double
  ) throws -> [Metric: Double] {
    guard weightDecay > 0, weightDecay.isFinite, features.rows > 0, !weights.isEmpty else { return [:] }
    let map = weights.copied()
    let length = weightDecay * Spectrum.norm(map.entries)
    guard length > 0 else { return [:] }
    // Neither a product's size nor lambda's changes the correlation.
    let size = gradient.entries.lazy.map(\.magnitude).max() ?? 0
    var pull = gradient
    for place in pull.entries.indices { pull.entries[place] /= size > 0 ? -size : 1 }
    let features = map.transposed.times(pull)
    let metrics: [Metric: Double?] = [
      .stationarity: Spectrum.norm(decayed(gradient, weightDecay).entries) / length,
      .factCorrelation: Self.correlation(map.columnGram, features.symmetricPart),
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// ||W2'W2 - W W'|| / ||W2'W2||. `nil` where W2 reads another number of units or is zero.
  package func balance(with next: Matrix<Double>) -> Double? {
    guard next.columns == weights.rows, !weights.isEmpty else { return nil }
    let size = next.entries.lazy.map(\.magnitude).max() ?? 0
    guard size > 0, size.isFinite else { return nil }
    func scaled(_ matrix: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: matrix.rows, columns: matrix.columns, entries: matrix.entries.map { $0 / size })
    }
    let (outer, map) = (scaled(next).columnGram, scaled(weights.copied()))
    let inner = map.times(map, transposed: true)
    let value =
      Spectrum.norm(zip(outer.entries, inner.entries).map { $0 - $1 }) / Spectrum.norm(outer.entries)
    return value.isFinite ? value : nil
  }
}

extension Matrix where Scalar == Double {
  fileprivate var symmetricPart: Self {
    var part = self
    for row in 0..<rows {
      for column in 0..<columns { part[row, column] = (self[row, column] + self[column, row]) / 2 }
    }
    return part
  }
}
