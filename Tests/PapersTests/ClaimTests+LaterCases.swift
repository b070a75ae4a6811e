import SweepModel

/// Claims on the matrix product, on penalties and cuts, and beyond the papers.
extension ClaimTests {
  private static func product(_ decay: Double, _ noise: [Double], nrc3: Double, rank: Double) -> Made {
    Made(
      [
        .nrc1: noise, .nrc3: [0.4, 0.3, 0.5, 0.6, 0.8, 0.7, 0.7, nrc3],
        .weightStableRank: [9, 9, 9, rank, rank, rank, rank, 1],
        .nrc1Rank: [0.9, 0.86, 0.39, 0.38, 0.16, 0.06, 0.02, 0.01],
        .covarianceStableRank: [7.6, 3.9, 1.06, 1.2, 1.03, 1, 1, 1],
        .nrc3Rank: [0.39, 0.29, 0.54, 0.82, 0.987, 0.997, 0.996, 0.92],
        .noiseAlignment: [0.92, 0.96, 0.84, 0.58, 0.16, 0.08, 0.09, 0.39],
      ], [.targetCovarianceStableRank: 1]
    ) { $0[.weightDecay] = decay }
  }

  private static func products() -> [Made] {
    [
      product(0, [0.6, 0.6, 0.5, 0.3, 0.2, 0.1, 0.03, 0.004], nrc3: 0.25, rank: 50),
      product(1e-5, [0.6, 0.6, 0.5, 0.3, 0.2, 0.1, 0.01, 0.002], nrc3: 0.25, rank: 40),
      product(1e-4, [0.6, 0.6, 0.5, 0.2, 0.03, 0.004, 0.001, 1e-4], nrc3: 0.27, rank: 5),
      product(1e-3, [0.6, 0.5, 0.2, 0.01, 1e-5, 1e-5, 1e-5, 1e-5], nrc3: 0.84, rank: 1.4),
    ]
  }

  static let sgemm: [Case] = [
    Case(
      figure: "figure 3 (top), SGEMM with a surrogate target", good: products,
      breaks: [
        ("highest covariance stable rank from layer 5", { $0.curves[.covarianceStableRank]?[6] = 1.06 }),
        ("nrc1 for k = 1 of layer 8", { $0.curves[.nrc1Rank]?[7] = 0.021 }),
        ("least nrc3 for k = 1, layers 5 to 7", { $0.curves[.nrc3Rank]?[5] = 0.97 }),
        ("highest noise alignment, layers 5 to 7", { $0.curves[.noiseAlignment]?[4] = 0.21 }),
      ]),
    Case(
      figure: "figures 7 and 9, SGEMM with a surrogate target over weight decay", good: products,
      breaks: [
        (
          "nrc1 of layer 8 at decay 1e-5",
          { if $0.spec[.weightDecay] == 1e-5 { $0.curves[.nrc1]?[7] = 0.02 } }
        ),
        (
          "least step by which the first quiet layer comes earlier with more decay",
          { if $0.spec[.weightDecay] == 1e-4 { $0.curves[.nrc1]?[6] = 0.1 } }
        ),
        (
          "layers by which it comes earlier at 1e-3 than at 0",
          { $0.curves[.nrc1] = [0.6, 0.6, 0.5, 0.3, 0.2, 0.1, 0.01, 0.002] }
        ),
        ("nrc3 of layer 8 at decay 1e-3", { $0.curves[.nrc3]?[7] = 0.5 }),
        ("nrc3 of layer 8 at decay 0", { $0.curves[.nrc3]?[7] = 0.9 }),
        ("nrc3 of layer 8 at decay 1e-5", { $0.curves[.nrc3]?[7] = 0.9 }),
        ("stable rank of weights at 1e-3", { $0.curves[.weightStableRank] = .init(repeating: 2, count: 8) }),
        ("the same at 0 over that", { $0.curves[.weightStableRank] = .init(repeating: 1.5, count: 8) }),
      ]),
  ]

  private static func penalised() -> [Made] {
    [0.03, 0.1, 0.2].map { size in
      func curve(_ value: Double) -> [Double] { [.nan, .nan, .nan, value] }
      return Made(
        [
          .gramResidualThreshold: curve(1e-3), .pcaResidualCentred: curve(0.01),
          .weightResidualCentred: curve(0.01),
          .residualVariance: curve(4 * size * size), .residualAnisotropy: curve(0.02),
        ], [.ufmThreshold: 4 * size * size]
      ) { $0[.weightDecay] = size }
    }
  }

  static let penalties: [Case] = [
    Case(
      figure: "figures 6 and 9, penalty on the last features of a net", good: penalised,
      breaks: [
        ("NRC3 at gamma = c, penalty 0.03", { $0.curves[.gramResidualThreshold]?[3] = 0.01 }),
        ("NRC1, centred, penalty 0.1", { $0.curves[.pcaResidualCentred]?[3] = 0.02 }),
        ("NRC2, centred, penalty 0.2", { $0.curves[.weightResidualCentred]?[3] = 0.02 }),
      ]),
    Case(
      figure: "figure 11, residuals of a net are white", good: penalised,
      breaks: [
        ("anisotropy of the residuals, penalty 0.1", { $0.curves[.residualAnisotropy]?[3] = 0.1 }),
        ("residual variance over c, penalty 0.03", { $0.metrics[.ufmThreshold]? *= 1.2 }),
        ("residual variance over c, penalty 0.03", { $0.metrics[.ufmThreshold] = nil }),
      ]),
  ]

  static let pruned: [Case] = [
    Case(
      figure: "weights cut to rank K after training",
      good: {
        [0, 1e-4, 1e-3, 5e-3].flatMap { decay in
          [1, 2, 3, 4, 8, 16].map { rank in
            let lost = rank == 1 ? 0.5 : decay == 0 ? 0.1 : 0
            return Made(
              [:],
              [
                .trainAccuracy: 1, .prunedTrainAccuracy: 1 - lost, .trainLoss: 0.1,
                .prunedTrainLoss: 0.1 + lost,
              ]
            ) {
              $0[.weightDecay] = decay
              $0[.keepRank] = rank
            }
          }
        }
      },
      breaks: [
        ("accuracy lost at rank 4, decay 5e-3", { $0.metrics[.prunedTrainAccuracy] = 0.98 }),
        ("accuracy lost at rank 4, decay 1e-3", { $0.metrics[.prunedTrainAccuracy] = 0.98 }),
        ("accuracy lost at rank 4, at 0 less at 1e-3", { $0.metrics[.prunedTrainAccuracy] = 1 }),
        ("accuracy lost at rank 1, decay 1e-4", { $0.metrics[.prunedTrainAccuracy] = 1 }),
      ])
  ]

  private static func flat(_ figure: Metric, _ value: Double, _ depth: Int) -> [Metric: [Double]] {
    [figure: .init(repeating: value, count: depth)]
  }

  private static func mapped() -> [Made] {
    [4, 8].flatMap { depth in
      [1, 2, 4, 8].flatMap { rank in
        [0, 1e-4, 1e-3, 3e-3].map { decay in
          let estimates: [Metric] = [
            .participationRatio, .effectiveRank, .covarianceStableRank, .featureStableRank, .pca99,
            .featureRank,
            .twonn, .mle,
          ]
          var curves = flat(.nrc1Rank, 0.1 - 20 * decay, depth).merging(
            flat(.nrc3Rank, 0.5 + 100 * decay, depth)
          ) { $1 }
          for figure in estimates { curves.merge(flat(figure, Double(rank) + 0.5, depth)) { $1 } }
          return Made(curves) {
            $0[.depth] = depth
            $0[.targetRank] = rank
            $0[.weightDecay] = decay
          }
        }
      }
    }
  }

  static let beyond: [Case] = [
    Case(
      figure: "weight decays at one decay budget",
      good: {
        [(0, 0.3), (1e-4, 0.8), (3e-4, 0.82), (1e-3, 0.84), (3e-3, 0.85)].map { decay, alignment in
          Made(flat(.nrc3Rank, alignment, 6), [.decayBudget: 25 * 0.2]) { $0[.weightDecay] = decay }
        }
      },
      breaks: [
        (
          "nrc3 at decay 1e-3 less that without",
          { if $0.spec[.weightDecay] == 1e-3 { $0.curves[.nrc3Rank] = .init(repeating: 0.39, count: 6) } }
        ),
        (
          "range of the four over the smallest gap",
          { if $0.spec[.weightDecay] == 1e-4 { $0.curves[.nrc3Rank] = .init(repeating: 0.5, count: 6) } }
        ),
      ]),
    Case(
      figure: "white targets and the number of layers",
      good: {
        [2, 3, 4].flatMap { depth in
          [false, true].map { white in
            Made(flat(.gramResidual, white ? 0.001 : 0.05 * Double(depth), depth)) {
              $0[.depth] = depth
              $0[.whitenTargets] = white
            }
          }
        }
      },
      breaks: [
        (
          "smallest rise of NRC3 from 2 to 4 layers, raw targets",
          { $0.curves[.gramResidual] = .init(repeating: 0.001, count: $0.spec[.depth] ?? 0) }
        ),
        (
          "NRC3, 3 layers, white targets",
          { $0.curves[.gramResidual] = .init(repeating: 0.01, count: $0.spec[.depth] ?? 0) }
        ),
      ]),
    Case(
      figure: "nrc1 and nrc3 over weight decay, target rank and depth", good: mapped,
      breaks: [
        (
          "nrc1 at 1e-3 over that at 0, rank 4, 8 layers",
          { $0.curves[.nrc1Rank] = .init(repeating: 0.1, count: 8) }
        ),
        (
          "nrc3 at 1e-3 less that at 0, rank 1, 4 layers",
          { $0.curves[.nrc3Rank] = .init(repeating: 0.1, count: 8) }
        ),
      ]),
    Case(
      figure: "estimators of dimension side by side on collapsed features", good: mapped,
      breaks: [
        ("correlation of twonn with the target rank", { $0.curves[.twonn] = .init(repeating: 3, count: 8) }),
        ("correlation of mle with the target rank", { $0.curves[.mle] = nil }),
      ]),
  ]
}
