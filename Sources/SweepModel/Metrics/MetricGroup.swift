/// Figures of layers that are measured together.
package enum MetricGroup: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case nrc, ranks
  case intrinsicDimension = "intrinsic_dimension"
  case classes, clusters, agop, singular
  case lastLayer = "last_layer"

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// What an experiment measures where its sweep file does not say; sorted.
  package static func usual(in experiment: Experiment) -> [MetricGroup] {
    switch experiment {
    case .regression, .noop: [.nrc, .ranks]
    case .classification: [.classes, .ranks]
    case .ufm: [.lastLayer, .nrc, .ranks]
    case .deepRFM: [.agop, .classes, .ranks, .singular]
    }
  }

  /// Whether its figures are about samples of classes.
  package var needsLabels: Bool { [.classes, .clusters, .singular].contains(self) }

  /// The experiments whose layers have these figures.
  package var experiments: Set<Experiment> {
    switch self {
    case .ranks, .intrinsicDimension: Set(Experiment.allCases)
    case .nrc, .lastLayer: [.regression, .classification, .ufm, .noop]
    case .agop: [.regression, .classification, .deepRFM, .noop]
    case .classes, .singular: [.classification, .deepRFM, .noop]
    case .clusters: [.classification, .noop]
    }
  }

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
