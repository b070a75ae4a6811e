internal import LinearAlgebra
internal import SweepModel

/// How much of the features is signal, and how far the signal follows the targets: nrc1 and nrc2 with their variants.
extension LayerArrays {
  /// The share of the features' variance beyond k directions: `nrc1_rank` where the targets' rank is known, else `nrc1`,
  /// without any other metric. `nil` when the features do not vary.
  ///
  /// - Throws: as `metrics`.
  package func noise(against targets: Targets) throws -> Double? {
    try check(targets)
    let inner = try PrincipalDirections(of: features, minus: features.columnMeans(), valuesAlone: true)
    return Spectrum.residualShare(inner.values, beyond: targets.knownRank ?? targets.dimension)
  }

  func signalMetrics(_ inner: PrincipalDirections, means: [Double], _ targets: Targets) throws
    -> [Metric: Double]
  {
    var metrics: [Metric: Double] = [:]
    metrics[.nrc1] = Spectrum.residualShare(inner.values, beyond: targets.dimension)
    if let rank = targets.knownRank {
      metrics[.nrc1Rank] = Spectrum.residualShare(inner.values, beyond: rank)
      metrics[.nrc1Double] = Spectrum.residualShare(inner.values, beyond: 2 * rank)
    }
    guard targets.gramNorm > 0, inner.rank > 0 else { return metrics }
    let cross = crossProduct(means, targets)
    let count = min(targets.dimension, inner.rank)
    let projected = cross.times(try inner.leading(count), transposed: true)
    metrics[.nrc2] = alignment(projected, Spectrum.norm(inner.values.prefix(count)), targets)
    metrics[.nrc2Full] = alignment(cross, Spectrum.norm(inner.values), targets)
    metrics[.nrc2Debiased] = debiasedAlignment(
      Spectrum.norm(cross.entries), Spectrum.norm(inner.values), means, targets)
    let first = min(targets.dimension, features.columns)
    metrics[.nrc2First] = alignment(cross.leadingColumns(first), firstGramNorm(first, means), targets)
    return metrics
  }

  /// Linear CKA in its feature form, ||A'B||^2 / (||A'A|| ||B'B||), which equals the N x N form and never builds it.
  private func alignment(_ cross: Matrix<Double>, _ gramNorm: Double, _ targets: Targets) -> Double? {
    guard gramNorm > 0 else { return nil }
    let norm = Spectrum.norm(cross.entries)
    return norm / gramNorm * (norm / targets.gramNorm)
  }

  /// Yc'Hc, t x h.
  func crossProduct(_ means: [Double], _ targets: Targets) -> Matrix<Double> {
    var cross = Matrix<Double>(rows: targets.dimension, columns: features.columns, repeating: 0)
    targets.centred.entries.withUnsafeBufferPointer { centred in
      features.forEachRowChunk(minus: means) { start, count, chunk in
        guard let centred = centred.baseAddress else { return }
        BLAS.multiply(
          targets.dimension, features.columns, count, centred + start, targets.samples, .no, chunk,
          features.columns, .no, into: &cross.entries, features.columns, beta: 1)
      }
    }
    return cross
  }

  /// ||A'A|| (Frobenius) of the first `count` columns of Hc.
  private func firstGramNorm(_ count: Int, _ means: [Double]) -> Double {
    let block = features.copied(columns: count, minus: means)
    let gram = block.withView { PrincipalDirections.gram(of: $0) }
    let order = min(block.rows, block.columns)
    // The triangle below the diagonal is zero: entries off the diagonal stand for two.
    let squares = gram.indices.reduce(0.0) { sum, place in
      sum + (place / order == place % order ? 1 : 2) * gram[place] * gram[place]
    }
    return squares.squareRoot()
  }
}

extension Matrix where Scalar == Double {
  /// The first `count` columns.
  func leadingColumns(_ count: Int) -> Self {
    var block = Self(rows: rows, columns: count, repeating: 0)
    for row in 0..<rows {
      for column in 0..<count { block[row, column] = self[row, column] }
    }
    return block
  }
}
