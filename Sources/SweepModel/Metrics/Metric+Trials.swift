/// What is measured of a trial: a case of `Metric` and a row each.
extension Metric {
  static let ofTrialsTable: [Definition] = [
    .init(.trainLoss, "train_loss", .logarithmic, in: [.report, .diff]).tells(
      "Loss on the training rows at the end."),
    .init(.testLoss, "test_loss", .logarithmic, in: [.report, .phases]).tells(
      "Loss on the test rows at the end."),
    .init(.r2, "r2", .linear, in: .report)
      .rising()
      .tells("Share of the targets' variance that the network tells on the test rows."),
    .init(.decayBudget, "decay_budget", .logarithmic, in: .report)
      .tells("How far decay has shrunk what the loss does not use: by e to the minus this."),
    .init(.trivial, "trivial", .linear, isWhole: true)
      .tells("1 when the train loss exceeds 0.9 of that of the best constant prediction, else 0."),
    .init(.collapseLayer, "collapse_layer", .linear, isWhole: true, in: .report)
      .tells("The first layer from which the criterion of collapse holds for all later ones."),
    .init(.targetStableRank, "target_stable_rank", .linear)
      .tells("Sum of the eigenvalues of the targets' covariance over the largest."),
    .init(.targetCovarianceStableRank, "target_covariance_stable_rank", .linear)
      .tells("Sum of the squared eigenvalues of the targets' covariance over the largest squared."),
    .init(.gradientNorm, "gradient_norm", .logarithmic, in: .report)
      .tells("Length of the gradient over all training rows, decay included."),
    .init(.targetParticipationRatio, "target_participation_ratio", .linear)
      .tells("Squared sum of the eigenvalues of the targets' covariance over the sum of their squares."),
    .init(.targetPca99, "target_pca99", .linear, isWhole: true)
      .tells("Fewest directions that hold 99 % of the targets' variance."),
    .init(.trainAccuracy, "train_accuracy", .share, in: .report)
      .rising()
      .tells("Share of the training rows whose class is predicted."),
    .init(.testAccuracy, "test_accuracy", .share, in: [.report, .phases])
      .rising()
      .tells("Share of the test rows whose class is predicted."),
    .init(.prunedTrainLoss, "pruned_train_loss", .logarithmic)
      .tells("train_loss with each weight matrix cut to keep_rank singular values after training."),
    .init(.prunedTestLoss, "pruned_test_loss", .logarithmic)
      .tells("test_loss with each weight matrix cut to keep_rank singular values after training."),
    .init(.prunedTrainAccuracy, "pruned_train_accuracy", .share)
      .tells("train_accuracy with each weight matrix cut to keep_rank singular values."),
    .init(.prunedTestAccuracy, "pruned_test_accuracy", .share)
      .tells("test_accuracy with each weight matrix cut to keep_rank singular values."),
    .init(.ufmRank, "ufm_rank", .linear, isWhole: true).tells("Rank of the closed form."),
    .init(.ufmThreshold, "ufm_threshold", .logarithmic).tells(
      "The product of the two penalties, in the paper's average."),
    .init(.ufmLossError, "ufm_loss_error", .logarithmic).tells("How far the loss is from the closed form's."),
    .init(.ufmGramError, "ufm_gram_error", .logarithmic)
      .tells("How far the weights' Gram matrix is from the closed form's."),
    .init(.ufmResidualError, "ufm_residual_error", .logarithmic)
      .tells("How far the errors' covariance is from the closed form's."),
    .init(.ufmBalanceError, "ufm_balance_error", .logarithmic).tells(
      "How far the two penalties are from being equal."),
    .init(.fittedRank, "fitted_rank", .linear, isWhole: true)
      .tells("Number of the targets' directions of which the network tells more than half the variance."),
    .init(.rankLayer, "rank_layer", .linear, isWhole: true)
      .tells("The first layer from which all have no more directions than the targets' rank explains."),
    .init(.targetTwonn, "target_twonn", .linear)
      .tells("Dimension of the training targets by the distances to two nearest neighbours."),
    .init(.targetMle, "target_mle", .linear)
      .tells("Dimension of the training targets by the distances to 20 nearest neighbours."),
    .init(.predictionTwonn, "prediction_twonn", .linear)
      .tells("Dimension of the predictions on training rows by the distances to two nearest neighbours."),
    .init(.predictionMle, "prediction_mle", .linear)
      .tells("Dimension of the predictions on training rows by the distances to 20 nearest neighbours."),
  ]
}

extension Metric {
  /// What the targets alone decide.
  package static let ofTargets: [Metric] = [
    .targetStableRank, .targetCovarianceStableRank, .targetParticipationRatio, .targetPca99,
  ]
}
