package import LinearAlgebra
package import SweepModel

/// The targets of a trial, prepared once for all its layers and epochs.
///
/// - Shapes: N samples of dimension t, one sample a row.
/// - Precision: centred and summed in double.
package struct Targets: Sendable {
  /// N.
  package let samples: Int
  /// t; every measure's k unless its name says `_rank`.
  package let dimension: Int
  /// r, the rank the targets are known to have, for the `_rank` measures.
  package let knownRank: Int?
  /// Var Y: the mean over all N * t entries of the squared distance from the column's mean. `nil` for an empty array.
  package let variance: Double?
  /// What is measured of the targets alone, `Metric.ofTargets`; empty when the targets do not vary.
  package let metrics: [Metric: Double]

  /// Yc transposed, t x N: one target a row.
  let centred: Matrix<Double>
  /// ||Yc'Yc|| (Frobenius).
  let gramNorm: Double

  /// - Throws: `CollapseError.notFinite`, or a `LinearAlgebraError`.
  package init(_ view: MatrixView, knownRank: Int? = nil) throws {
    try view.requireFinite(.targets)
    (samples, dimension, self.knownRank) = (view.rows, view.columns, knownRank)
    let means = view.columnMeans()
    var centred = Matrix<Double>(rows: dimension, columns: samples, repeating: 0)
    view.forEachRowChunk(minus: means) { start, count, chunk in
      for row in 0..<count {
        for target in 0..<view.columns {
          centred[target, start + row] = chunk[row * view.columns + target]
        }
      }
    }
    self.centred = centred
    let squares = try PrincipalDirections(of: view, minus: means, valuesAlone: true).values
    gramNorm = Spectrum.norm(squares)
    variance =
      centred.entries.isEmpty
      ? nil : centred.entries.reduce(0) { $0 + $1 * $1 } / Double(centred.entries.count)
    metrics = [
      .targetStableRank: Spectrum.stableRank(squares),
      .targetCovarianceStableRank: Spectrum.covarianceStableRank(squares),
      .targetParticipationRatio: Spectrum.participationRatio(squares),
      .targetPca99: Spectrum.dimension(squares, holding: 0.99),
    ].compactMapValues { $0 }
  }

  /// Whether a network with this train MSE (mean over all entries) learnt nothing: MSE > 0.9 Var Y.
  ///
  /// `nil` when the targets do not vary or the error is not finite.
  package func isTrivial(trainError: Double) -> Bool? {
    guard let variance, variance > 0, trainError.isFinite else { return nil }
    return trainError > 0.9 * variance
  }
}
