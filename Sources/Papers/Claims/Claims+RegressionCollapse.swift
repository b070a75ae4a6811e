internal import Findings
internal import SweepModel

/// Deep neural regression collapse on three sets of rollouts.
extension Claim {
  static let regressionCollapse: [Claim] = [
    rollouts("Swimmer", "p1-swimmer", .swimmer), rollouts("Hopper", "p1-hopper", .hopper), reacher,
  ]

  /// Learning-rate drops at every sixth of the epochs, as the paper's metrics show; its code has two.
  @Sendable private static func figureSchedule(_ spec: Specification) -> Bool {
    spec[.milestones]?.count == 5
  }

  private static func series(_ paper: LayerCurves) -> [Series] {
    func curve(_ figure: Metric) -> [Double]? { paper.values(figure, 1...paper.depth) }
    return [
      Series(title: "nrc1", figure: .nrc1, paper: curve(.nrc1), selects: figureSchedule),
      Series(title: "nrc2, projected (text)", figure: .nrc2, paper: curve(.nrc2), selects: figureSchedule),
      Series(title: "nrc2, all columns", figure: .nrc2Full, paper: nil, selects: figureSchedule),
      Series(title: "nrc2, first columns (code)", figure: .nrc2First, paper: nil, selects: figureSchedule),
      Series(title: "nrc3", figure: .nrc3, paper: curve(.nrc3), selects: figureSchedule),
      Series(title: "nrc4", figure: .nrc4, paper: curve(.nrc4), selects: figureSchedule),
    ]
  }

  /// What says how far these rollouts are from the paper's.
  private static func shown(_ paper: LayerCurves) -> [Check] {
    [
      .curve("train loss", .none, paper: paper, where: figureSchedule) { $0.trainLoss },
      .seed("stable rank of the targets", .none, where: figureSchedule) {
        mean($0.compactMap { $0.metrics[.targetStableRank] })
      },
      .seed("decay budget", .none, where: figureSchedule) {
        mean($0.compactMap { $0.metrics[.decayBudget] })
      },
      .curve("nrc1 of layer 8 with the code's schedule", .none, where: { $0[.milestones]?.count == 2 }) {
        $0.at(8, .nrc1)
      },
      .curve("nrc3 of layer 8 with the code's schedule", .none, where: { $0[.milestones]?.count == 2 }) {
        $0.at(8, .nrc3)
      },
    ]
  }

  /// Shapes and orderings, which are judged, and sizes, which are not: the rollouts are other experts' than the paper's.
  private static func shapes(_ paper: LayerCurves, quietFrom first: Int) -> [Check] {
    [
      .curve(
        "nrc1 of layers \(first) to 8 over the highest before", .atMost(0.5), paper: paper,
        where: figureSchedule
      ) { curves in
        guard let early = curves.values(.nrc1, 1...first - 1)?.max(),
          let late = curves.from(first, .nrc1)?.max()
        else { return nil }
        return late / early
      },
      .curve("correlation of nrc2 with the layer", .above(0.5), paper: paper, where: figureSchedule) {
        $0.from(1, .nrc2).flatMap { rankCorrelation($0.indices.map(Double.init), $0) }
      },
      .curve("nrc3 of layers 5 to 8 less that of 1 to 4", .above(0), paper: paper, where: figureSchedule) {
        curves in
        curves.from(5, .nrc3).flatMap { mean($0) }.flatMap { late in
          curves.values(.nrc3, 1...4).flatMap { mean($0) }.map { late - $0 }
        }
      },
      .curve("nrc4 of layer 8 over that of layer 1", .below(1), paper: paper, where: figureSchedule) {
        curves in
        curves.at(8, .nrc4).flatMap { late in curves.at(1, .nrc4).map { late / $0 } }
      },
      .curve(
        "range of nrc4 over layers 5 to 8 over that over 1 to 8", .atMost(0.5), paper: paper,
        where: figureSchedule
      ) {
        curves in
        guard let late = curves.from(5, .nrc4), let all = curves.from(1, .nrc4), let a = range(late),
          let b = range(all), b > 0
        else { return nil }
        return a / b
      },
    ]
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
      checks: shapes(paper, quietFrom: 5) + [
        .curve("nrc1 of layer 8", .atMost(0.2), paper: paper, where: figureSchedule) { $0.at(8, .nrc1) }
          .shown,
        .curve("nrc2 of layer 8", .atLeast(0.75), paper: paper, where: figureSchedule) { $0.at(8, .nrc2) }
          .shown,
        .curve("least nrc3 from layer 4", .atLeast(0.7), paper: paper, where: figureSchedule) {
          $0.from(4, .nrc3)?.min()
        }.shown,
        .curve("nrc4 off the train loss from layer 4", .atMost(0.05), paper: paper, where: figureSchedule) {
          $0.lossGap(from: 4)
        }.shown,
      ] + shown(paper),
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
    checks: shapes(.reacher, quietFrom: 6) + [
      .curve("least nrc1 of layers 6 to 8", .between(0.2, 0.3), paper: .reacher) { $0.from(6, .nrc1)?.min() }
        .shown,
      .curve("highest nrc1 of layers 6 to 8", .between(0.2, 0.3), paper: .reacher) {
        $0.from(6, .nrc1)?.max()
      }.shown,
      .curve("nrc3 of layer 8", .atLeast(0.8), paper: .reacher) { $0.at(8, .nrc3) }.shown,
      .curve("nrc4 off the train loss from layer 2", .atMost(0.2), paper: .reacher) { $0.lossGap(from: 2) }
        .shown,
    ] + shown(.reacher),
    series: series(.reacher))
}

extension LayerCurves {
  /// How far nrc4 is from the train loss, as a share of it, in the worst layer from `layer` on.
  fileprivate func lossGap(from layer: Int) -> Double? {
    guard let trainLoss, trainLoss > 0, let errors = from(layer, .nrc4) else { return nil }
    return errors.map { abs($0 / trainLoss - 1) }.max()
  }
}
