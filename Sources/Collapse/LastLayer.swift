internal import LinearAlgebra
package import SweepModel

/// Collapse of the last layer against its targets, after Andriopoulos et al. (2024): residuals of the features outside
/// their own leading directions and outside the weights' rows, and the fit of the weights' Gram matrix to the targets.
package struct LastLayer {
  private let layer: LayerArrays
  private let targets: Targets

  package init(_ layer: LayerArrays, _ targets: Targets) {
    (self.layer, self.targets) = (layer, targets)
  }

  private var features: MatrixView { layer.features }

  /// Every figure that is defined; none is NaN or infinite. Definitions and edge cases: `docs/metrics.md`.
  ///
  /// - Throws: `CollapseError` for an entry that is not finite or shapes that do not fit; a `LinearAlgebraError`
  ///   should LAPACK not converge.
  package func figures() throws -> [LayerFigure: Double] {
    try layer.check(targets)
    let means = features.columnMeans()
    let inner = try PrincipalDirections(of: features, minus: means)
    var figures: [LayerFigure: Double?] = [
      .pcaResidual: try pcaResidual(inner),
      .pcaResidualCentred: Spectrum.residualShare(inner.values, beyond: targets.dimension),
    ]
    let (values, vectors) = try layer.weights.copied().rightSingularVectors()
    let rows = vectors.leadingRows(values.prefix { $0 > 0 && $0 >= 1e-6 * values[0] }.count)
    figures[.weightResidual] = printedResidual(rows)
    figures[.weightResidualCentred] = inner.rank > 0 ? centredResidual(rows, means) : nil
    if let fit = try gramFit() {
      let best = fit.least
      figures[.gramResidual] = best?.residual
      figures[.gramGamma] = best?.gamma
      figures[.gramGammaRatio] = best?.ratio
    }
    return figures.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// The Gram residual at a given gamma, such as the least one of the final weights, or a penalty product c.
  ///
  /// `nil` when it is undefined there: one target, another number of outputs than targets, no weights, or a norm of zero.
  package func gramResidual(gamma: Double) throws -> Double? {
    try layer.check(targets)
    return try gramFit()?.residual(gamma)
  }

  private func gramFit() throws -> GramFit? {
    guard targets.dimension > 1, layer.weights.rows == targets.dimension, features.rows > 0 else {
      return nil
    }
    return try GramFit(layer.weights.copied(), targets)
  }

  /// As printed, with the leading directions that can be told from noise, at most t. With t >= h they are all there are.
  private func pcaResidual(_ inner: PrincipalDirections) throws -> Double? {
    guard inner.rank > 0, targets.dimension > 0 else { return nil }
    if targets.dimension >= features.columns { return 0 }
    let told = inner.values.prefix { $0 > 0 && $0 >= 1e-12 * inner.values[0] }.count
    return printedResidual(try inner.leading(min(targets.dimension, told)))
  }

  /// The mean over samples of ||u - its projection||^2, u = h / ||h||, for orthonormal `rows`. A sample of zeros has no u
  /// and is left out.
  private func printedResidual(_ rows: Matrix<Double>) -> Double? {
    let width = features.columns
    var (sum, count) = (0.0, 0)
    forEachResidual(rows, minus: nil) { sample, residual in
      let square = GroupedFeatures.square(sample, width)
      guard square > 0 else { return }
      sum += GroupedFeatures.square(residual, width) / square
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }

  /// ||Hc - Hc P||^2 / ||Hc||^2.
  private func centredResidual(_ rows: Matrix<Double>, _ means: [Double]) -> Double? {
    let width = features.columns
    var (outside, all) = (0.0, 0.0)
    forEachResidual(rows, minus: means) { sample, residual in
      all += GroupedFeatures.square(sample, width)
      outside += GroupedFeatures.square(residual, width)
    }
    return all > 0 ? outside / all : nil
  }

  /// Calls `body` with each sample, less `offsets`, and with what of it lies outside the span of orthonormal `rows`.
  private func forEachResidual(
    _ rows: Matrix<Double>, minus offsets: [Double]?,
    _ body: (UnsafePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    let width = features.columns
    features.forEachRowChunk(minus: offsets) { _, count, chunk in
      let samples = Matrix(
        rows: count, columns: width, entries: Array(UnsafeBufferPointer(start: chunk, count: count * width)))
      var residual = samples.times(rows, transposed: true).times(rows)
      for place in residual.entries.indices {
        residual.entries[place] = samples.entries[place] - residual.entries[place]
      }
      residual.entries.withUnsafeBufferPointer { residual in
        guard let residual = residual.baseAddress else { return }
        for row in 0..<count { body(chunk + row * width, residual + row * width) }
      }
    }
  }
}
