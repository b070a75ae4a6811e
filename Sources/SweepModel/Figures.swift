/// What is measured of one layer at one epoch. Raw values are the column names of the `layers` table.
package enum LayerFigure: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
  case nrc1, nrc2, nrc3, nrc4
  case nrc2Full = "nrc2_full"
  case nrc2First = "nrc2_first"
  case nrc1Rank = "nrc1_rank"
  case nrc3Rank = "nrc3_rank"
  case noiseAlignment = "noise_alignment"
  case featureStableRank = "feature_stable_rank"
  case covarianceStableRank = "covariance_stable_rank"
  case weightStableRank = "weight_stable_rank"
  case effectiveRank = "effective_rank"
  case participationRatio = "participation_ratio"
  case pca99
  case featureRank = "feature_rank"
  case weightRank = "weight_rank"
  case twonn, mle
  case nc1
  case nc1Pinv = "nc1_pinv"
  case nc1Svd = "nc1_svd"
  case nc2, nc3, nc4, cdnv
  case wcv, tcv
  case rankDistance = "rank_distance"
  case rankBound = "rank_bound"
  case agopCorrelation = "agop_correlation"
  case agopParticipationRatio = "agop_participation_ratio"
  case nc1Right = "nc1_right"
  case nc1Left = "nc1_left"
  /// Noise before training, with the k that `collapse_layer` takes.
  case nrc1Start = "nrc1_start"
  // Of the last layer alone.
  case pcaResidual = "pca_residual"
  case pcaResidualCentred = "pca_residual_centred"
  case weightResidual = "weight_residual"
  case weightResidualCentred = "weight_residual_centred"
  case gramResidual = "gram_residual"
  case gramGamma = "gram_gamma"
  case gramGammaRatio = "gram_gamma_ratio"
  /// At gamma = `ufm_threshold`.
  case gramResidualThreshold = "gram_residual_threshold"
  case residualVariance = "residual_variance"
  case residualAnisotropy = "residual_anisotropy"
}

/// What is measured of one trial. Raw values are the column names of the `trials` table.
package enum TrialFigure: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
  case trainLoss = "train_loss"
  case testLoss = "test_loss"
  case r2
  case decayBudget = "decay_budget"
  /// 1 when the train loss exceeds 0.9 of that of the best constant prediction, else 0.
  case trivial
  case collapseLayer = "collapse_layer"
  case targetStableRank = "target_stable_rank"
  case targetCovarianceStableRank = "target_covariance_stable_rank"
  case gradientNorm = "gradient_norm"
  case targetParticipationRatio = "target_participation_ratio"
  case targetPca99 = "target_pca99"
  case trainAccuracy = "train_accuracy"
  case testAccuracy = "test_accuracy"
  // With each weight matrix cut to `keep_rank` singular values after training.
  case prunedTrainLoss = "pruned_train_loss"
  case prunedTestLoss = "pruned_test_loss"
  case prunedTrainAccuracy = "pruned_train_accuracy"
  case prunedTestAccuracy = "pruned_test_accuracy"
  // How far a minimum of the unconstrained feature model is from its closed form.
  case ufmRank = "ufm_rank"
  case ufmThreshold = "ufm_threshold"
  case ufmLossError = "ufm_loss_error"
  case ufmGramError = "ufm_gram_error"
  case ufmResidualError = "ufm_residual_error"
  case ufmBalanceError = "ufm_balance_error"
}

extension TrialFigure {
  /// What the targets alone decide.
  package static let ofTargets: [TrialFigure] = [
    .targetStableRank, .targetCovarianceStableRank, .targetParticipationRatio, .targetPca99,
  ]
}
