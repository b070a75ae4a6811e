package import LinearAlgebra
package import SweepModel

/// What is measured of one layer: the features that enter its linear map, and the map. Read in place, never copied whole.
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

  /// The figures of `groups` for this layer. A figure that is undefined is absent; none is NaN or infinite.
  ///
  /// Definitions, tolerances and edge cases: `docs/metrics.md`. Any shape is measured, empty ones included.
  ///
  /// - Throws: `CollapseError` for an entry that is not finite or shapes that do not fit; a `LinearAlgebraError`
  ///   should LAPACK not converge.
  package func figures(against targets: Targets, groups: Set<MetricGroup>) throws -> [LayerFigure: Double] {
    try measures(against: targets, groups: groups).figures
  }

  /// The figures, and the leading singular values of Hc and W as far as these needed them; none without `nrc` and
  /// `ranks`.
  ///
  /// - Throws: as `figures`.
  package func measures(
    against targets: Targets, groups: Set<MetricGroup>
  ) throws -> (figures: [LayerFigure: Double], features: [Float], weights: [Float]) {
    try check(targets)
    var figures: [LayerFigure: Double] = [:]
    var spectra: (features: [Float], weights: [Float]) = ([], [])
    if groups.contains(.nrc) || groups.contains(.ranks) {
      let means = features.columnMeans()
      let gram = PrincipalDirections.gram(of: features, minus: means)
      if groups.contains(.nrc) {
        figures[.nrc4] = try predictionError(of: targets, means: means, centredGram: gram)
      }
      let inner = try PrincipalDirections(of: features, minus: means, gram: gram)
      let outer = try PrincipalDirections(of: weights)
      if groups.contains(.nrc) {
        figures.merge(try signalFigures(inner, means: means, targets)) { $1 }
        figures.merge(try alignmentFigures(inner, outer, targets)) { $1 }
      }
      if groups.contains(.ranks) { figures.merge(rankFigures(inner.values, outer.values)) { $1 } }
      spectra = (Self.kept(inner.values), Self.kept(outer.values))
    }
    if groups.contains(.intrinsicDimension) { figures.merge(dimensionFigures()) { $1 } }
    return (figures.filter { $0.value.isFinite }, spectra.features, spectra.weights)
  }

  private static func kept(_ squares: [Double]) -> [Float] {
    LayerSpectra.kept(squares.lazy.map { $0.squareRoot() })
  }

  func check(_ targets: Targets) throws {
    try requireFinite()
    if features.rows != targets.samples {
      throw CollapseError.sampleCount(
        .features(layer: number), rows: features.rows, targets: targets.samples)
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

  private func rankFigures(_ features: [Double], _ weights: [Double]) -> [LayerFigure: Double] {
    let figures: [LayerFigure: Double?] = [
      .featureStableRank: Spectrum.stableRank(features),
      .covarianceStableRank: Spectrum.covarianceStableRank(features),
      .weightStableRank: Spectrum.stableRank(weights),
      .effectiveRank: Spectrum.effectiveRank(features),
      .participationRatio: Spectrum.participationRatio(features),
      .pca99: Spectrum.dimension(features, holding: 0.99),
      .featureRank: Spectrum.numericalRank(features),
      .weightRank: Spectrum.numericalRank(weights),
    ]
    return figures.compactMapValues { $0 }
  }
}
