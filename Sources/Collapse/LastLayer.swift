package import LinearAlgebra
package import SweepModel

/// Collapse of the last layer against its targets, after Andriopoulos et al. (2024): residuals of the features outside
/// their own leading directions and outside the weights' rows, and the fit of the weights' Gram matrix to the targets.
package struct LastLayer {
  private let layer: LayerArrays
  private let targets: Targets
  private let threshold: Double?
  /// In place of the samples at unit length, where only moments are there: rows with the same sum of squares.
  private let units: Matrix<Double>?

  /// - Parameter threshold: c, where training pulls on this layer's features and weights and on nothing else; `nil`
  ///   otherwise.
  package init(
    _ layer: LayerArrays, _ targets: Targets, threshold: Double? = nil, units: Matrix<Double>? = nil
  ) {
    (self.layer, self.targets, self.threshold, self.units) = (layer, targets, threshold, units)
  }

  private var features: MatrixView { layer.features }

  /// Every metric that is defined; none is NaN or infinite. Definitions and edge cases: `docs/metrics.md`.
  package func metrics() throws -> [Metric: Double] {
    try layer.check(targets)
    let means = features.columnMeans()
    let inner = try PrincipalDirections(of: features, minus: means)
    var metrics: [Metric: Double?] = [
      .pcaResidual: try pcaResidual(inner),
      .pcaResidualCentred: Spectrum.residualShare(inner.values, beyond: targets.dimension),
    ]
    let (values, vectors) = try layer.weights.copied().rightSingularVectors()
    let rows = vectors.leadingRows(values.prefix { $0 > 0 && $0 >= 1e-6 * values[0] }.count)
    metrics[.weightResidual] = printedResidual(rows)
    metrics[.weightResidualCentred] = inner.rank > 0 ? centredResidual(rows, means) : nil
    if let fit = try gramFit() {
      let best = fit.least
      metrics[.gramResidual] = best?.residual
      metrics[.gramGamma] = best?.gamma
      metrics[.gramGammaRatio] = best?.ratio
      metrics[.gramResidualThreshold] = threshold.flatMap { fit.residual($0) }
    }
    metrics.merge(residualMetrics(means)) { $1 }
    return metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }

  /// The mean variance of the residuals, biases at their best, and how far their covariance R is from a multiple of the
  /// identity, ||R - (tr R / t) I|| / ||R||, which one target cannot tell.
  private func residualMetrics(_ means: [Double]) -> [Metric: Double?] {
    let order = targets.dimension
    guard order > 0, layer.weights.rows == order, features.rows > 0, features.columns > 0 else { return [:] }
    var covariance = residualCovariance(means)
    let variance = (0..<order).reduce(0) { $0 + covariance[$1, $1] } / Double(order)
    let norm = Spectrum.norm(covariance.entries)
    for place in 0..<order { covariance[place, place] -= variance }
    let isTold = order > 1 && norm > 0
    return [
      .residualVariance: variance,
      .residualAnisotropy: isTold ? Spectrum.norm(covariance.entries) / norm : nil,
    ]
  }

  /// R = (1/N) E'E of E = Yc - Hc W', t x t.
  private func residualCovariance(_ means: [Double]) -> Matrix<Double> {
    let (order, width) = (targets.dimension, features.columns)
    let (weights, centred) = (layer.weights.copied(), targets.centred)
    var sum = Matrix<Double>(rows: order, columns: order, repeating: 0)
    features.forEachRowChunk(minus: means) { start, count, chunk in
      let samples = Matrix(
        rows: count, columns: width, entries: Array(UnsafeBufferPointer(start: chunk, count: count * width)))
      var errors = weights.times(samples, transposed: true)
      for target in 0..<order {
        for row in 0..<count { errors[target, row] = centred[target, start + row] - errors[target, row] }
      }
      let part = errors.times(errors, transposed: true)
      for place in sum.entries.indices { sum.entries[place] += part.entries[place] / Double(features.rows) }
    }
    return sum
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
    if let units {
      return units.withView { units in
        let zeros = [Double](repeating: 0, count: units.columns)
        let layer = LayerArrays(number: layer.number, features: units, weights: layer.weights)
        return LastLayer(layer, targets).centredResidual(rows, zeros)
      }
    }
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
