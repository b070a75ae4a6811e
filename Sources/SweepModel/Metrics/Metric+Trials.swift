/// What is measured of a trial: a row and a constant each.
extension Metric {
  static let ofTrialsTable: [Definition] = [
    .init("train_loss", .logarithmic, in: [.report, .diff]).tells("Loss on the training rows at the end."),
    .init("test_loss", .logarithmic, in: [.report, .phases]).tells("Loss on the test rows at the end."),
    .init("r2", .linear, in: .report)
      .tells("Share of the targets' variance that the network tells on the test rows."),
    .init("decay_budget", .logarithmic, in: .report)
      .tells("How far decay has shrunk what the loss does not use: by e to the minus this."),
    .init("trivial", .linear, isWhole: true)
      .tells("1 when the train loss exceeds 0.9 of that of the best constant prediction, else 0."),
    .init("collapse_layer", .linear, isWhole: true, in: .report)
      .tells("The first layer from which the criterion of collapse holds for all later ones."),
    .init("target_stable_rank", .linear)
      .tells("Sum of the eigenvalues of the targets' covariance over the largest."),
    .init("target_covariance_stable_rank", .linear)
      .tells("Sum of the squared eigenvalues of the targets' covariance over the largest squared."),
    .init("gradient_norm", .logarithmic, in: .report)
      .tells("Length of the gradient over all training rows, decay included."),
    .init("target_participation_ratio", .linear)
      .tells("Squared sum of the eigenvalues of the targets' covariance over the sum of their squares."),
    .init("target_pca99", .linear, isWhole: true)
      .tells("Fewest directions that hold 99 % of the targets' variance."),
    .init("train_accuracy", .share).tells("Share of the training rows whose class is predicted."),
    .init("test_accuracy", .share).tells("Share of the test rows whose class is predicted."),
    .init("pruned_train_loss", .logarithmic)
      .tells("train_loss with each weight matrix cut to keep_rank singular values after training."),
    .init("pruned_test_loss", .logarithmic)
      .tells("test_loss with each weight matrix cut to keep_rank singular values after training."),
    .init("pruned_train_accuracy", .share)
      .tells("train_accuracy with each weight matrix cut to keep_rank singular values."),
    .init("pruned_test_accuracy", .share)
      .tells("test_accuracy with each weight matrix cut to keep_rank singular values."),
    .init("ufm_rank", .linear, isWhole: true).tells("Rank of the closed form."),
    .init("ufm_threshold", .logarithmic).tells("The product of the two penalties, in the paper's average."),
    .init("ufm_loss_error", .logarithmic).tells("How far the loss is from the closed form's."),
    .init("ufm_gram_error", .logarithmic)
      .tells("How far the weights' Gram matrix is from the closed form's."),
    .init("ufm_residual_error", .logarithmic)
      .tells("How far the errors' covariance is from the closed form's."),
    .init("ufm_balance_error", .logarithmic).tells("How far the two penalties are from being equal."),
  ]
}

extension Metric {
  package static let trainLoss = Metric("train_loss")
  package static let testLoss = Metric("test_loss")
  package static let r2 = Metric("r2")
  package static let decayBudget = Metric("decay_budget")
  package static let trivial = Metric("trivial")
  package static let collapseLayer = Metric("collapse_layer")
  package static let targetStableRank = Metric("target_stable_rank")
  package static let targetCovarianceStableRank = Metric("target_covariance_stable_rank")
  package static let gradientNorm = Metric("gradient_norm")
  package static let targetParticipationRatio = Metric("target_participation_ratio")
  package static let targetPca99 = Metric("target_pca99")
  package static let trainAccuracy = Metric("train_accuracy")
  package static let testAccuracy = Metric("test_accuracy")
  package static let prunedTrainLoss = Metric("pruned_train_loss")
  package static let prunedTestLoss = Metric("pruned_test_loss")
  package static let prunedTrainAccuracy = Metric("pruned_train_accuracy")
  package static let prunedTestAccuracy = Metric("pruned_test_accuracy")
  package static let ufmRank = Metric("ufm_rank")
  package static let ufmThreshold = Metric("ufm_threshold")
  package static let ufmLossError = Metric("ufm_loss_error")
  package static let ufmGramError = Metric("ufm_gram_error")
  package static let ufmResidualError = Metric("ufm_residual_error")
  package static let ufmBalanceError = Metric("ufm_balance_error")

  /// What the targets alone decide.
  package static let ofTargets = [
    targetStableRank, targetCovarianceStableRank, targetParticipationRatio, targetPca99,
  ]
}
