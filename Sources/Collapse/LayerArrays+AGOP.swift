package import LinearAlgebra
package import SweepModel

/// What the weights share with the gradients: agop_correlation and agop_participation_ratio.
extension LayerArrays {
  /// What is defined of `agop_correlation` and `agop_participation_ratio`.
  ///
  /// - Parameter agop: h x h, symmetric and without negative eigenvalues but for rounding; the upper triangle is read.
  package func agopMetrics(_ agop: MatrixView) throws -> [Metric: Double] {
    try requireFinite()
    let order = features.columns
    if agop.rows != order || agop.columns != order {
      throw CollapseError.shape(
        .agop(layer: number), found: [agop.rows, agop.columns], expected: [order, order])
    }
    // A sum of squares may leave single precision's range. Both metrics are the same at every scale.
    try agop.requireFinite(.agop(layer: number), limit: .greatestFiniteMagnitude)
    let entries = agop.copied().entries
    guard let scale = entries.lazy.map(\.magnitude).max(), scale > 0 else { return [:] }
    let spectrum = try SymmetricSpectrum(upper: entries.map { $0 / scale }, order: order)
    let squares = spectrum.values.map { max($0, 0) }
    let map = weights.copied()
    let metrics: [Metric: Double?] = [
      .agopCorrelation: Self.correlation(map.columnGram, try root(spectrum)),
      .agopParticipationRatio: Spectrum.participationRatio(squares),
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// The symmetric square root. Eigenvalues that double cannot tell from zero, below order * 2^-52 of the largest, are
  /// zero: their roots, 1e-8 of the largest, would be noise.
  private func root(_ spectrum: SymmetricSpectrum) throws -> Matrix<Double> {
    let floor = max(0, spectrum.values[0]) * Double(spectrum.order) * 0x1p-52
    let kept = spectrum.values.prefix { $0 > floor }
    var vectors = try spectrum.leadingVectors(kept.count)
    for (row, value) in kept.enumerated() {
      let scale = value.squareRoot().squareRoot()
      for column in 0..<vectors.columns { vectors[row, column] *= scale }
    }
    return vectors.columnGram
  }

  /// Pearson's correlation of the entries. `nil` when those of either do not vary.
  private static func correlation(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double? {
    let (left, right) = (deviations(left.entries), deviations(right.entries))
    guard let left, let right else { return nil }
    let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    return max(-1, min(1, product))
  }

  /// The entries less their mean, at unit length.
  private static func deviations(_ entries: [Double]) -> [Double]? {
    guard let scale = entries.lazy.map(\.magnitude).max(), scale > 0 else { return nil }
    let scaled = entries.map { $0 / scale }
    let mean = scaled.reduce(0, +) / Double(scaled.count)
    let centred = scaled.map { $0 - mean }
    let norm = Spectrum.norm(centred)
    guard norm > 0x1p-46 * Spectrum.norm(scaled) else { return nil }
    return centred.map { $0 / norm }
  }
}
