/// What is measured of a layer at an epoch: a case of `Metric` and a row each.
extension Metric {
  static let ofLayersTable: [Definition] = [
    .init(.nrc1, "nrc1", .share, of: .nrc, atRank: .nrc1Rank, in: [.report, .phases])
      .titled("nrc1 for k = t: noise left in the features")
      .tells(
        "Share of the features' variance outside their leading directions, as many as there are "
          + "targets; 0 is full collapse."),
    .init(.nrc2, "nrc2", .share, of: .nrc, in: .report)
      .rising()
      .titled("nrc2: features and targets")
      .tells("Alignment (CKA) of the features' leading directions with the targets; 1 is the same shape."),
    .init(.nrc3, "nrc3", .share, of: .nrc, atRank: .nrc3Rank, in: [.report, .phases])
      .rising()
      .titled("nrc3 for k = t: features and weights")
      .tells(
        "Alignment of the features' leading directions with the weights', as many as there are targets; 1 is "
          + "the same subspace."),
    .init(.nrc4, "nrc4", .logarithmic, of: .nrc, in: .report)
      .titled("nrc4: linear predictability")
      .tells("Error of the best linear map from this layer to the targets; dashed is the net's train loss."),
    .init(.nrc2Full, "nrc2_full", .share, of: .nrc).tells(
      "Alignment (CKA) of all features with the targets."),
    .init(.nrc2First, "nrc2_first", .share, of: .nrc)
      .tells("Alignment (CKA) of the first k columns of the features with the targets."),
    .init(.nrc1Rank, "nrc1_rank", .share, of: .nrc)
      .titled("nrc1 for k = r: noise left in the features")
      .tells(
        "Share of the features' variance outside their r leading directions; 0 is full collapse to "
          + "the targets' rank."),
    .init(.nrc3Rank, "nrc3_rank", .share, of: .nrc)
      .rising()
      .titled("nrc3 for k = r: features and weights")
      .tells("Alignment of the features' r leading directions with the weights'; 1 is the same subspace."),
    .init(.noiseAlignment, "noise_alignment", .share, of: .nrc)
      .tells("How far the weights' r leading directions reach out of the features'; 0 is not at all."),
    .init(.featureStableRank, "feature_stable_rank", .logarithmic, of: .ranks, in: .report)
      .titled("Stable rank of the features")
      .tells("Sum of the covariance's eigenvalues over the largest."),
    .init(.covarianceStableRank, "covariance_stable_rank", .logarithmic, of: .ranks)
      .tells("Sum of the covariance's squared eigenvalues over the largest squared."),
    .init(.weightStableRank, "weight_stable_rank", .logarithmic, of: .ranks, in: .report)
      .titled("Stable rank of the weights")
      .tells("Sum of squared singular values over the largest squared."),
    .init(.effectiveRank, "effective_rank", .linear, of: .ranks)
      .tells("Exponential of the entropy of the features' singular values."),
    .init(.participationRatio, "participation_ratio", .linear, of: .ranks)
      .tells("Squared sum of the covariance's eigenvalues over the sum of their squares."),
    .init(.pca99, "pca99", .linear, of: .ranks, isWhole: true, in: .report)
      .titled("Dimension of the features (pca99)")
      .tells("Fewest directions that hold 99 % of the variance."),
    .init(.featureRank, "feature_rank", .linear, of: .ranks, isWhole: true)
      .tells("Number of the features' singular values above a thousandth of the largest."),
    .init(.weightRank, "weight_rank", .linear, of: .ranks, isWhole: true)
      .tells("Number of the weights' singular values above a thousandth of the largest."),
    .init(.twonn, "twonn", .linear, of: .intrinsicDimension)
      .tells("Dimension of the features by the distances to two nearest neighbours."),
    .init(.mle, "mle", .linear, of: .intrinsicDimension)
      .tells("Dimension of the features by the distances to 20 nearest neighbours."),
    .init(.nc1, "nc1", .logarithmic, of: .classes, in: [.report, .phases]).tells(
      "Scatter within classes over scatter of the class means; 0 is full collapse."),
    .init(.nc1Pinv, "nc1_pinv", .logarithmic, of: .classes)
      .tells("Scatter within classes along each direction of the class means, in the unit of theirs."),
    .init(.nc1Svd, "nc1_svd", .logarithmic, of: .classes)
      .tells(
        "Scatter within classes along the K - 1 leading directions of the class means, in the unit "
          + "of theirs."),
    .init(.nc2, "nc2", .logarithmic, of: .classes, in: .report)
      .tells("Distance of the class means' angles from those of a simplex; 0 is a simplex."),
    .init(.nc3, "nc3", .linear, of: .classes, in: .report)
      .tells("Distance of the weights from the class means; 0 is the same up to scale."),
    .init(.nc4, "nc4", .share, of: .classes, in: .report)
      .tells("Share of samples whose nearest class mean is not what the network predicts."),
    .init(.cdnv, "cdnv", .logarithmic, of: .classes, in: .report)
      .tells("Variance of two classes over the squared distance of their means, in the mean over pairs."),
    .init(.wcv, "wcv", .logarithmic, of: .clusters, in: .report).tells(
      "Variation of the features within classes."),
    .init(.tcv, "tcv", .logarithmic, of: .clusters, in: .report)
      .tells("Variation of the features within the best K clusters that are found."),
    .init(.rankDistance, "rank_distance", .logarithmic, of: .clusters, in: .report)
      .tells("Distance of the weights to the nearest matrix of rank K; dashed is what training guarantees."),
    .init(.rankBound, "rank_bound", .logarithmic, of: .clusters).tells(
      "What training guarantees of rank_distance."),
    .init(.agopCorrelation, "agop_correlation", .share, of: .agop)
      .tells("Correlation of the weights' Gram matrix with the root of the average gradient outer product."),
    .init(.agopParticipationRatio, "agop_participation_ratio", .linear, of: .agop)
      .tells("Squared sum of the gradient product's eigenvalues over the sum of their squares."),
    .init(.nc1Right, "nc1_right", .logarithmic, of: .singular)
      .tells(
        "Scatter within classes over that of their means, after the layer's map and before its "
          + "nonlinearity."),
    .init(.nc1Left, "nc1_left", .logarithmic, of: .singular)
      .tells("Scatter within classes over that of their means, after the layer's nonlinearity."),
    .init(.nrc1Start, "nrc1_start", .share, of: .nrc)
      .tells("Noise of the layer before training, with the k that collapse_layer takes."),
    .init(.pcaResidual, "pca_residual", .share, of: .lastLayer)
      .tells("Share of the features' length outside their leading directions, each sample alike."),
    .init(.pcaResidualCentred, "pca_residual_centred", .share, of: .lastLayer)
      .tells("Share of the centred features' length outside their leading directions."),
    .init(.weightResidual, "weight_residual", .share, of: .lastLayer)
      .tells("Share of the features' length outside the rows of the weights, each sample alike."),
    .init(.weightResidualCentred, "weight_residual_centred", .share, of: .lastLayer)
      .tells("Share of the centred features' length outside the rows of the weights."),
    .init(.gramResidual, "gram_residual", .logarithmic, of: .lastLayer)
      .tells("Distance of the weights' Gram matrix from the shape that the targets ask for."),
    .init(.gramGamma, "gram_gamma", .logarithmic, of: .lastLayer).tells(
      "The gamma that gives the least gram_residual."),
    .init(.gramGammaRatio, "gram_gamma_ratio", .share, of: .lastLayer)
      .tells("gram_gamma over the smallest eigenvalue of the targets' covariance."),
    .init(.gramResidualThreshold, "gram_residual_threshold", .logarithmic, of: .lastLayer)
      .tells("gram_residual where gamma is ufm_threshold."),
    .init(.residualVariance, "residual_variance", .logarithmic, of: .lastLayer)
      .tells("Variance of the errors with the biases at their best, in the mean over targets."),
    .init(.residualAnisotropy, "residual_anisotropy", .share, of: .lastLayer)
      .tells("How far the errors' covariance is from a multiple of the identity."),
    .init(.twonnLeftOut, "twonn_left_out", .share, of: .intrinsicDimension)
      .tells("Share of the samples that twonn leaves out as copies or as too close for the precision."),
    .init(.mleLeftOut, "mle_left_out", .share, of: .intrinsicDimension)
      .tells("Share of the samples that mle leaves out as copies or as too close for the precision."),
    .init(.pca95, "pca95", .linear, of: .ranks, isWhole: true)
      .tells("Fewest directions that hold 95 % of the variance."),
    .init(.pca999, "pca999", .linear, of: .ranks, isWhole: true)
      .tells("Fewest directions that hold 99.9 % of the variance."),
    .init(.gapRank, "gap_rank", .linear, of: .ranks, isWhole: true)
      .tells("Number of the features' directions before the steepest fall of their singular values."),
    .init(.nrc1Double, "nrc1_double", .share, of: .nrc)
      .tells("Share of the features' variance outside their 2r leading directions."),
    .init(.nrc2Debiased, "nrc2_debiased", .share, of: .nrc)
      .tells("Alignment (CKA) of all features with the targets, without the bias of few samples."),
    .init(.stationarity, "stationarity", .logarithmic, of: .equilibrium)
      .tells(
        "Length of the loss's gradient, decay included, over that of the decay's part; 0 is a critical point."
      ),
    .init(.factCorrelation, "fact_correlation", .share, of: .equilibrium)
      .tells(
        "Correlation of the weights' Gram matrix with what the loss makes of it; 1 at a critical point."),
    .init(.nfaExponent, "nfa_exponent", .share, of: .equilibrium)
      .tells(
        "Power of the average gradient outer product that correlates best with the weights' Gram matrix."),
    .init(.nfaCorrelation, "nfa_correlation", .share, of: .equilibrium)
      .tells("Correlation of the weights' Gram matrix with that power of the gradient outer product."),
    .init(.balancedness, "balancedness", .logarithmic, of: .equilibrium)
      .tells("Distance of WW' from the next layer's W'W, over the length of the latter; 0 is balanced."),
    .init(.gramPower, "gram_power", .linear, of: .gram)
      .tells("Power of the outputs' covariance that comes nearest to the weights' Gram matrix."),
    .init(.gramPowerResidual, "gram_power_residual", .logarithmic, of: .gram)
      .tells("Distance of the weights' Gram matrix from that power of the outputs' covariance."),
    .init(.gramPowerTargets, "gram_power_targets", .linear, of: .gram)
      .tells("Power of the targets' covariance that comes nearest to the weights' Gram matrix."),
    .init(.gramPowerTargetsResidual, "gram_power_targets_residual", .logarithmic, of: .gram)
      .tells("Distance of the weights' Gram matrix from that power of the targets' covariance."),
    .init(.gramGradientResidual, "gram_gradient_residual", .logarithmic, of: .gram)
      .tells(
        "Distance of the weights' Gram matrix from the L-th root of the outputs' gradient product, L maps."),
    .init(.twonn2, "twonn_2", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 1 and 2."),
    .init(.twonn4, "twonn_4", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 2 and 4."),
    .init(.twonn8, "twonn_8", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 4 and 8."),
    .init(.twonn16, "twonn_16", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 8 and 16."),
    .init(.twonn32, "twonn_32", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 16 and 32."),
    .init(.twonn64, "twonn_64", .linear, of: .dimensionScale)
      .tells("Dimension of the features by the distances to neighbours 32 and 64."),
  ]
}
