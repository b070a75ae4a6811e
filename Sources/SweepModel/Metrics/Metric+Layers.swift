/// What is measured of a layer at an epoch: a row and a constant each.
extension Metric {
  static let ofLayersTable: [Definition] = [
    .init("nrc1", .share, of: .nrc, atRank: "nrc1_rank", in: [.report, .phases])
      .titled("nrc1 for k = t: noise left in the features")
      .tells(
        "Share of the features' variance outside their leading directions, as many as there are "
          + "targets; 0 is full collapse."),
    .init("nrc2", .share, of: .nrc, in: .report)
      .titled("nrc2: features and targets")
      .tells("Alignment (CKA) of the features' leading directions with the targets; 1 is the same shape."),
    .init("nrc3", .share, of: .nrc, atRank: "nrc3_rank", in: [.report, .phases])
      .titled("nrc3 for k = t: features and weights")
      .tells("The same with as many directions as there are targets."),
    .init("nrc4", .logarithmic, of: .nrc, in: .report)
      .titled("nrc4: linear predictability")
      .tells("Error of the best linear map from this layer to the targets; dashed is the net's train loss."),
    .init("nrc2_full", .share, of: .nrc).tells("Alignment (CKA) of all features with the targets."),
    .init("nrc2_first", .share, of: .nrc)
      .tells("Alignment (CKA) of the first k columns of the features with the targets."),
    .init("nrc1_rank", .share, of: .nrc)
      .titled("nrc1 for k = r: noise left in the features")
      .tells(
        "Share of the features' variance outside their r leading directions; 0 is full collapse to "
          + "the targets' rank."),
    .init("nrc3_rank", .share, of: .nrc)
      .titled("nrc3 for k = r: features and weights")
      .tells("Alignment of the features' r leading directions with the weights'; 1 is the same subspace."),
    .init("noise_alignment", .share, of: .nrc)
      .tells("How far the weights' r leading directions reach out of the features'; 0 is not at all."),
    .init("feature_stable_rank", .logarithmic, of: .ranks, in: .report)
      .titled("Stable rank of the features")
      .tells("Sum of the covariance's eigenvalues over the largest."),
    .init("covariance_stable_rank", .logarithmic, of: .ranks)
      .tells("Sum of the covariance's squared eigenvalues over the largest squared."),
    .init("weight_stable_rank", .logarithmic, of: .ranks, in: .report)
      .titled("Stable rank of the weights")
      .tells("Sum of squared singular values over the largest squared."),
    .init("effective_rank", .linear, of: .ranks)
      .tells("Exponential of the entropy of the features' singular values."),
    .init("participation_ratio", .linear, of: .ranks)
      .tells("Squared sum of the covariance's eigenvalues over the sum of their squares."),
    .init("pca99", .linear, of: .ranks, isWhole: true, in: .report)
      .titled("Dimension of the features (pca99)")
      .tells("Fewest directions that hold 99 % of the variance."),
    .init("feature_rank", .linear, of: .ranks, isWhole: true)
      .tells("Number of the features' singular values above a thousandth of the largest."),
    .init("weight_rank", .linear, of: .ranks, isWhole: true)
      .tells("Number of the weights' singular values above a thousandth of the largest."),
    .init("twonn", .linear, of: .intrinsicDimension)
      .tells("Dimension of the features by the distances to two nearest neighbours."),
    .init("mle", .linear, of: .intrinsicDimension)
      .tells("Dimension of the features by the distances to 20 nearest neighbours."),
    .init("nc1", .logarithmic, of: .classes).tells("Scatter within classes over scatter of the class means."),
    .init("nc1_pinv", .logarithmic, of: .classes)
      .tells("Scatter within classes along each direction of the class means, in the unit of theirs."),
    .init("nc1_svd", .logarithmic, of: .classes)
      .tells(
        "Scatter within classes along the K - 1 leading directions of the class means, in the unit "
          + "of theirs."),
    .init("nc2", .logarithmic, of: .classes)
      .tells("Distance of the class means' angles from those of a simplex."),
    .init("nc3", .linear, of: .classes).tells("Distance of the weights from the class means."),
    .init("nc4", .share, of: .classes)
      .tells("Share of samples whose nearest class mean is not what the network predicts."),
    .init("cdnv", .logarithmic, of: .classes)
      .tells("Variance of two classes over the squared distance of their means, in the mean over pairs."),
    .init("wcv", .logarithmic, of: .clusters).tells("Variation of the features within classes."),
    .init("tcv", .logarithmic, of: .clusters)
      .tells("Variation of the features within the best K clusters that are found."),
    .init("rank_distance", .logarithmic, of: .clusters)
      .tells("Distance of the weights to the nearest matrix of rank K."),
    .init("rank_bound", .logarithmic, of: .clusters).tells("What training guarantees of rank_distance."),
    .init("agop_correlation", .share, of: .agop)
      .tells("Correlation of the weights' Gram matrix with the root of the average gradient outer product."),
    .init("agop_participation_ratio", .linear, of: .agop)
      .tells("Squared sum of the gradient product's eigenvalues over the sum of their squares."),
    .init("nc1_right", .logarithmic, of: .singular)
      .tells(
        "Scatter within classes over that of their means, after the layer's map and before its "
          + "nonlinearity."),
    .init("nc1_left", .logarithmic, of: .singular)
      .tells("Scatter within classes over that of their means, after the layer's nonlinearity."),
    .init("nrc1_start", .share, of: .nrc)
      .tells("Noise of the layer before training, with the k that collapse_layer takes."),
    .init("pca_residual", .share, of: .lastLayer)
      .tells("Share of the features' length outside their leading directions, each sample alike."),
    .init("pca_residual_centred", .share, of: .lastLayer)
      .tells("Share of the centred features' length outside their leading directions."),
    .init("weight_residual", .share, of: .lastLayer)
      .tells("Share of the features' length outside the rows of the weights, each sample alike."),
    .init("weight_residual_centred", .share, of: .lastLayer)
      .tells("Share of the centred features' length outside the rows of the weights."),
    .init("gram_residual", .logarithmic, of: .lastLayer)
      .tells("Distance of the weights' Gram matrix from the shape that the targets ask for."),
    .init("gram_gamma", .logarithmic, of: .lastLayer).tells("The gamma that gives the least gram_residual."),
    .init("gram_gamma_ratio", .share, of: .lastLayer)
      .tells("gram_gamma over the smallest eigenvalue of the targets' covariance."),
    .init("gram_residual_threshold", .logarithmic, of: .lastLayer)
      .tells("gram_residual where gamma is ufm_threshold."),
    .init("residual_variance", .logarithmic, of: .lastLayer)
      .tells("Variance of the errors with the biases at their best, in the mean over targets."),
    .init("residual_anisotropy", .share, of: .lastLayer)
      .tells("How far the errors' covariance is from a multiple of the identity."),
  ]
}

extension Metric {
  package static let nrc1 = Metric("nrc1")
  package static let nrc2 = Metric("nrc2")
  package static let nrc3 = Metric("nrc3")
  package static let nrc4 = Metric("nrc4")
  package static let nrc2Full = Metric("nrc2_full")
  package static let nrc2First = Metric("nrc2_first")
  package static let nrc1Rank = Metric("nrc1_rank")
  package static let nrc3Rank = Metric("nrc3_rank")
  package static let noiseAlignment = Metric("noise_alignment")
  package static let featureStableRank = Metric("feature_stable_rank")
  package static let covarianceStableRank = Metric("covariance_stable_rank")
  package static let weightStableRank = Metric("weight_stable_rank")
  package static let effectiveRank = Metric("effective_rank")
  package static let participationRatio = Metric("participation_ratio")
  package static let pca99 = Metric("pca99")
  package static let featureRank = Metric("feature_rank")
  package static let weightRank = Metric("weight_rank")
  package static let twonn = Metric("twonn")
  package static let mle = Metric("mle")
  package static let nc1 = Metric("nc1")
  package static let nc1Pinv = Metric("nc1_pinv")
  package static let nc1Svd = Metric("nc1_svd")
  package static let nc2 = Metric("nc2")
  package static let nc3 = Metric("nc3")
  package static let nc4 = Metric("nc4")
  package static let cdnv = Metric("cdnv")
  package static let wcv = Metric("wcv")
  package static let tcv = Metric("tcv")
  package static let rankDistance = Metric("rank_distance")
  package static let rankBound = Metric("rank_bound")
  package static let agopCorrelation = Metric("agop_correlation")
  package static let agopParticipationRatio = Metric("agop_participation_ratio")
  package static let nc1Right = Metric("nc1_right")
  package static let nc1Left = Metric("nc1_left")
  package static let nrc1Start = Metric("nrc1_start")
  package static let pcaResidual = Metric("pca_residual")
  package static let pcaResidualCentred = Metric("pca_residual_centred")
  package static let weightResidual = Metric("weight_residual")
  package static let weightResidualCentred = Metric("weight_residual_centred")
  package static let gramResidual = Metric("gram_residual")
  package static let gramGamma = Metric("gram_gamma")
  package static let gramGammaRatio = Metric("gram_gamma_ratio")
  package static let gramResidualThreshold = Metric("gram_residual_threshold")
  package static let residualVariance = Metric("residual_variance")
  package static let residualAnisotropy = Metric("residual_anisotropy")
}
