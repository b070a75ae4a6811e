internal import Findings
internal import SweepModel

/// The unconstrained feature model against its closed form.
extension Claim {
  /// The ranks that the theorem gives on the sweep's targets, by its weight decay.
  private static let theoremRanks: [Double: Double] = [0.1: 3, 0.41: 2, 0.59: 1, 1.1: 0]

  static let unconstrainedFeatures = Claim(
    paper: .p3, figure: "theorem 4.1 and corollary 4.2, unconstrained feature model",
    statement:
      "With free features the minimum keeps the targets' eigenvalues above c, lowered by sqrt(c), and leaves white errors.",
    criterion:
      "In every trial, L-BFGS and descent alike, loss, Gram matrix of the weights and error covariance are within 1e-6 of the "
      + "closed form, and the rank is that of the theorem: 3, 2, 1 and 0 in the four regimes of c.",
    sweep: "p3-ufm",
    checks: [
      worst(.ufmLossError), worst(.ufmGramError), worst(.ufmResidualError),
      .everyTrial("trials of another rank than the theorem's", .never(above: 0)) { trials in
        Double(trials.count { $0.metrics[.ufmRank] != theoremRanks[$0.spec.decay] })
      },
      .everyTrialEnds,
    ])

  /// The largest value over all trials; none when a trial lacks the metric.
  private static func worst(_ metric: Metric) -> Check {
    .everyTrial("largest \(metric)", .never(above: 1e-6)) { trials in
      let values = trials.compactMap { $0.metrics[metric] }
      return values.count == trials.count ? values.max() : nil
    }
  }
}
