package import LinearAlgebra
package import SweepModel

/// What is measured of one layer: the features that enter its linear map, and the map. Read in place, never copied whole.
///
/// Whatever measures one throws `CollapseError` for an entry that is not finite or shapes that do not fit, and a
/// `LinearAlgebraError` should LAPACK not converge.
package struct LayerArrays {
  /// 1 is the first linear map; errors name the arrays after it.
  package let number: Int
  /// H, N x h: one sample a row.
  package let features: MatrixView
  /// W, outputs x h.
  package let weights: MatrixView

  package init(number: Int, features: MatrixView, weights: MatrixView) {
    (self.number, self.features, self.weights) = (number, features, weights)
  }

  /// Features without a map.
  init(featuresOf number: Int, _ features: MatrixView) {
    let noRows = MatrixView(features.entries, rows: 0, columns: features.columns)
    self.init(number: number, features: features, weights: noRows)
  }

  /// What the leading directions of Hc and W tell: the metrics of nrc with `targets`, those of ranks with `ranks`, and
  /// the leading singular values of both.
  func directionMetrics(
    against targets: Targets?, ranks: Bool
  ) throws -> (metrics: [Metric: Double], features: [Float], weights: [Float]) {
    var metrics: [Metric: Double] = [:]
    let means = features.columnMeans()
    let gram = PrincipalDirections.gram(of: features, minus: means)
    if let targets { metrics[.nrc4] = try predictionError(of: targets, means: means, centredGram: gram) }
    let isAlone = targets == nil
    let inner = try PrincipalDirections(of: features, minus: means, gram: gram, valuesAlone: isAlone)
    let outer = try PrincipalDirections(of: weights, valuesAlone: isAlone)
    if let targets {
      metrics.merge(try signalMetrics(inner, means: means, targets)) { $1 }
      metrics.merge(try alignmentMetrics(inner, outer, targets)) { $1 }
    }
    if ranks { metrics.merge(rankMetrics(inner.values, outer.values)) { $1 } }
    return (metrics, LayerSpectra.kept(inner.values), LayerSpectra.kept(outer.values))
  }

  func check(_ targets: Targets) throws {
    try requireFinite()
    if features.rows != targets.samples {
      throw CollapseError.sampleCount(.features(layer: number), rows: features.rows, targets: targets.samples)
    }
  }

  /// Both arrays hold finite entries, and the weights read as many inputs as there are features.
  func requireFinite() throws {
    try features.requireFinite(.features(layer: number))
    try weights.requireFinite(.weights(layer: number))
    if weights.columns != features.columns {
      throw CollapseError.inputCount(
        .weights(layer: number), columns: weights.columns, features: features.columns)
    }
  }

  private func rankMetrics(_ features: [Double], _ weights: [Double]) -> [Metric: Double] {
    let metrics: [Metric: Double?] = [
      .featureStableRank: Spectrum.stableRank(features),
      .covarianceStableRank: Spectrum.covarianceStableRank(features),
      .weightStableRank: Spectrum.stableRank(weights),
      .effectiveRank: Spectrum.effectiveRank(features),
      .participationRatio: Spectrum.participationRatio(features),
      .pca99: Spectrum.dimension(features, holding: 0.99),
      .pca95: Spectrum.dimension(features, holding: 0.95),
      .pca999: Spectrum.dimension(features, holding: 0.999),
      .gapRank: Spectrum.gap(features),
      .featureRank: Spectrum.numericalRank(features),
      .weightRank: Spectrum.numericalRank(weights),
    ]
    return metrics.compactMapValues { $0 }
  }
}
