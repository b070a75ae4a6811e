internal import SweepModel

/// Collapse of the last layer in multivariate regression.
extension Claim {
  static let lastLayers: [Claim] =
    [
      Rollouts(
        name: "Swimmer", sweep: "p3-decay", fullSweep: "p3-decay-full", decay: 1e-2, gammaRatio: 0.691),
      Rollouts(name: "Reacher", sweep: "p3-reacher", decay: 1.5e-3, gammaRatio: 0.749),
      Rollouts(name: "Hopper", sweep: "p3-hopper", decay: 1e-2, gammaRatio: 0.011),
    ].flatMap { [collapse($0), gamma($0)] } + [decay, unconstrainedFeatures]

  /// A set of rollouts with the paper's weight decay, and gamma over the smallest eigenvalue off its figure 4.
  private struct Rollouts: Sendable {
    var name: String
    var sweep: String
    var fullSweep: String?
    var decay: Double
    var gammaRatio: Double

    @Sendable func selects(_ spec: TrialSpec) -> Bool { spec.weightDecay == decay }
  }

  private static func last(_ figure: LayerFigure) -> @Sendable (LayerCurves) -> Double? {
    { $0.at($0.depth, figure) }
  }

  private static func collapse(_ data: Rollouts) -> Claim {
    Claim(
      paper: .p3, figure: "figures 2 and 3, \(data.name)",
      statement:
        "The last features lie in as many directions as there are targets, and the last weights follow the targets' "
        + "covariance.",
      criterion:
        "At weight decay \(Numeral.parameter(data.decay)): centred residuals of the last features outside their leading "
        + "directions and outside the weights' rows below 0.02 (for the first, the explained variance of the first n is "
        + "above 0.98), NRC3 below 0.01. The printed, uncentred residuals are shown and not judged (docs/metrics.md says "
        + "why they may stay).",
      sweep: data.sweep, fullSweep: data.fullSweep,
      checks: [
        .curve("NRC1, centred", .below(0.02), where: data.selects, last(.pcaResidualCentred)),
        .curve("NRC2, centred", .below(0.02), where: data.selects, last(.weightResidualCentred)),
        .curve("NRC3", .below(0.01), where: data.selects, last(.gramResidual)),
      ],
      series: [
        Series(title: "NRC1 as printed, last layer", figure: .pcaResidual, selects: data.selects),
        Series(title: "NRC2 as printed, last layer", figure: .weightResidual, selects: data.selects),
      ])
  }

  private static func gamma(_ data: Rollouts) -> Claim {
    Claim(
      paper: .p3, figure: "figure 4, \(data.name)",
      statement:
        "NRC3 has one minimum over gamma, inside the interval from 0 to the smallest eigenvalue of the targets' "
        + "covariance.",
      criterion:
        "At weight decay \(Numeral.parameter(data.decay)) the gamma with the least NRC3 lies between 0.01 and 0.99 of that "
        + "eigenvalue. It is the only minimum then, as NRC3 turns at most once there (docs/metrics.md).",
      sweep: data.sweep, fullSweep: data.fullSweep,
      checks: [
        .curve(
          "gamma over the smallest eigenvalue", .between(0.01, 0.99),
          paper: LayerCurves([.gramGammaRatio: [data.gammaRatio]]), where: data.selects, last(.gramGammaRatio)
        )
      ])
  }

  private static let decay = Claim(
    paper: .p3, figure: "figures 5 and 7, Swimmer over weight decay",
    statement: "Without weight decay there is no or weak collapse; the more decay, the more of it.",
    criterion:
      "Centred NRC1 and NRC2 and NRC3 fall at every step from weight decay 0 to 1e-4, 1e-3 and 1e-2; centred NRC1 "
      + "above 0.3 without decay.",
    sweep: "p3-decay", fullSweep: "p3-decay-full",
    checks: [
      .seed("largest quotient of NRC1 at neighbouring decays", .below(1)) {
        steps($0, .pcaResidualCentred)
      },
      .seed("largest quotient of NRC2 at neighbouring decays", .below(1)) {
        steps($0, .weightResidualCentred)
      },
      .seed("largest quotient of NRC3 at neighbouring decays", .below(1)) { steps($0, .gramResidual) },
      .curve("NRC1 without decay", .above(0.3), where: { $0.weightDecay == 0 }, last(.pcaResidualCentred)),
    ],
    series: [0, 1e-4, 1e-3, 1e-2].map { decay in
      Series(
        title: "NRC1, centred, decay \(Numeral.parameter(decay)), last layer", figure: .pcaResidualCentred,
        selects: { $0.weightDecay == decay })
    })

  private static func steps(_ trials: [FinishedTrial], _ figure: LayerFigure) -> Double? {
    let values = trials.sorted { $0.spec.weightDecay < $1.spec.weightDecay }.compactMap {
      last(figure)($0.curves)
    }
    return values.count == trials.count ? largestStep(values) : nil
  }

  /// The ranks that the theorem gives on the sweep's targets, by its weight decay.
  private static let theoremRanks: [Double: Double] = [0.1: 3, 0.41: 2, 0.59: 1, 1.1: 0]

  private static let unconstrainedFeatures = Claim(
    paper: .p3, figure: "theorem 4.1 and corollary 4.2, unconstrained feature model",
    statement:
      "With free features the minimum keeps the targets' eigenvalues above c, lowered by sqrt(c), and leaves white errors.",
    criterion:
      "In every trial, L-BFGS and descent alike, loss, Gram matrix of the weights and error covariance are within 1e-6 of the "
      + "closed form, and the rank is that of the theorem: 3, 2, 1 and 0 in the four regimes of c.",
    sweep: "p3-ufm",
    checks: [
      worst("ufm_loss_error", .ufmLossError), worst("ufm_gram_error", .ufmGramError),
      worst("ufm_residual_error", .ufmResidualError),
      .everyTrial("trials of another rank than the theorem's", .never(above: 0)) { trials in
        Double(trials.count { $0.figures[.ufmRank] != theoremRanks[$0.spec.weightDecay] })
      },
      Check(name: "trials that diverged or failed", limit: .never(above: 0)) { $0.lost },
    ])

  /// The largest value over all trials; none when a trial lacks the figure.
  private static func worst(_ name: String, _ figure: TrialFigure) -> Check {
    .everyTrial("largest \(name)", .never(above: 1e-6)) { trials in
      let values = trials.compactMap { $0.figures[figure] }
      return values.count == trials.count ? values.max() : nil
    }
  }
}
