internal import Findings
internal import SweepModel

/// Nets whose last features and last weights are penalised in place of all weights.
extension Claim {
  static let penalties: [Claim] = [penalisedGram, whiteResiduals]

  private static let sizes = [0.03, 0.1, 0.2]

  private static let penalisedGram = Claim(
    paper: .p3, figure: "figures 6 and 9, penalty on the last features of a net",
    statement:
      "With both penalties the last layer collapses, and NRC3 vanishes at gamma = c as the theory of free features says.",
    criterion:
      "At every penalty NRC3 at gamma = c below 0.01, centred NRC1 and NRC2 below 0.02.",
    sweep: "p3-penalty",
    checks: sizes.flatMap { size -> [Check] in
      let label = "penalty \(Numeral.parameter(size))"
      return .curves(
        where: atDecay(size),
        [
          .init("NRC3 at gamma = c, \(label)", .below(0.01), last(.gramResidualThreshold)),
          .init("NRC1, centred, \(label)", .below(0.02), last(.pcaResidualCentred)),
          .init("NRC2, centred, \(label)", .below(0.02), last(.weightResidualCentred)),
        ])
    })

  private static let whiteResiduals = Claim(
    paper: .p3, figure: "figure 11, residuals of a net are white",
    statement: "The residuals' covariance is c times the identity.",
    criterion: "At every penalty residual_anisotropy below 0.1 and residual_variance within 10 % of c.",
    sweep: "p3-penalty",
    checks: sizes.flatMap { size -> [Check] in
      let label = "penalty \(Numeral.parameter(size))"
      return [
        .curve(
          "anisotropy of the residuals, \(label)", .below(0.1), where: atDecay(size),
          last(.residualAnisotropy)),
        .seed("residual variance over c, \(label)", .between(0.9, 1.1), where: atDecay(size)) {
          mean(
            $0.compactMap { trial in
              trial.metrics[.ufmThreshold].flatMap { c in last(.residualVariance)(trial.curves).map { $0 / c }
              }
            })
        },
      ]
    })
}
