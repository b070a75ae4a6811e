internal import Findings
internal import SweepModel

/// Four targets of one true dimension, on the settings of a matrix product.
extension Claim {
  static let matrixProduct: [Claim] = [oneDirection, decayAndDirection]

  private static let decays = [0, 1e-5, 1e-4, 1e-3]

  private static let oneDirection = Claim(
    paper: .p1, figure: "figure 3 (top), SGEMM with a surrogate target",
    statement: "Features take the targets' one true dimension, and weights read it and not the noise.",
    criterion:
      "At weight decay 1e-3: the stable rank of the features' covariance at most 1.05 from layer 5 on; nrc1 for k = 1 "
      + "at most 0.02 in layer 8; nrc3 for k = 1 at least 0.98 and noise alignment at most 0.2 in layers 5 to 7.",
    sweep: "p1-sgemm", fullSweep: "p1-sgemm-full",
    checks: .curves(
      paper: .sgemmSignal, where: atDecay(1e-3),
      [
        .init("highest covariance stable rank from layer 5", .atMost(1.05)) {
          $0.from(5, .covarianceStableRank)?.max()
        },
        .init("nrc1 for k = 1 of layer 8", .atMost(0.02)) { $0.at(8, .nrc1Rank) },
        .init("least nrc3 for k = 1, layers 5 to 7", .atLeast(0.98)) { $0.values(.nrc3Rank, 5...7)?.min() },
        .init("highest noise alignment, layers 5 to 7", .atMost(0.2)) {
          $0.values(.noiseAlignment, 5...7)?.max()
        },
      ]) + [
        .mean(
          "covariance stable rank of the targets", .targetCovarianceStableRank, paper: 0.9998,
          where: atDecay(1e-3))
      ],
    series: .of(
      [
        "nrc1, k = 1": .nrc1Rank, "covariance stable rank": .covarianceStableRank, "nrc3, k = 1": .nrc3Rank,
        "noise alignment": .noiseAlignment,
      ], paper: .sgemmSignal, where: atDecay(1e-3)))

  private static let decayAndDirection = Claim(
    paper: .p1, figure: "figures 7 and 9, SGEMM with a surrogate target over weight decay",
    statement:
      "Noise vanishes with every decay, earlier with more; weights align and are of low rank with the most decay only.",
    criterion:
      "nrc1 for k = 4 below 0.02 in layer 8 at every decay, and the first layer from which it stays so comes no later with more "
      + "decay and earlier at 1e-3 than at 0; nrc3 of layer 8 at least 0.8 at 1e-3 and below 0.8 at 0 and 1e-5; mean stable "
      + "rank of the weights of layers 4 to 7 below 2 at 1e-3 and at least 10 times that at 0.",
    sweep: "p1-sgemm", fullSweep: "p1-sgemm-full",
    checks: decays.map { value in
      .curve(
        "nrc1 of layer 8 at decay \(Numeral.parameter(value))", .below(0.02), paper: LayerCurves.sgemm[value],
        where: atDecay(value)
      ) { $0.at(8, .nrc1) }
    } + [
      .seed("least step by which the first quiet layer comes earlier with more decay", .atLeast(0)) {
        quiet($0).flatMap { layers in smallestRise(layers.map { -$0 }) }
      },
      .seed("layers by which it comes earlier at 1e-3 than at 0", .above(0)) { trials in
        quiet(trials).flatMap { layers in
          layers.first.flatMap { first in layers.last.map { first - $0 } }
        }
      },
    ]
      + [(1e-3, Limit.atLeast(0.8)), (1e-5, .below(0.8)), (0, .below(0.8))].map { value, limit in
        .curve(
          "nrc3 of layer 8 at decay \(Numeral.parameter(value))", limit, paper: LayerCurves.sgemm[value],
          where: atDecay(value)
        ) { $0.at(8, .nrc3) }
      } + [
        .curve(
          "stable rank of weights at 1e-3", .below(2), paper: LayerCurves.sgemm[1e-3], where: atDecay(1e-3),
          middleRank),
        .seed("the same at 0 over that", .atLeast(10), paper: 38.4) { trials in
          let ranks = [0, 1e-3].compactMap { trials.first(atDecay: $0).flatMap { middleRank($0.curves) } }
          return ranks.count == 2 ? ranks[0] / ranks[1] : nil
        },
      ],
    series: decays.flatMap { value in
      let label = "decay \(Numeral.parameter(value))"
      return [Series].of(
        [
          "nrc1, \(label)": .nrc1, "nrc3, \(label)": .nrc3,
          "stable rank of weights, \(label)": .weightStableRank,
        ], paper: LayerCurves.sgemm[value], where: atDecay(value))
    })

  /// The mean over the middle layers.
  @Sendable private static func middleRank(_ curves: LayerCurves) -> Double? {
    curves.values(.weightStableRank, 4...7).flatMap(mean)
  }

  /// For each decay, smallest first, the first layer from which nrc1 stays below 0.02; one beyond the last where there is none.
  private static func quiet(_ trials: [FinishedTrial]) -> [Double]? {
    let layers = trials.sorted { $0.spec.decay < $1.spec.decay }.compactMap { trial -> Double? in
      guard let noise = trial.curves.from(1, .nrc1) else { return nil }
      return Double((noise.lastIndex { $0 >= 0.02 } ?? -1) + 2)
    }
    return layers.count == decays.count ? layers : nil
  }
}
