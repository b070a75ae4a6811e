internal import SweepModel

/// The two parameters that span phase diagrams.
package struct PhaseAxes: Hashable, Sendable {
  package var x: String
  package var y: String

  /// Reads `a,b` as a person writes it.
  ///
  /// - Parameter varied: what varies in the sweep; nothing else can be an axis.
  /// - Throws: `ReportingError` when there are not two different ones among `varied`.
  package init(_ text: String, varied: [String]) throws(ReportingError) {
    let names = text.split(separator: ",").map { $0.trimmed }
    guard names.count == 2, names[0] != names[1] else { throw .notTwoAxes(text, varied: varied) }
    for name in names where !varied.contains(name) { throw .unvariedAxis(name, varied: varied) }
    (x, y) = (names[0], names[1])
  }

  /// Weight decay against target rank or, where one of them does not vary, what does; `nil` with less than two.
  init?(of group: DataGroup) {
    let wanted = ["weight_decay", "target_rank"].filter(group.varied.contains)
    let names = wanted + group.varied.filter { !wanted.contains($0) }
    guard names.count > 1 else { return nil }
    (x, y) = (names[0], names[1])
  }

  func isVaried(in group: DataGroup) -> Bool { group.varied.contains(x) && group.varied.contains(y) }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// What phase diagrams show of each trial.
package enum PhaseFigure: String, CaseIterable {
  case collapsedShare = "collapsed_share"
  case dimension
  case nrc1
  case nrc3
  case weightStableRank = "weight_stable_rank_inner"
  case testLoss = "test_loss"

  package var title: String {
    switch self {
    case .collapsedShare: "share of layers collapsed"
    case .dimension: "dimension (pca99), last layer"
    case .nrc1: "nrc1, last layer"
    case .nrc3: "nrc3, last layer"
    case .weightStableRank: "weights' stable rank"
    case .testLoss: "test loss"
    }
  }

  package var isLogarithmic: Bool { [.weightStableRank, .testLoss].contains(self) }

  /// - `atRank`: take k = r for nrc1 and nrc3.
  func value(_ trial: CountedTrial, atRank: Bool) -> Double? {
    switch self {
    case .collapsedShare: trial.collapsedLayers.map { $0 / Double(trial.layers.count) }
    case .dimension: trial.lastLayer(.pca99)
    case .nrc1: (atRank ? Outcome.nrc1Rank : .nrc1).value(trial)
    case .nrc3: (atRank ? Outcome.nrc3Rank : .nrc3).value(trial)
    case .weightStableRank: Outcome.weightStableRank.value(trial)
    case .testLoss: Outcome.testLoss.value(trial)
    }
  }
}

/// One figure over two parameters: the mean over every counted trial of a square, whatever else varies.
package struct PhaseDiagram {
  package struct Square {
    package var x: FieldValue
    package var y: FieldValue
    package var trials: [CountedTrial]
  }

  package var axes: PhaseAxes
  package var squares: [Square]
  package var atRank: Bool

  /// `nil` where the axes do not vary or nothing counts.
  package init?(_ group: DataGroup, _ asked: PhaseAxes?) {
    guard let axes = asked ?? PhaseAxes(of: group), axes.isVaried(in: group) else { return nil }
    self.axes = axes
    atRank = group.hasRankBelowDimension
    squares = group.byParameters([axes.y, axes.x]).compactMap { values, cells in
      let trials = cells.flatMap(\.trials)
      return trials.isEmpty ? nil : Square(x: values[1], y: values[0], trials: trials)
    }
    if squares.isEmpty { return nil }
  }

  package func mean(_ figure: PhaseFigure, _ square: Square) -> Double? {
    Estimate(
      square.trials.compactMap { trial in figure.value(trial, atRank: atRank).map { (trial.id, $0) } })?
      .mean
  }

  /// One row a square.
  package var table: FindingTable {
    let figures = PhaseFigure.allCases.filter { figure in squares.contains { mean(figure, $0) != nil } }
    var table = FindingTable()
    table.columns =
      [.init(axes.y, words(axes.y)), .init(axes.x, words(axes.x))]
      + figures.map { .init($0.rawValue, $0.title) } + [.init("trials", "trials")]
    for square in squares {
      table.add(
        [.parameter(square.y.text), .parameter(square.x.text)] + figures.map { .init(mean($0, square)) }
          + [.count(square.trials.count)], trials: square.trials.map(\.id))
    }
    return table
  }
}
