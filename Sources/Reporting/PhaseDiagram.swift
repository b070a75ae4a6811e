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
struct PhaseFigure: Sendable {
  var name: String
  var title: String
  var isLogarithmic = false
  /// Whether k = r is taken where it differs from k = t.
  var hasRank = false
  /// With `atRank`, k = r is taken.
  var value: @Sendable (_ trial: CountedTrial, _ atRank: Bool) -> Double?

  static let all =
    [
      PhaseFigure(name: "collapsed_share", title: "share of layers collapsed") { trial, _ in
        trial.collapsedLayers.map { $0 / Double(trial.layers.count) }
      },
      PhaseFigure(name: "dimension", title: "dimension (pca99), last layer") { trial, _ in
        trial.lastLayer(.pca99)
      },
    ] + Metric.ofLayers.compactMap(PhaseFigure.init) + [
      PhaseFigure(name: "weight_stable_rank_inner", title: "weights' stable rank", isLogarithmic: true) {
        trial, _ in Outcome.weightStableRank.value(trial)
      }
    ] + Metric.ofTrials.compactMap(PhaseFigure.init)
}

extension PhaseFigure {
  /// `nil` for a metric that the table does not show in phase diagrams.
  private init?(_ metric: Metric) {
    guard metric.definition.places.contains(.phases) else { return nil }
    (name, isLogarithmic) = (metric.name, metric.definition.axis == .logarithmic)
    title = words(metric.name) + (metric.scope == .layer ? ", last layer" : "")
    hasRank = metric.atRank != nil
    let ofRank = metric.atRank ?? metric
    value = { trial, atRank in
      metric.scope == .trial
        ? trial.figures[metric] : trial.lastLayer(atRank ? ofRank : metric)
    }
  }
}

/// One figure over two parameters: the mean over every counted trial of a square, whatever else varies.
struct PhaseDiagram {
  struct Square {
    var x: FieldValue
    var y: FieldValue
    var trials: [CountedTrial]
  }

  var axes: PhaseAxes
  var squares: [Square]
  var atRank: Bool

  /// `nil` where the axes do not vary or nothing counts.
  init?(_ group: DataGroup, _ asked: PhaseAxes?) {
    guard let axes = asked ?? PhaseAxes(of: group), axes.isVaried(in: group) else { return nil }
    self.axes = axes
    atRank = group.hasRankBelowDimension
    squares = group.byParameters([axes.y, axes.x]).compactMap { values, cells in
      let trials = cells.flatMap(\.trials)
      return trials.isEmpty ? nil : Square(x: values[1], y: values[0], trials: trials)
    }
    if squares.isEmpty { return nil }
  }

  func mean(_ figure: PhaseFigure, _ square: Square) -> Double? {
    Estimate(
      square.trials.compactMap { trial in figure.value(trial, atRank).map { (trial.id, $0) } })?
      .mean
  }

  /// One row a square.
  var table: FindingTable {
    let figures = PhaseFigure.all.filter { figure in squares.contains { mean(figure, $0) != nil } }
    var table = FindingTable()
    table.columns =
      [.init(axes.y, words(axes.y)), .init(axes.x, words(axes.x))]
      + figures.map { .init($0.name, $0.title) } + [.init("trials", "trials")]
    for square in squares {
      table.add(
        [.parameter(square.y.text), .parameter(square.x.text)] + figures.map { .init(mean($0, square)) }
          + [.count(square.trials.count)], trials: square.trials.map(\.id))
    }
    return table
  }
}
