package import LinearAlgebra

/// How far WW' is from the form Sigma^1/2 - gamma^1/2 I, both at unit norm, with Sigma the targets' covariance.
///
/// In Sigma's eigenbasis the second is diagonal, so that each gamma costs t steps and not t^2.
struct GramFit {
  /// The eigenvalues of Sigma, largest first, none negative.
  private let values: [Double]
  /// The diagonal of WW' / ||WW'|| in Sigma's eigenbasis, and the sum of squares off it.
  private let diagonal: [Double]
  private let rest: Double

  /// - Parameter weights: t x h, one row a target; t >= 1. `nil` for weights of zero.
  init?(_ weights: Matrix<Double>, _ targets: Targets) throws {
    let order = targets.dimension
    let covariance = targets.covariance
    let spectrum = try SymmetricSpectrum(upper: covariance.entries, order: order)
    values = spectrum.values.map { max($0, 0) }
    let scale = weights.entries.lazy.map(\.magnitude).max() ?? 0
    guard scale > 0 else { return nil }
    let scaled = Matrix(rows: order, columns: weights.columns, entries: weights.entries.map { $0 / scale })
    let turned = try spectrum.leadingVectors(order).times(scaled)
    let gram = turned.times(turned, transposed: true)
    let norm = Spectrum.norm(gram.entries)
    diagonal = (0..<order).map { gram[$0, $0] / norm }
    rest = (0..<order).reduce(0) { sum, row in
      (0..<order).reduce(sum) { $1 == row ? $0 : $0 + (gram[row, $1] / norm) * (gram[row, $1] / norm) }
    }
  }

  /// `nil` when Sigma^1/2 - gamma^1/2 I is zero to rounding, or gamma is no finite number from 0 on.
  func residual(_ gamma: Double) -> Double? {
    guard gamma >= 0, gamma.isFinite else { return nil }
    let roots = values.map { $0.squareRoot() }
    let differences = roots.map { $0 - gamma.squareRoot() }
    let norm = Spectrum.norm(differences)
    guard norm > 0, norm > 0x1p-40 * Spectrum.norm(roots) else { return nil }
    return zip(diagonal, differences).reduce(rest) { sum, pair in
      let error = pair.0 - pair.1 / norm
      return sum + error * error
    }
  }

  /// The least residual over 1,000 gamma at even steps from 0 to the smallest eigenvalue, and the first gamma that has it.
  ///
  /// The ratio of gamma to that eigenvalue is `nil` when the eigenvalue is zero to rounding, as gamma then is.
  var least: (residual: Double, gamma: Double, ratio: Double?)? {
    let (largest, smallest) = (values.first ?? 0, values.last ?? 0)
    let end = smallest > 0x1p-46 * largest ? smallest : 0
    var best: (residual: Double, gamma: Double, ratio: Double?)?
    for step in 0..<1000 {
      let share = Double(step) / 999
      guard let residual = residual(end * share) else { continue }
      if residual < best?.residual ?? .infinity { best = (residual, end * share, end > 0 ? share : nil) }
      if end == 0 { break }
    }
    return best
  }
}

extension Targets {
  /// Yc'Yc/N, t x t.
  package var covariance: Matrix<Double> {
    var gram = centred.times(centred, transposed: true)
    for place in gram.entries.indices { gram.entries[place] /= Double(max(1, samples)) }
    return gram
  }
}
