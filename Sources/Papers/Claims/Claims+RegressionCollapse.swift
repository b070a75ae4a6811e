internal import Findings
internal import SweepModel

/// Deep neural regression collapse on three sets of rollouts.
extension Claim {
  static let regressionCollapse: [Claim] = [
    rollouts("Swimmer", "p1-swimmer", .swimmer), rollouts("Hopper", "p1-hopper", .hopper), reacher,
  ]

  /// Learning-rate drops at every sixth of the epochs, as the paper's figures show.
  private static let figureSchedule: Selection = { $0[.milestones]?.count == 5 }
  private static let codeSchedule: Selection = { $0[.milestones]?.count == 2 }

  private static func series(_ paper: LayerCurves) -> [Series] {
    .of(
      [
        "nrc1": .nrc1, "nrc2, projected (text)": .nrc2, "nrc2, all columns": .nrc2Full,
        "nrc2, first columns (code)": .nrc2First, "nrc3": .nrc3, "nrc4": .nrc4,
      ], paper: paper, where: figureSchedule)
  }

  /// What says how far these rollouts are from the paper's.
  private static func shown(_ paper: LayerCurves) -> [Check] {
    [
      .curve("train loss", .none, paper: paper, where: figureSchedule) { $0.trainLoss },
      .mean("stable rank of the targets", .targetStableRank, where: figureSchedule),
      .mean("decay budget", .decayBudget, where: figureSchedule),
      .curve("nrc1 of layer 8 with the code's schedule", .none, where: codeSchedule) { $0.at(8, .nrc1) },
      .curve("nrc3 of layer 8 with the code's schedule", .none, where: codeSchedule) { $0.at(8, .nrc3) },
    ]
  }

  /// Shapes and orderings, which are judged, and sizes, which are not: the rollouts are other experts' than the paper's.
  private static func shapes(_ paper: LayerCurves, quietFrom first: Int) -> [Check] {
    .curves(
      paper: paper, where: figureSchedule,
      [
        .init("nrc1 of layers \(first) to 8 over the highest before", .atMost(0.5)) {
          noise($0, from: first)
        },
        .init("correlation of nrc2 with the layer", .above(0.5)) {
          $0.from(1, .nrc2).flatMap { rankCorrelation($0.indices.map(Double.init), $0) }
        },
        .init("nrc3 of layers 5 to 8 less that of 1 to 4", .above(0), alignmentGain),
        .init("nrc4 of layer 8 over that of layer 1", .below(1)) { curves in
          curves.at(8, .nrc4).flatMap { late in curves.at(1, .nrc4).map { late / $0 } }
        },
        .init("range of nrc4 over layers 5 to 8 over that over 1 to 8", .atMost(0.5)) { curves in
          guard let late = curves.from(5, .nrc4).flatMap(range),
            let all = curves.from(1, .nrc4).flatMap(range),
            all > 0
          else { return nil }
          return late / all
        },
      ])
  }

  /// The highest nrc1 from a layer on over the highest before.
  private static func noise(_ curves: LayerCurves, from first: Int) -> Double? {
    guard let early = curves.values(.nrc1, 1...first - 1)?.max(), let late = curves.from(first, .nrc1)?.max()
    else { return nil }
    return late / early
  }

  @Sendable private static func alignmentGain(_ curves: LayerCurves) -> Double? {
    curves.mean(.nrc3, from: 5).flatMap { late in
      curves.values(.nrc3, 1...4).flatMap(mean).map { late - $0 }
    }
  }

  private static func range(_ values: [Double]) -> Double? {
    values.max().flatMap { high in values.min().map { high - $0 } }
  }

  private static let shape =
    " Shapes and orderings are judged, for the rollouts are another expert's than the paper's; the limits that follow from the "
    + "paper's sizes are shown and not judged: "

  private static func rollouts(_ name: String, _ sweep: String, _ paper: LayerCurves) -> Claim {
    Claim(
      paper: .p1, figure: "figure 2, \(name)",
      statement:
        "From layer 5 on noise is low, features follow targets and weights, and targets are linear in them.",
      criterion:
        "nrc1 of layers 5 to 8 at most half of the highest before; nrc2 rises with the layer; nrc3 higher in the second "
        + "half of the layers than in the first; nrc4 falls and changes at most half as much from layer 5 on as over all."
        + shape
        + "nrc1 at most 0.2 in layer 8; nrc2 reaches 0.75; nrc3 at least 0.7 and nrc4 within 5 % of the train "
        + "loss from layer 4 on.",
      sweep: sweep,
      checks: shapes(paper, quietFrom: 5)
        + [Check].curves(
          paper: paper, where: figureSchedule,
          [
            .init("nrc1 of layer 8", .atMost(0.2)) { $0.at(8, .nrc1) },
            .init("nrc2 of layer 8", .atLeast(0.75)) { $0.at(8, .nrc2) },
            .init("least nrc3 from layer 4", .atLeast(0.7)) { $0.from(4, .nrc3)?.min() },
            .init("nrc4 off the train loss from layer 4", .atMost(0.05)) { $0.lossGap(from: 4) },
          ]
        ).map(\.shown) + shown(paper),
      series: series(paper), differences: name == "Swimmer" ? nearlyLinear : [:])
  }

  /// What the Swimmer rollouts' first layer shows before any training.
  private static let nearlyLinear = Dictionary(
    uniqueKeysWithValues: [
      "correlation of nrc2 with the layer", "nrc3 of layers 5 to 8 less that of 1 to 4",
      "nrc4 of layer 8 over that of layer 1",
    ].map {
      (
        $0,
        "these rollouts are nearly linear in their inputs, whose nrc1, nrc2 and nrc4 are 0.09, 0.80 and 0.10 (0.34, 0.29 and "
          + "0.41 in the paper): what is to rise over the layers begins at the top."
      )
    })

  private static let reacher = Claim(
    paper: .p1, figure: "figure 6, Reacher",
    statement: "With little decay more noise stays, and features still align with weights.",
    criterion:
      "nrc1 of layers 6 to 8 at most half of the highest before; nrc2 rises with the layer; nrc3 higher in the second half of "
      + "the layers than in the first; nrc4 falls and changes at most half as much from layer 5 on as over all."
      + shape
      + "nrc1 of layers 6 to 8 between 0.2 and 0.3; nrc3 of layer 8 at least 0.8; nrc4 within 20 % of the train loss from "
      + "layer 2 on.",
    sweep: "p1-reacher",
    checks: shapes(.reacher, quietFrom: 6)
      + [Check].curves(
        paper: .reacher,
        [
          .init("least nrc1 of layers 6 to 8", .between(0.2, 0.3)) { $0.from(6, .nrc1)?.min() },
          .init("highest nrc1 of layers 6 to 8", .between(0.2, 0.3)) { $0.from(6, .nrc1)?.max() },
          .init("nrc3 of layer 8", .atLeast(0.8)) { $0.at(8, .nrc3) },
          .init("nrc4 off the train loss from layer 2", .atMost(0.2)) { $0.lossGap(from: 2) },
        ]
      ).map(\.shown) + shown(.reacher),
    series: series(.reacher))
}

extension LayerCurves {
  /// How far nrc4 is from the train loss, as a share of it, in the worst layer from `layer` on.
  fileprivate func lossGap(from layer: Int) -> Double? {
    guard let trainLoss, trainLoss > 0, let errors = from(layer, .nrc4) else { return nil }
    return errors.map { abs($0 / trainLoss - 1) }.max()
  }
}
