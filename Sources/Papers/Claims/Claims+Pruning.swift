internal import Findings
internal import SweepModel

/// Nets cut to low rank after training.
extension Claim {
  static let pruning: [Claim] = [cutNets]

  private static let ranks = [1, 2, 3, 4, 8, 16]

  private static let cutNets = Claim(
    paper: .p4, figure: "weights cut to rank K after training",
    statement: "Weight decay leaves matrices so near rank K that a net cut to it loses little.",
    criterion:
      "With K = 4 classes: cut to rank 4, the share of training rows told rightly falls by at most 0.01 at weight decay 1e-3 and "
      + "5e-3; it falls by more at 0 than at 1e-3; cut to rank 1 it falls by more than 0.1 at every decay.",
    sweep: "p4-pruning",
    checks: [
      .seed("accuracy lost at rank 4, decay 5e-3", .atMost(0.01), where: cell(5e-3, 4), lost),
      .seed("accuracy lost at rank 4, decay 1e-3", .atMost(0.01), where: cell(1e-3, 4), lost),
      .seed("accuracy lost at rank 4, at 0 less at 1e-3", .above(0)) { trials in
        let losses = [0, 1e-3].compactMap { decay in lost(trials.filter { cell(decay, 4)($0.spec) }) }
        return losses.count == 2 ? losses[0] - losses[1] : nil
      },
    ]
      + [0, 1e-4, 1e-3, 5e-3].map { decay in
        .seed(
          "accuracy lost at rank 1, decay \(Numeral.parameter(decay))", .above(0.1), where: cell(decay, 1),
          lost)
      }
      + [0, 1e-4, 1e-3, 5e-3].flatMap { decay in
        ranks.map { rank in
          .seed(
            "train loss cut to rank \(rank) over the whole net's, decay \(Numeral.parameter(decay))", .none,
            where: cell(decay, rank)
          ) { mean($0.compactMap(lossRatio)) }
        }
      })

  private static func cell(_ decay: Double, _ rank: Int) -> Selection {
    { $0[.weightDecay] == decay && $0[.keepRank] == rank }
  }

  @Sendable private static func lost(_ trials: [FinishedTrial]) -> Double? {
    mean(
      trials.map(\.metrics).compactMap { metrics in
        metrics[.trainAccuracy].flatMap { whole in metrics[.prunedTrainAccuracy].map { whole - $0 } }
      })
  }

  private static func lossRatio(_ trial: FinishedTrial) -> Double? {
    guard let cut = trial.metrics[.prunedTrainLoss], let whole = trial.metrics[.trainLoss], whole > 0
    else { return nil }
    return cut / whole
  }
}
