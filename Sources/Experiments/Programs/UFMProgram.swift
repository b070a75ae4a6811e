internal import Collapse
internal import Datasets
internal import LinearAlgebra
internal import Surrogates
package import SweepModel
internal import Training

/// A trial of the unconstrained feature model: features and weights that are free, fitted to the targets by numbers and
/// held against the closed form.
package final class UFMProgram: TrialProgram {
  private let spec: Specification
  private let machine: Provenance
  private let penalties: UFMPenalties
  private let width, steps: Int
  /// Y, N x t.
  private let raw: Matrix<Double>

  package init(_ setup: TrialSetup) throws {
    (spec, machine, penalties) = (setup.spec, setup.machine, try UFMPenalties(setup.spec))
    (width, steps) = (try spec.required(.width), try spec.required(.epochs))
    raw = Matrix(try setup.data().train.targets)
  }

  /// `moved` is called in every step and between measures.
  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    let start = CoreTime.now
    let method: UFMMinimiser.Method =
      spec[.optimizer] == .lbfgs
      ? .limitedMemoryBFGS
      : .gradientDescent(rate: try spec.required(.learningRate), momentum: try spec.required(.momentum))
    let found = try UFMMinimiser(raw, width: width, penalties)
      .minimise(seed: spec.seed, by: method, stepLimit: steps, progress: moved)
    let fitted = CoreTime.now
    let targets = try raw.withView { try Targets($0, knownRank: spec[.targetRank]) }
    var result = TrialResult(metrics: targets.metrics, provenance: machine)
    if found.loss.isFinite, found.gradientNorm.isFinite {
      result.metrics.merge(try metrics(found, targets)) { $1 }
      try moved()
      let layer = try layer(found, targets, moved)
      (result.layers, result.spectra) = ([layer.measure], [layer].spectra)
      result.curve = [CurvePoint(epoch: steps, trainLoss: found.meanSquaredError, testLoss: nil)]
    } else {
      result.divergedEpoch = max(1, found.steps)
    }
    result.metrics = result.metrics.filter { $0.value.isFinite }
    result.provenance = machine.after(train: fitted - start, measure: CoreTime.now - fitted)
    return result
  }

  private func metrics(_ found: UFMMinimiser.Minimum, _ targets: Targets) throws -> [Metric: Double] {
    var metrics: [Metric: Double] = [.trainLoss: found.meanSquaredError, .gradientNorm: found.gradientNorm]
    let covariance = targets.covariance
    guard let solution = try UFMSolution(covariance: covariance, penalties) else { return metrics }
    metrics[.ufmRank] = Double(solution.rank)
    metrics[.ufmThreshold] = solution.threshold
    // With fewer features than its rank the closed form is out of reach.
    guard width >= solution.rank,
      let error = try UFMComparison(found, solution, raw, covariance: covariance, penalties)
    else { return metrics }
    metrics[.ufmLossError] = error.loss
    metrics[.ufmGramError] = error.gram
    metrics[.ufmResidualError] = error.residual
    metrics[.ufmBalanceError] = error.balance
    return metrics
  }

  private func layer(
    _ found: UFMMinimiser.Minimum, _ targets: Targets, _ moved: () throws -> Void
  ) throws -> MeasuredLayer {
    var meter = Meter(targets, try spec.required(.metrics))
    meter.window = TheilerWindow(spec)
    if penalties.features > 0, penalties.weights > 0 {
      meter.threshold = penalties.threshold(targets: targets.dimension)
    }
    return try found.features.withView { features in
      try found.weights.withView { weights in
        let arrays = LayerArrays(number: 1, features: features, weights: weights)
        var metered = MeteredLayer(arrays, lastLayer: 1, nil)
        metered.weightDecay = penalties.weights
        metered.deltas = { [penalties, raw] _ in penalties.deltas(found, raw) }
        return try meter.measured(metered, epoch: steps, progress: moved)
      }
    }
  }
}

extension UFMPenalties {
  /// The penalties of a trial whose loss is a squared error.
  init(_ spec: Specification) throws(TrainingError) {
    self.init(
      features: try spec.required(.featureDecay), weights: try spec.required(.weightDecay),
      average: spec[.loss] == .halfMSE ? .halfOverEntries : .overEntries)
  }
}
