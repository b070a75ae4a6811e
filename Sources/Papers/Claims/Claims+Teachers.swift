internal import Findings
internal import Statistics
internal import SweepModel

/// Deep neural regression collapse on targets of a random teacher.
extension Claim {
  static let teachers: [Claim] = [lowRankTeacher, teacherDecay, nonlinearTeacher]

  /// The weight decay that stands for the paper's good one.
  private static let good = 2e-3

  /// The nets that are judged: all but those from half of He's first weights.
  private static func nets(_ decay: Double) -> Selection {
    { $0[.weightDecay] == decay && $0[.initGain] == 1 }
  }

  private static let lowRankTeacher = Claim(
    paper: .p1, figure: "figure 3 (bottom), teacher of rank 2",
    statement: "Features take the targets' rank, and weights read that signal and not the noise.",
    criterion:
      "At weight decay 2e-3: the stable rank of the features' covariance within 20 % of the targets' from layer "
      + "4 on; nrc1 for k = 3 at most 0.01 from layer 4 on, which is 99 % of the variance in 3 directions; nrc3 for k = 2 "
      + "above 0.95 and noise alignment below 0.2 from layer 5 on, where the paper marks collapse.",
    sweep: "p1-teacher-rank2", fullSweep: "p1-teacher-rank2-full",
    checks: .curves(
      paper: .teacher, where: nets(good),
      [
        .init("stable rank off the targets' from layer 4", .atMost(0.2), rankGap),
        .init("directions with 99 % of the variance from layer 4", .atMost(3)) { $0.from(4, .pca99)?.max() },
        .init("least nrc3 for k = 2 from layer 5", .above(0.95)) { $0.from(5, .nrc3Rank)?.min() },
        .init("highest noise alignment from layer 5", .below(0.2)) { $0.from(5, .noiseAlignment)?.max() },
        .init("highest noise alignment after layer 5", .below(0.2)) { $0.from(6, .noiseAlignment)?.max() },
      ]) + [.mean("collapse_layer", .collapseLayer, where: nets(good))],
    series: .of(
      [
        "nrc1, k = 2 (paper: 3)": .nrc1Rank, "covariance stable rank": .covarianceStableRank,
        "nrc3, k = 2": .nrc3Rank, "noise alignment": .noiseAlignment,
      ], paper: .teacher, where: nets(good)))

  /// How far the covariance's stable rank is from the targets', in the worst layer from 4 on.
  @Sendable private static func rankGap(_ curves: LayerCurves) -> Double? {
    guard let target = curves.targetRank, let ranks = curves.from(4, .covarianceStableRank) else {
      return nil
    }
    return ranks.map { abs($0 / target - 1) }.max()
  }

  private static let teacherDecay = Claim(
    paper: .p1, figure: "figure 4 (right), teacher of rank 2 over weight decay",
    statement: "Noise vanishes for every weight decay, zero included; alignment with weights needs decay.",
    criterion:
      "nrc1 for k = 3 at most 0.01 in the last layer for every decay (99 % of the variance in 3 directions); mean "
      + "nrc3 for k = 2 of layers 4 to 10 higher at 2e-3 than at 3e-4, and there higher than at 0.",
    sweep: "p1-teacher-rank2", fullSweep: "p1-teacher-rank2-full",
    checks: [0.0, 3e-4, good, 5e-3].map { decay in
      .curve(
        "directions with 99 % of the variance in layer 10 at decay \(Numeral.parameter(decay))", .atMost(3),
        where: nets(decay)
      ) { $0.at(10, .pca99) }
    } + [
      .curve(
        "the same at decay 0 from half of He's first weights", .atMost(3),
        where: { $0[.weightDecay] == 0 && ($0[.initGain] ?? 1) < 1 }
      ) { $0.at(10, .pca99) }
    ]
      + [(good, 3e-4), (3e-4, 0)].map { high, low in
        .seed(
          "nrc3 at \(Numeral.parameter(high)) less nrc3 at \(Numeral.parameter(low))", .above(0),
          paper: gain(from: low, to: high) { LayerCurves.teachers[$0]?.values(.nrc3Rank, 4...10) }
        ) { trials in
          gain(from: low, to: high) { decay in
            trials.first { nets(decay)($0.spec) }?.curves.values(.nrc3Rank, 4...10)
          }
        }
      },
    series: [0.0, 3e-4, good, 5e-3].map { decay in
      Series(
        title: "nrc3, k = 2, decay \(Numeral.parameter(decay))", metric: .nrc3Rank,
        paper: LayerCurves.teachers[decay]?.from(1, .nrc3Rank), selects: nets(decay))
    },
    differences: [
      "directions with 99 % of the variance in layer 10 at decay 0":
        "without decay noise of He's first weights stays, which are 2.4 times the paper's: from half of them it is gone (in the "
        + "table)."
    ])

  /// By how much the mean of a curve at one decay is above that at another.
  private static func gain(
    from low: Double, to high: Double, _ curve: (_ decay: Double) -> [Double]?
  ) -> Double? {
    curve(high).flatMap(mean).flatMap { upper in curve(low).flatMap(mean).map { upper - $0 } }
  }

  private static let nonlinearTeacher = Claim(
    paper: .p1, figure: "figure 8, teacher of width 10 with 3 targets",
    statement: "Targets are linear in the features long before the features' spectrum follows theirs.",
    criterion:
      "nrc4 flat from layer 3 on (its range at most 5 % of its value in layer 1); nrc2 rises linearly from layer 4 "
      + "on (correlation with the layer at least 0.95) to at least 0.85; stable rank of the weights within a factor 1.2 in "
      + "layers 3 to 9.",
    sweep: "p1-teacher-rank10",
    checks: .curves(
      paper: .nonlinear,
      [
        .init("range of nrc4 from layer 3 over nrc4 of layer 1", .atMost(0.05)) { curves in
          guard let late = curves.from(3, .nrc4), let high = late.max(), let low = late.min(),
            let first = curves.at(1, .nrc4)
          else { return nil }
          return (high - low) / first
        },
        .init("correlation of nrc2 with the layer from layer 4", .atLeast(0.95)) {
          $0.from(4, .nrc2).flatMap { correlation($0, $0.indices.map(Double.init)) }
        },
        .init("nrc2 of layer 10", .atLeast(0.85)) { $0.at(10, .nrc2) },
        .init("highest over lowest stable rank of weights, layers 3 to 9", .atMost(1.2)) { curves in
          guard let ranks = curves.values(.weightStableRank, 3...9), let low = ranks.min() else {
            return nil
          }
          return ranks.max().map { $0 / low }
        },
      ]),
    series: .of(
      ["nrc2": .nrc2, "nrc3": .nrc3, "nrc4": .nrc4, "stable rank of weights": .weightStableRank],
      paper: .nonlinear))
}
