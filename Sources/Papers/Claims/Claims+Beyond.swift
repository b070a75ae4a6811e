internal import Findings
internal import SweepModel

/// What none of the papers shows and their readers ask.
extension Claim {
  static let beyond: [Claim] = [budget, whitening, alignmentMap, estimators]

  private static let budgets = [1e-4, 3e-4, 1e-3, 3e-3]

  private static let budget = Claim(
    paper: .beyond, figure: "weight decays at one decay budget",
    statement: "It is the budget that aligns features with weights, whatever decay and time it is made of.",
    criterion:
      "At a decay budget of 5 the mean nrc3 for k = 2 of layers 3 on is at each decay at least 0.1 above that without decay, and the "
      + "range of the four is at most half the smallest such gap.",
    sweep: "beyond-budget",
    checks: budgets.map { decay in
      .seed("nrc3 at decay \(Numeral.parameter(decay)) less that without", .atLeast(0.1)) { trials in
        late(trials, decay).flatMap { high in late(trials, 0).map { high - $0 } }
      }
    } + [
      .seed("range of the four over the smallest gap", .atMost(0.5)) { trials in
        let values = budgets.compactMap { late(trials, $0) }
        guard values.count == budgets.count, let low = values.min(), let high = values.max(),
          let none = late(trials, 0), low > none
        else { return nil }
        return (high - low) / (low - none)
      },
      .seed("smallest decay budget of those with decay", .none, where: { $0.decay > 0 }) { trials in
        trials.compactMap { $0.metrics[.decayBudget] }.min()
      },
    ],
    series: ([0] + budgets).map { decay in
      Series(
        title: "nrc3, k = 2, decay \(Numeral.parameter(decay))", metric: .nrc3Rank, selects: atDecay(decay))
    })

  private static func late(_ trials: [FinishedTrial], _ decay: Double) -> Double? {
    mean(trials.filter { $0.spec[.weightDecay] == decay }.compactMap { $0.curves.mean(.nrc3Rank, from: 3) })
  }

  private static let whitening = Claim(
    paper: .beyond, figure: "white targets and the number of layers",
    statement:
      "More layers that all decay flatten the last one's spectrum, so NRC3 stays unless the targets' spectrum is flat.",
    criterion:
      "NRC3 of the last layer rises with each layer from 2 to 4 for targets as they are, and is below 0.01 for white targets at every "
      + "depth.",
    sweep: "p3-whitening",
    checks: [
      .seed("smallest rise of NRC3 from 2 to 4 layers, raw targets", .above(0)) { trials in
        let values = [2, 3, 4].compactMap { gram(trials, depth: $0, white: false) }
        return values.count == 3 ? smallestRise(values) : nil
      }
    ]
      + [false, true].flatMap { white in
        [2, 3, 4].map { depth in
          .seed("NRC3, \(depth) layers, \(white ? "white" : "raw") targets", white ? .below(0.01) : .none) {
            gram($0, depth: depth, white: white)
          }
        }
      })

  private static func gram(_ trials: [FinishedTrial], depth: Int, white: Bool) -> Double? {
    mean(
      trials.filter { $0.spec[.depth] == depth && $0.spec[.whitenTargets] == white }.compactMap {
        $0.curves.at(depth, .gramResidual)
      })
  }

  private static let mapRanks = [1, 2, 4, 8]
  private static let mapDecays = [0, 1e-4, 1e-3, 3e-3]

  private static let alignmentMap = Claim(
    paper: .beyond, figure: "nrc1 and nrc3 over weight decay, target rank and depth",
    statement: "With decay noise falls and alignment rises, for every rank and depth.",
    criterion:
      "For each target rank and depth, nrc1 (k = rank) of the last layer is lower and the mean nrc3 (k = rank) of the second half of "
      + "the layers higher at 1e-3 than without decay.",
    sweep: "beyond-map",
    checks: [4, 8].flatMap { depth in
      mapRanks.flatMap { rank -> [Check] in
        let label = "rank \(rank), \(depth) layers"
        return [
          .seed("nrc1 at 1e-3 over that at 0, \(label)", .below(1)) { trials in
            pair(trials, rank, depth) { $0.at(depth, .nrc1Rank) }.map { $0.with / $0.without }
          },
          .seed("nrc3 at 1e-3 less that at 0, \(label)", .above(0)) { trials in
            pair(trials, rank, depth) { $0.mean(.nrc3Rank, from: depth / 2 + 1) }.map { $0.with - $0.without }
          },
        ]
      }
    },
    series: [("nrc1", Metric.nrc1Rank), ("nrc3", .nrc3Rank)].flatMap { name, metric in
      [4, 8].flatMap { (depth: Int) in
        mapRanks.flatMap { rank in
          mapDecays.map { decay in
            Series(
              title: "\(name), rank \(rank), decay \(Numeral.parameter(decay)), \(depth) layers",
              metric: metric,
              selects: { $0[.depth] == depth && $0[.targetRank] == rank && $0[.weightDecay] == decay })
          }
        }
      }
    })

  private static func pair(
    _ trials: [FinishedTrial], _ rank: Int, _ depth: Int, _ reduce: (LayerCurves) -> Double?
  ) -> (with: Double, without: Double)? {
    let own = trials.filter { $0.spec[.targetRank] == rank && $0.spec[.depth] == depth }
    func value(_ decay: Double) -> Double? { own.first(atDecay: decay).flatMap { reduce($0.curves) } }
    return value(1e-3).flatMap { with in value(0).map { (with, $0) } }
  }

  private static let estimates: [Metric] = [
    .participationRatio, .effectiveRank, .covarianceStableRank, .featureStableRank, .pca99, .featureRank,
    .twonn, .mle,
  ]

  private static let estimators = Claim(
    paper: .beyond, figure: "estimators of dimension side by side on collapsed features",
    statement:
      "Estimators order the targets' ranks on the last features, all but a neighbouring pair at most; few give the rank.",
    criterion:
      "At weight decay 1e-3 with 8 layers, Spearman's correlation of the estimate on the last layer's features with the target rank is "
      + "at least 0.8 for each estimator. The estimates themselves are shown and not judged.",
    sweep: "beyond-map",
    checks: estimates.map { metric in
      .seed("correlation of \(metric.name) with the target rank", .atLeast(0.8), where: deepDecayed) {
        let values = $0.compactMap { trial in
          trial.curves.at(8, metric).map { (Double(trial.spec[.targetRank] ?? 0), $0) }
        }
        return values.count == mapRanks.count ? rankCorrelation(values.map(\.0), values.map(\.1)) : nil
      }
    }
      + estimates.flatMap { metric in
        mapRanks.map { rank in
          .curve(
            "\(metric.name) at rank \(rank)", .none, where: { deepDecayed($0) && $0[.targetRank] == rank }
          ) { $0.at(8, metric) }
        }
      })

  @Sendable private static func deepDecayed(_ spec: Specification) -> Bool {
    spec[.depth] == 8 && spec[.weightDecay] == 1e-3
  }
}
