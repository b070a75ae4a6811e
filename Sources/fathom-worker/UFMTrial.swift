internal import Collapse
internal import LinearAlgebra
internal import SweepModel
internal import Training

/// A trial of the unconstrained feature model: features and weights that are free, fitted to the targets by numbers and
/// held against the closed form.
struct UFMTrial {
  private let spec: TrialSpec
  /// Y, N x t.
  private let raw: Matrix<Double>

  init(_ spec: TrialSpec, _ data: TrainingData) {
    (self.spec, raw) = (spec, Matrix(data.train.targets))
  }

  private var penalties: UFMPenalties { UFMPenalties(spec) }

  /// `progress` is called in every step and between measures, and what it throws is thrown at once.
  func result(progress: () throws -> Void) throws -> TrialResult {
    let start = ContinuousClock.now
    let method: UFMMinimiser.Method =
      spec.optimizer == .lbfgs
      ? .limitedMemoryBFGS : .gradientDescent(rate: spec.learningRate, momentum: spec.momentum)
    let found = try UFMMinimiser(raw, width: spec.width, penalties)
      .minimise(seed: spec.seed, by: method, stepLimit: spec.epochs, progress: progress)
    let fitted = ContinuousClock.now
    let targets = try raw.withView { try Targets($0, knownRank: spec.targetRank) }
    var result = TrialResult(figures: targets.figures, provenance: TrialRunner.provenance())
    if found.loss.isFinite, found.gradientNorm.isFinite {
      result.figures.merge(try figures(found, targets)) { $1 }
      try progress()
      let layer = try layer(found, targets, progress)
      (result.layers, result.spectra) = ([layer.measure], [layer].spectra)
      result.curve = [CurvePoint(epoch: spec.epochs, trainLoss: found.meanSquaredError, testLoss: nil)]
    } else {
      result.divergedEpoch = max(1, found.steps)
    }
    result.figures = result.figures.filter { $0.value.isFinite }
    result.provenance = TrialRunner.provenance(
      train: fitted - start, measure: ContinuousClock.now - fitted)
    return result
  }

  private func figures(_ found: UFMMinimiser.Minimum, _ targets: Targets) throws -> [TrialFigure: Double] {
    var figures: [TrialFigure: Double] = [
      .trainLoss: found.meanSquaredError, .gradientNorm: found.gradientNorm,
    ]
    let covariance = targets.covariance
    guard let solution = try UFMSolution(covariance: covariance, penalties) else { return figures }
    figures[.ufmRank] = Double(solution.rank)
    figures[.ufmThreshold] = solution.threshold
    // With fewer features than its rank the closed form is out of reach.
    guard spec.width >= solution.rank,
      let error = try UFMComparison(found, solution, raw, covariance: covariance, penalties)
    else { return figures }
    figures[.ufmLossError] = error.loss
    figures[.ufmGramError] = error.gram
    figures[.ufmResidualError] = error.residual
    figures[.ufmBalanceError] = error.balance
    return figures
  }

  private func layer(
    _ found: UFMMinimiser.Minimum, _ targets: Targets, _ progress: () throws -> Void
  ) throws -> MeasuredLayer {
    let isPenalised = spec.featureDecay > 0 && spec.weightDecay > 0
    let question = LayerQuestion(
      targets: targets, groups: Set(spec.metrics),
      threshold: isPenalised ? penalties.threshold(targets: targets.dimension) : nil, lastLayer: 1)
    return try found.features.withView { features in
      try found.weights.withView { weights in
        try question.measured(
          LayerArrays(number: 1, features: features, weights: weights), epoch: spec.epochs, progress: progress
        )
      }
    }
  }
}

extension UFMPenalties {
  /// `feature_decay` and `weight_decay`, for a loss that is a squared error.
  init(_ spec: TrialSpec) {
    self.init(
      features: spec.featureDecay, weights: spec.weightDecay,
      average: spec.loss == .halfMSE ? .halfOverEntries : .overEntries)
  }
}

extension Matrix where Scalar == Double {
  init(_ single: Matrix<Float>) {
    self.init(rows: single.rows, columns: single.columns, entries: single.entries.map { Double($0) })
  }
}
