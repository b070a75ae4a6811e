internal import Findings
internal import SweepModel

/// Rank and variability in classifiers with weight decay.
extension Claim {
  static let rankBounds: [Claim] = [rankBound, zeroVariance, decayAndRank, variabilityAndRank]

  private static let rankBound = Claim(
    paper: .p4, figure: "bound on the distance to rank K",
    statement:
      "The distance of each weight matrix to rank K is at most a constant times the variation within clusters of the "
      + "features that enter it, over the weight decay.",
    criterion:
      "In no layer of any trial rank_distance is above rank_bound (docs/metrics.md); every layer of every trial is "
      + "compared.",
    sweep: "p4-rank-bound", fullSweep: "p4-rank-bound-full",
    checks: [
      .everyTrial("layers whose distance is above the bound", .never(above: 0)) { trials in
        Double(bounds(trials).count { $0.distance > $0.bound })
      },
      .everyTrial("largest distance over its bound", .never(above: 1)) { trials in
        bounds(trials).filter { $0.bound > 0 }.map { $0.distance / $0.bound }.max()
      },
      .everyTrial("layers without a bound", .never(above: 0)) { trials in
        Double(trials.reduce(0) { $0 + $1.layers.count } - bounds(trials).count)
      },
      .everyTrialEnds,
      .everyTrial("layers compared in each seed's trials", .atLeast(1)) { Double(bounds($0).count) },
    ])

  private static func bounds(_ trials: [FinishedTrial]) -> [(distance: Double, bound: Double)] {
    trials.flatMap(\.layers).map(\.metrics).compactMap { metrics in
      metrics[.rankDistance].flatMap { distance in metrics[.rankBound].map { (distance, $0) } }
    }
  }

  private static let zeroVariance = Claim(
    paper: .p4, figure: "features without variation",
    statement: "Without variation within clusters, critical points have weights of rank at most K.",
    criterion:
      "With K = 4 distinct points and a decay budget of 12, no weight matrix has more than 4 singular values above a "
      + "thousandth of its largest.",
    sweep: "p4-rank-zero", fullSweep: "p4-rank-zero-full",
    checks: [
      .everyTrial("highest rank of a weight matrix", .never(above: 4)) { trials in
        trials.flatMap(\.layers).compactMap { $0.metrics[.weightRank] }.max()
      },
      .everyTrial("smallest decay budget", .atLeast(11)) { trials in
        trials.compactMap { $0.metrics[.decayBudget] }.min()
      },
      .everyTrialEnds,
    ])

  private static let decayAndRank = Claim(
    paper: .p4, figure: "rank over weight decay",
    statement: "The more weight decay, the lower the rank.",
    criterion:
      "Over all settings with variation within clusters in which every decay's net learnt, the mean energy beyond rank K (squared rank_distance, summed "
      + "over layers) and the mean weight_rank fall at every step from one weight decay to the next larger one.",
    sweep: "p4-rank-bound", fullSweep: "p4-rank-bound-full",
    checks: [
      .everyTrial("largest quotient of energies at neighbouring decays", .below(1)) {
        largestStep(overDecays($0, energyBeyondRank))
      },
      .everyTrial("energy at the largest decay over that at the smallest", .below(1)) { trials in
        let energies = overDecays(trials, energyBeyondRank)
        guard let first = energies.first, let last = energies.last, first > 0 else { return nil }
        return last / first
      },
      .everyTrial("largest quotient of ranks at neighbouring decays", .below(1)) { trials in
        largestStep(overDecays(trials) { trial in mean(trial.layers.compactMap { $0.metrics[.weightRank] }) })
      },
      .everyTrial("settings of each seed in which every decay's net learnt", .atLeast(1)) {
        Double(learntSettings($0).count)
      },
    ])

  private static func energyBeyondRank(_ trial: FinishedTrial) -> Double? {
    trial.layers.compactMap { $0.metrics[.rankDistance].map { $0 * $0 } }.reduce(0, +)
  }

  /// Trials that differ in weight decay alone, where clusters vary and none of the nets is trivial.
  private static func learntSettings(_ trials: [FinishedTrial]) -> [[FinishedTrial]] {
    let keys: [Declaration] = [Parameter.spread, Parameter.depth, Parameter.width]
    return inOrder(trials.filter { ($0.spec[.spread] ?? 0) > 0 }) { trial in
      keys.map { trial.spec.value(of: $0) }
    }.map(\.1).filter { !$0.contains(where: \.isTrivial) }
  }

  /// The mean of one number over those settings, for each weight decay from the smallest on.
  private static func overDecays(
    _ trials: [FinishedTrial], _ value: (FinishedTrial) -> Double?
  ) -> [Double] {
    Dictionary(grouping: learntSettings(trials).joined()) { $0.spec.decay }.sorted { $0.key < $1.key }
      .compactMap { mean($0.value.compactMap(value)) }
  }

  private static let variabilityAndRank = Claim(
    paper: .p4, figure: "variability and rank",
    statement: "Features that vary more within clusters leave weights farther from rank K.",
    criterion:
      "Spearman's correlation over all layers but the last (whose rank is at most K by its shape) of all trials "
      + "between tcv of a layer's input and rank_distance of its weights is above 0.",
    sweep: "p4-rank-bound", fullSweep: "p4-rank-bound-full",
    checks: [
      .everyTrial("Spearman's correlation of tcv and rank_distance", .above(0)) { trials in
        let pairs = trials.flatMap { $0.layers.dropLast() }.map(\.metrics).compactMap { metrics in
          metrics[.tcv].flatMap { variation in metrics[.rankDistance].map { (variation, $0) } }
        }
        return rankCorrelation(pairs.map(\.0), pairs.map(\.1))
      }
    ])
}
