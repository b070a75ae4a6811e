package import LinearAlgebra
package import SweepModel

/// What the weights share with the gradients: agop_correlation and agop_participation_ratio.
extension LayerArrays {
  /// What is defined of `agop_correlation` and `agop_participation_ratio`.
  ///
  /// - Parameters:
  ///   - agop: h x h, symmetric and without negative eigenvalues but for rounding; the upper triangle is read.
  ///   - powers: whether `nfa_exponent` and `nfa_correlation` are wanted as well; both are of the same spectrum.
  ///   - likeness: whether anything but `agop_participation_ratio` is, which needs eigenvectors.
  package func agopMetrics(
    _ agop: MatrixView, powers: Bool = false, likeness: Bool = true
  ) throws -> [Metric: Double] {
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
    let spectrum = try SymmetricSpectrum(
      upper: entries.map { $0 / scale }, order: order, valuesAlone: !likeness)
    let squares = spectrum.values.map { max($0, 0) }
    guard likeness else {
      return [.agopParticipationRatio: Spectrum.participationRatio(squares)].compactMapValues { $0 }
    }
    let gram = weights.copied().columnGram
    let vectors = try spectrum.leadingVectors(told(spectrum))
    let best = powers ? GradientPowers(gram, spectrum.values, vectors)?.best : nil
    let metrics: [Metric: Double?] = [
      .agopCorrelation: Self.correlation(gram, root(spectrum, vectors)),
      .agopParticipationRatio: Spectrum.participationRatio(squares),
      .nfaExponent: best?.exponent,
      .nfaCorrelation: best?.correlation,
    ]
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// How many eigenvalues double can tell from zero: those above order * 2^-52 of the largest. The roots of others, 1e-8
  /// of the largest, would be noise.
  private func told(_ spectrum: SymmetricSpectrum) -> Int {
    let floor = max(0, spectrum.values[0]) * Double(spectrum.order) * 0x1p-52
    return spectrum.values.prefix { $0 > floor }.count
  }

  /// The symmetric square root, from the eigenvectors that are told from noise.
  private func root(_ spectrum: SymmetricSpectrum, _ leading: Matrix<Double>) -> Matrix<Double> {
    var vectors = leading
    for row in 0..<vectors.rows {
      let scale = spectrum.values[row].squareRoot().squareRoot()
      for column in 0..<vectors.columns { vectors[row, column] *= scale }
    }
    return vectors.columnGram
  }

  /// Pearson's correlation of the entries. `nil` when those of either do not vary.
  static func correlation(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double? {
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
