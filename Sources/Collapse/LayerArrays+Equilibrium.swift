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
    guard weightDecay.isFinite, features.rows > 0, !weights.isEmpty else { return [:] }
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

  /// The same where a map is applied at many places of a sample: W and its gradient, a sum over places, are both filters x
  /// patch.
  ///
  /// Both sides of the correlation are patch x patch and can have a hundred times as many entries as W. What it needs of
  /// them are products of filters x filters: with K = WW', M = WP', Q = PP' for P = -G the squared lengths are
  /// ||K||^2 and (<K, Q> + <M, M'>) / 2, the product is <K, M>, and the sums are those of W's and P's rows.
  func equilibriumMetrics(ofFilters gradient: Matrix<Double>, weightDecay: Double) -> [Metric: Double] {
    guard weightDecay.isFinite, !weights.isEmpty else { return [:] }
    let map = filterRows(gradient.rows).copied()
    let length = weightDecay * Spectrum.norm(map.entries)
    guard length > 0 else { return [:] }
    let full = zip(gradient.entries, map.entries).map { $0 + weightDecay * $1 }
    let metrics: [Metric: Double?] = [
      .stationarity: Spectrum.norm(full) / length,
      .factCorrelation: Self.factCorrelation(map.atUnitSize(1), gradient.atUnitSize(-1)),
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  private static func factCorrelation(_ map: Matrix<Double>, _ pull: Matrix<Double>) -> Double? {
    func product(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
      zip(left.entries, right.entries).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let own = map.times(map, transposed: true)
    let cross = map.times(pull, transposed: true)
    let other = pull.times(pull, transposed: true)
    let (sums, pulls) = (map.rowSums, pull.rowSums)
    let count = Double(map.columns) * Double(map.columns)
    let (left, right) = (product(sums, sums), product(sums, pulls))
    let first = GradientPowers.deviation(squares: product(own, own), sum: left, count: count)
    let second = GradientPowers.deviation(
      squares: (product(own, other) + product(cross, cross.transposed)) / 2, sum: right, count: count)
    guard let first, let second else { return nil }
    return max(-1, min(1, (product(own, cross) - left * right / count) / (first * second)))
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
  /// Its largest entry is of size 1; `sign` is 1 or -1. Zeros stay zeros.
  fileprivate func atUnitSize(_ sign: Double) -> Self {
    let size = entries.lazy.map(\.magnitude).max() ?? 0
    return Self(rows: rows, columns: columns, entries: entries.map { size > 0 ? sign * $0 / size : 0 })
  }

  /// One column.
  fileprivate var rowSums: Self {
    Self(
      rows: rows, columns: 1,
      entries: (0..<rows).map { row in (0..<columns).reduce(0) { $0 + self[row, $1] } })
  }

  fileprivate var symmetricPart: Self {
    var part = self
    for row in 0..<rows {
      for column in 0..<columns { part[row, column] = (self[row, column] + self[column, row]) / 2 }
    }
    return part
  }
}
