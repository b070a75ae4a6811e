import SweepModel
import TestSupport

extension ClaimTests {
  static let cases: [Case] =
    rollouts + teachers + sgemm + classifiers + machines + lastLayers + features + penalties + ranks + pruned
    + beyond

  private static func swimmer(_ change: (inout Specification) -> Void = { _ in }) -> Made {
    Made(
      [
        .nrc1: [0.3366, 0.4456, 0.3573, 0.1852, 0.1748, 0.1673, 0.1651, 0.1577],
        .nrc2: [0.2899, 0.3728, 0.5457, 0.5881, 0.6444, 0.683, 0.7248, 0.7654],
        .nrc3: [0.402, 0.2068, 0.5861, 0.842, 0.8435, 0.7968, 0.7768, 0.8388],
        .nrc4: [0.4135, 0.1117, 0.1099, 0.1304, 0.1377, 0.1361, 0.138, 0.1367],
      ], [.trainLoss: 0.1356]
    ) { $0[.milestones] = [166, 333, 500, 666, 833] }
  }

  private static let rollouts: [Case] =
    ["Swimmer", "Hopper"].map { name in
      Case(
        figure: "figure 2, \(name)", good: { [swimmer()] },
        breaks: [
          ("nrc1 of layers 5 to 8 over the highest before", { $0.curves[.nrc1]?[5] = 0.3 }),
          (
            "correlation of nrc2 with the layer",
            { $0.curves[.nrc2] = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1] }
          ),
          ("nrc3 of layers 5 to 8 less that of 1 to 4", { $0.curves[.nrc3]?[1] = 2.1 }),
          ("nrc4 of layer 8 over that of layer 1", { $0.curves[.nrc4]?[7] = 0.42 }),
          ("range of nrc4 over layers 5 to 8 over that over 1 to 8", { $0.curves[.nrc4]?[5] = 0.3 }),
          // The schedule of the paper's code is not the one that is judged.
          ("correlation of nrc2 with the layer", { $0.spec[.milestones] = [333, 666] }),
        ])
    } + [
      Case(
        figure: "figure 6, Reacher",
        good: {
          [
            Made(
              [
                .nrc1: [0.5, 0.6, 0.66, 0.53, 0.31, 0.24, 0.23, 0.21],
                .nrc2: [0.24, 0.23, 0.48, 0.76, 0.8, 0.82, 0.83, 0.85],
                .nrc3: [0.28, 0.13, 0.41, 0.61, 0.71, 0.79, 0.84, 0.86],
                .nrc4: [0.46, 0.031, 0.026, 0.024, 0.024, 0.026, 0.027, 0.027],
              ], [.trainLoss: 0.0284]
            ) { $0[.milestones] = [166, 333, 500, 666, 833] }
          ]
        },
        breaks: [
          ("nrc1 of layers 6 to 8 over the highest before", { $0.curves[.nrc1]?[7] = 0.35 }),
          ("nrc3 of layers 5 to 8 less that of 1 to 4", { $0.curves[.nrc3]?[1] = 2.1 }),
        ])
    ]

  private static func teacher(decay: Double, alignment: Double, gain: Double = 1) -> Made {
    Made(
      [
        .covarianceStableRank: [16.8, 2.57, 1.6, 1.75, 1.68, 1.4, 1.3, 1.3, 1.35, 1.45],
        .pca99: [19, 12, 6, 3, 3, 3, 3, 3, 3, 3], .nrc1Rank: .init(repeating: 0.01, count: 10),
        .nrc3Rank: .init(repeating: alignment, count: 10),
        .noiseAlignment: [0.9, 0.19, 0.2, 0.19, 0.13, 0.1, 0.09, 0.1, 0.17, 0.15],
      ], [.targetCovarianceStableRank: 1.492, .collapseLayer: 5]
    ) {
      $0[.weightDecay] = decay
      $0[.initGain] = gain
    }
  }

  private static let teachers: [Case] = [
    Case(
      figure: "figure 3 (bottom), teacher of rank 2", good: { [teacher(decay: 2e-3, alignment: 0.97)] },
      breaks: [
        ("stable rank off the targets' from layer 4", { $0.curves[.covarianceStableRank]?[5] = 1.1 }),
        ("directions with 99 % of the variance from layer 4", { $0.curves[.pca99]?[3] = 4 }),
        ("least nrc3 for k = 2 from layer 5", { $0.curves[.nrc3Rank]?[8] = 0.95 }),
        ("highest noise alignment from layer 5", { $0.curves[.noiseAlignment]?[4] = 0.21 }),
        ("highest noise alignment after layer 5", { $0.curves[.noiseAlignment]?[5] = 0.21 }),
      ]),
    Case(
      figure: "figure 4 (right), teacher of rank 2 over weight decay",
      good: {
        [(0, 0.5), (3e-4, 0.7), (2e-3, 0.98), (5e-3, 0.7)].map { teacher(decay: $0, alignment: $1) }
          + [teacher(decay: 0, alignment: 0.9, gain: 0.5)]
      },
      breaks: [
        (
          "directions with 99 % of the variance in layer 10 at decay 0",
          { if $0.spec[.weightDecay] == 0 { $0.curves[.pca99]?[9] = 4 } }
        ),
        (
          "the same at decay 0 from half of He's first weights",
          { if ($0.spec[.initGain] ?? 1) < 1 { $0.curves[.pca99]?[9] = 4 } }
        ),
        (
          "nrc3 at 2e-3 less nrc3 at 3e-4",
          { if $0.spec[.weightDecay] == 3e-4 { $0.curves[.nrc3Rank] = .init(repeating: 0.99, count: 10) } }
        ),
        (
          "nrc3 at 3e-4 less nrc3 at 0",
          { if $0.spec[.weightDecay] == 0 { $0.curves[.nrc3Rank] = .init(repeating: 0.8, count: 10) } }
        ),
      ]),
    Case(
      figure: "figure 8, teacher of width 10 with 3 targets",
      good: {
        [
          Made([
            .nrc2: [0.25, 0.33, 0.46, 0.31, 0.36, 0.47, 0.59, 0.7, 0.8, 0.91],
            .nrc4: [0.038, 0.0086, 0.0009, 0.0008, 0.0011, 0.0016, 0.0016, 0.0016, 0.0016, 0.0015],
            .weightStableRank: [13, 32, 9.7, 8.6, 8.7, 8.7, 8.7, 8.6, 8.4, 4.3],
          ])
        ]
      },
      breaks: [
        ("range of nrc4 from layer 3 over nrc4 of layer 1", { $0.curves[.nrc4]?[4] = 0.004 }),
        ("correlation of nrc2 with the layer from layer 4", { $0.curves[.nrc2]?[3] = 0.9 }),
        ("nrc2 of layer 10", { $0.curves[.nrc2]?[9] = 0.84 }),
        (
          "highest over lowest stable rank of weights, layers 3 to 9",
          { $0.curves[.weightStableRank]?[8] = 7 }
        ),
      ]),
  ]

  private static let classifiers: [Case] = ["clusters", "Fashion-MNIST"].flatMap { data in
    [
      Case(
        figure: "singular structure, network of 6 layers on \(data)",
        good: {
          [
            Made([
              .nc1: [2, 1, 0.5, 0.2, 0.1, 0.05], .nc1Right: [1, 0.5, 0.1, 0.04, 0.02, 0.01],
              .nc1Left: [1, 0.5, 0.11, 0.04, 0.018, 0.01],
            ])
          ]
        },
        breaks: [
          ("median ln(nc1 / nc1_right)", { $0.curves[.nc1] = .init(repeating: 0.01, count: 6) }),
          (
            "median ln(nc1_right / nc1_left) over it",
            { $0.curves[.nc1Left] = .init(repeating: 0.001, count: 6) }
          ),
        ]),
      Case(
        figure: "weights and AGOP, network of 6 layers on \(data)",
        good: { [Made([.agopCorrelation: [0.7, 0.9, 0.9, 0.95, 0.9, 0.8]])] },
        breaks: [
          ("mean agop_correlation", { $0.curves[.agopCorrelation]?[0] = 0.2 }),
          // The last layer counts for nothing.
          ("mean agop_correlation", { $0.curves[.agopCorrelation] = [0.79, 0.79, 0.79, 0.79, 0.79, 1] }),
        ]),
    ]
  }

  private static let machines: [Case] = [
    ("clusters, ReLU", FeatureMap.relu), ("clusters, cosine", .cosine), ("Fashion-MNIST, ReLU", .relu),
  ].map { name, map in
    Case(
      figure: "deep RFM on \(name) features",
      good: {
        [
          Made([.nc1: [1, 0.5, 0.2, 0.1, 0.05, 0.03]]) {
            $0.turn(into: .deepRFM)
            $0[.featureMap] = map
          },
          Made([.nc1: [1, 1.2, 1.5, 2, 2.2, 2.6]]) {
            $0.turn(into: .deepRFM)
            $0[.featureMap] = map
            $0[.projection] = Projection.none
          },
        ]
      },
      breaks: [
        ("fall of nc1 a layer, layers 1 to 6", { $0.curves[.nc1]?[5] = 0.04 }),
        ("fall of nc1 a layer without projection", { $0.curves[.nc1]?[5] = 0.01 }),
      ])
  }

  private static let features: [Case] = [
    Case(
      figure: "theorem 4.1 and corollary 4.2, unconstrained feature model",
      good: {
        [(0.1, 3.0), (0.41, 2), (0.59, 1), (1.1, 0)].map { decay, rank in
          Made([:], [.ufmLossError: 1e-9, .ufmGramError: 1e-8, .ufmResidualError: 1e-8, .ufmRank: rank]) {
            $0[.weightDecay] = decay
          }
        }
      },
      breaks: [
        ("largest ufm_loss_error", { $0.metrics[.ufmLossError] = 2e-6 }),
        ("largest ufm_gram_error", { $0.metrics[.ufmGramError] = 2e-6 }),
        ("largest ufm_residual_error", { $0.metrics[.ufmResidualError] = nil }),
        ("trials of another rank than the theorem's", { $0.metrics[.ufmRank] = 3 }),
      ])
  ]

  /// Four layers, of which the last one has the metrics.
  private static func last(_ decay: Double, _ noise: Double) -> Made {
    func curve(_ value: Double) -> [Double] { [.nan, .nan, .nan, value] }
    return Made([
      .pcaResidual: curve(0.8), .pcaResidualCentred: curve(noise), .weightResidual: curve(0.8),
      .weightResidualCentred: curve(noise), .gramResidual: curve(noise / 10), .gramGammaRatio: curve(0.5),
    ]) { $0[.weightDecay] = decay }
  }

  private static func lasts() -> [Made] {
    [
      last(0, 0.5), last(1e-4, 0.08), last(1e-3, 0.019), last(1.5e-3, 0.014), last(3e-3, 0.014),
      last(1e-2, 0.014),
      last(2e-2, 0.01),
      last(3e-2, 0.01),
    ]
  }

  private static let lastLayers: [Case] =
    lastLayer("Swimmer", "0.03", hasGram: false) + lastLayer("Swimmer's covariance", "3e-3", hasGram: true)
    + lastLayer("Reacher", "1.5e-3", hasGram: true) + lastLayer("Hopper", "0.02", hasGram: false)
    + ["Swimmer", "Swimmer's covariance"].map(overDecay)

  /// - Parameters:
  ///   - enough: the decay at which the last layer collapses.
  ///   - hasGram: whether NRC3 is judged.
  private static func lastLayer(_ name: String, _ enough: String, hasGram: Bool) -> [Case] {
    var collapse = Case(
      figure: "figures 2 and 3, \(name)", good: lasts,
      breaks: [
        ("NRC1, centred", { $0.curves[.pcaResidualCentred]?[3] = 0.02 }),
        ("NRC2, centred", { $0.curves[.weightResidualCentred]?[3] = 0.02 }),
      ])
    if hasGram { collapse.breaks.append(("NRC3", { $0.curves[.gramResidual]?[3] = 0.01 })) }
    return [
      collapse,
      Case(
        figure: "figure 4, \(name)", good: lasts,
        breaks: [
          ("gamma over the smallest eigenvalue", { $0.curves[.gramGammaRatio]?[3] = 0 }),
          ("gamma over the smallest eigenvalue", { $0.curves[.gramGammaRatio]?[3] = 1 }),
        ]),
      Case(
        figure: "figures 2 to 5, \(name) with enough decay and without", good: lasts,
        breaks: [
          ("NRC1, centred, decay \(enough)", { $0.curves[.pcaResidualCentred]?[3] += 0.02 }),
          ("NRC2, centred, decay \(enough)", { $0.curves[.weightResidualCentred]?[3] += 0.02 }),
          ("gamma over the smallest eigenvalue, decay \(enough)", { $0.curves[.gramGammaRatio]?[3] = 0 }),
          ("NRC1, centred, without decay", { $0.curves[.pcaResidualCentred]?[3] *= 0.6 }),
          ("NRC2, centred, without decay", { $0.curves[.weightResidualCentred]?[3] *= 0.6 }),
        ]),
    ]
  }

  private static func overDecay(_ name: String) -> Case {
    Case(
      figure: "figures 5 and 7, \(name) over weight decay", good: lasts,
      breaks: [
        (
          "largest quotient of NRC1 at neighbouring decays",
          { if $0.spec[.weightDecay] == 1e-3 { $0.curves[.pcaResidualCentred]?[3] = 0.09 } }
        ),
        (
          "largest quotient of NRC2 at neighbouring decays",
          { if $0.spec[.weightDecay] == 1e-2 { $0.curves[.weightResidualCentred]?[3] = 0.03 } }
        ),
        ("largest quotient of NRC3 at neighbouring decays", { $0.curves[.gramResidual]?[3] = 0.01 }),
        ("NRC1 without decay", { $0.curves[.pcaResidualCentred]?[3] *= 0.5 }),
      ])
  }

  private static func classifier(_ decay: Double, _ distance: Double) -> Made {
    Made([
      .tcv: [0.5, 0.4, 0.3, 0.2], .rankDistance: [distance, distance / 2, distance / 4, 0],
      .rankBound: [1, 1, 1, 1], .weightRank: [distance * 20, 4, 4, 4],
    ]) {
      $0 = Specification(.classification, dataset: .gaussianClusters)
      $0[.weightDecay] = decay
    }
  }

  private static func classifiersOverDecay() -> [Made] {
    [classifier(1e-5, 0.9), classifier(1e-4, 0.7), classifier(1e-3, 0.4), classifier(1e-2, 0.3)]
  }

  private static let ranks: [Case] = [
    Case(
      figure: "bound on the distance to rank K", good: classifiersOverDecay,
      breaks: [
        ("layers whose distance is above the bound", { $0.curves[.rankDistance]?[1] = 1.001 }),
        ("largest distance over its bound", { $0.curves[.rankBound]?[2] = 0.01 }),
        // A trivial net's bound counts too.
        (
          "layers whose distance is above the bound",
          {
            $0.metrics[.trivial] = 1
            $0.curves[.rankDistance]?[0] = 2
          }
        ),
        ("layers without a bound", { $0.curves[.rankBound] = [1, 1, 1] }),
      ]),
    Case(
      figure: "features without variation",
      good: { [Made([.weightRank: [4, 4, 3, 4]], [.decayBudget: 12])] },
      breaks: [
        ("highest rank of a weight matrix", { $0.curves[.weightRank]?[2] = 5 }),
        ("smallest decay budget", { $0.metrics[.decayBudget] = 2 }),
      ]),
    Case(
      figure: "rank over weight decay", good: classifiersOverDecay,
      breaks: [
        (
          "largest quotient of energies at neighbouring decays",
          { if $0.spec[.weightDecay] == 1e-3 { $0.curves[.rankDistance]?[0] = 2 } }
        ),
        (
          "energy at the largest decay over that at the smallest",
          { if $0.spec[.weightDecay] == 1e-2 { $0.curves[.rankDistance]?[0] = 2 } }
        ),
        (
          "largest quotient of ranks at neighbouring decays",
          { if $0.spec[.weightDecay] == 1e-2 { $0.curves[.weightRank]?[0] = 30 } }
        ),
        (
          "settings of each seed in which every decay's net learnt",
          { if $0.spec[.weightDecay] == 1e-2 { $0.metrics[.trivial] = 1 } }
        ),
      ]),
    Case(
      figure: "variability and rank", good: classifiersOverDecay,
      breaks: [
        (
          "Spearman's correlation of tcv and rank_distance",
          { $0.curves[.tcv] = [0.1, 0.2, 0.3, 0.4] }
        )
      ]),
  ]
}
