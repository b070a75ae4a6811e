/// Figures of layers that are measured together.
package enum MetricGroup: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case nrc, ranks
  case intrinsicDimension = "intrinsic_dimension"
  case classes, clusters, agop, singular
  case lastLayer = "last_layer"

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Whether its figures are about samples of classes.
  package var needsLabels: Bool { [.classes, .clusters, .singular].contains(self) }

  /// In the order of `LayerFigure`.
  package var figures: [LayerFigure] { LayerFigure.allCases.filter { $0.group == self } }
}

extension LayerFigure {
  /// The group that brings this figure.
  package var group: MetricGroup {
    switch self {
    case .nrc1, .nrc2, .nrc3, .nrc4, .nrc2Full, .nrc2First, .nrc1Rank, .nrc3Rank, .noiseAlignment, .nrc1Start:
      .nrc
    case .featureStableRank, .covarianceStableRank, .weightStableRank, .effectiveRank, .participationRatio,
      .pca99, .featureRank, .weightRank:
      .ranks
    case .twonn, .mle: .intrinsicDimension
    case .nc1, .nc1Pinv, .nc1Svd, .nc2, .nc3, .nc4, .cdnv: .classes
    case .wcv, .tcv, .rankDistance, .rankBound: .clusters
    case .agopCorrelation, .agopParticipationRatio: .agop
    case .nc1Right, .nc1Left: .singular
    case .pcaResidual, .pcaResidualCentred, .weightResidual, .weightResidualCentred, .gramResidual,
      .gramGamma, .gramGammaRatio, .gramResidualThreshold, .residualVariance, .residualAnisotropy:
      .lastLayer
    }
  }
}
