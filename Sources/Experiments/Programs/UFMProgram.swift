internal import Collapse
internal import LinearAlgebra
package import SweepModel
internal import Training

/// A trial of the unconstrained feature model: features and weights that are free, fitted to the targets by numbers and
/// held against the closed form.
package final class UFMProgram: TrialProgram {
  package static let unit = "step"

  private let spec: TrialSpec
  private let machine: Provenance
  private let penalties: UFMPenalties
  /// Y, N x t.
  private let raw: Matrix<Double>

  package init(_ setup: TrialSetup) throws {
    (spec, machine, penalties) = (setup.spec, setup.machine, UFMPenalties(setup.spec))
    raw = Matrix(try setup.data(labelled: false).train.targets)
  }

  /// `moved` is called in every step and between measures.
  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    let start = ContinuousClock.now
    let method: UFMMinimiser.Method =
      spec.optimizer == .lbfgs
      ? .limitedMemoryBFGS : .gradientDescent(rate: spec.learningRate, momentum: spec.momentum)
    let found = try UFMMinimiser(raw, width: spec.width, penalties)
      .minimise(seed: spec.seed, by: method, stepLimit: spec.epochs, progress: moved)
    let fitted = ContinuousClock.now
    let targets = try raw.withView { try Targets($0, knownRank: spec.targetRank) }
    var result = TrialResult(figures: targets.figures, provenance: machine)
    if found.loss.isFinite, found.gradientNorm.isFinite {
      result.figures.merge(try figures(found, targets)) { $1 }
      try moved()
      let layer = try layer(found, targets, moved)
      (result.layers, result.spectra) = ([layer.measure], [layer].spectra)
      result.curve = [CurvePoint(epoch: spec.epochs, trainLoss: found.meanSquaredError, testLoss: nil)]
    } else {
      result.divergedEpoch = max(1, found.steps)
    }
    result.figures = result.figures.filter { $0.value.isFinite }
    result.provenance = machine.after(train: fitted - start, measure: ContinuousClock.now - fitted)
    return result
  }

  private func figures(_ found: UFMMinimiser.Minimum, _ targets: Targets) throws -> [TrialFigure: Double] {
    var figures: [TrialFigure: Double] = [
      .trainLoss: found.meanSquaredError, .gradientNorm: found.gradientNorm,
    ]
    guard let solution = try UFMSolution(targets, penalties) else { return figures }
    figures[.ufmRank] = Double(solution.rank)
    figures[.ufmThreshold] = solution.threshold
    // With fewer features than its rank the closed form is out of reach.
    guard spec.width >= solution.rank,
      let error = try UFMComparison(found, solution, raw, targets, penalties)
    else { return figures }
    figures[.ufmLossError] = error.loss
    figures[.ufmGramError] = error.gram
    figures[.ufmResidualError] = error.residual
    figures[.ufmBalanceError] = error.balance
    return figures
  }

  private func layer(
    _ found: UFMMinimiser.Minimum, _ targets: Targets, _ moved: () throws -> Void
  ) throws -> MeasuredLayer {
    var meter = Meter(targets, spec.metrics)
    if spec.featureDecay > 0, spec.weightDecay > 0 { meter.penalties = penalties }
    return try found.features.withView { features in
      try found.weights.withView { weights in
        let arrays = LayerArrays(number: 1, features: features, weights: weights)
        return try meter.measured(
          MeteredLayer(arrays, lastLayer: 1, nil), epoch: spec.epochs, progress: moved)
      }
    }
  }
}

extension UFMPenalties {
  /// The penalties of a trial whose loss is a squared error.
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
