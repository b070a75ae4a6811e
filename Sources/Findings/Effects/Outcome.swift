internal import Foundation
internal import Statistics
internal import SweepModel

/// One thing that parameters may change.
struct Outcome: Sendable {
  enum Scale: String, Sendable {
    /// Compared by its logarithms: differences are factors.
    case factor
    /// Between 0 and 1, or near it.
    case difference
    case count
    case share
  }
  /// Whose values it is of.
  enum Entrants: String, Sendable {
    /// Everyone whose training ended.
    case ended
    case counted
    /// Those counted that learnt all that they were asked: others are near few directions because some are missing.
    case learnt
  }

  let key: String
  let title: String
  /// In tables.
  let brief: String
  let scale: Scale
  let entrants: Entrants
  private let value: @Sendable (FinishedTrial) -> Double?

  init(
    _ key: String, _ title: String, _ brief: String, _ scale: Scale, of entrants: Entrants = .counted,
    value: @escaping @Sendable (FinishedTrial) -> Double?
  ) {
    (self.key, self.title, self.brief, self.scale) = (key, title, brief, scale)
    (self.entrants, self.value) = (entrants, value)
  }

  /// Less than this is called slight: a quarter of a factor, half of one that is counted, a tenth of all trials, a twentieth else.
  var margin: Double {
    switch scale {
    case .factor: log(1.25)
    case .difference: 0.05
    case .count: 0.5
    case .share: 0.1
    }
  }

  var statisticsScale: Factorial.Scale {
    switch scale {
    case .factor, .difference: .real
    case .count: .count
    case .share: .share
    }
  }

  /// A cell's values as they are compared: logarithms where factors are told. What is not above 0 has none.
  func values(_ cell: Cell) -> [(trial: FinishedTrial, value: Double)] {
    if entrants == .ended {
      return cell.trials.map { ($0, value($0) ?? 0) } + cell.lost.map { ($0, 0) }
    }
    return cell.trials.filter { entrants == .counted || !$0.isPartial }.compactMap { trial in
      guard let value = value(trial), value.isFinite else { return nil }
      if scale != .factor { return (trial, value) }
      return value > 0 ? (trial, log(value)) : nil
    }
  }

  /// A mean, difference or end of an interval as people read it.
  func shown(_ value: Double) -> Double { scale == .factor ? exp(value) : value }
}

extension Outcome {
  static let learning = Outcome("learnt", "nets that learn", "learn", .share, of: .ended) { _ in 1 }
  static let wholeKey = "learnt_whole"
  private static func whole(_ aim: Aim) -> Outcome {
    let (title, brief) =
      aim == .labels
      ? ("nets that fit their training labels", "fit labels")
      : ("nets that learn all directions of their targets", "learn all directions")
    return Outcome(wholeKey, title, brief, .share, of: .ended) { $0.isPartial ? 0 : 1 }
  }

  /// What is asked of every parameter; what a sweep did not measure falls away.
  ///
  /// - `atRank`: nrc1 and nrc3 for k = r, which is known and below k = t.
  static func all(atRank: Bool, _ aim: Aim = .targets) -> [Outcome] {
    let k = atRank ? "k = r" : "k = t"
    let noise: Metric = atRank ? .nrc1Rank : .nrc1
    return [
      learning, whole(aim),
      Outcome("collapse", "nets whose noise is halved", "noise halved", .share, of: .learnt) { trial in
        trial.lastLayer(.nrc1).map { _ in trial.metrics[.collapseLayer] == nil ? 0 : 1 }
      },
      Outcome(
        "collapse_below_tenth", "nets whose noise is halved to nrc1 (\(k)) below 0.1", "halved, nrc1 < 0.1",
        .share,
        of: .learnt
      ) {
        trial in
        trial.lastLayer(noise).map { trial.metrics[.collapseLayer] != nil && $0 < 0.1 ? 1 : 0 }
      },
      Outcome(TrialReading.collapsedLayers, "collapsed layers", .count, of: .learnt),
      Outcome(.pca99, .count, of: .learnt), Outcome(noise, .factor, of: .learnt, remark: " (\(k))"),
      Outcome(atRank ? .nrc3Rank : .nrc3, .difference, of: .learnt, remark: " (\(k))"),
      Outcome(.nc1, .factor, of: .learnt), Outcome(.nc2, .factor, of: .learnt),
      Outcome(.nc3, .difference, of: .learnt), Outcome(.nc4, .difference, of: .learnt),
      Outcome(.cdnv, .factor, of: .learnt), Outcome(.rankDistance, .factor), Outcome(.gramResidual, .factor),
      Outcome(TrialReading.weightStableRank, "weights' stable rank", .factor),
    ] + [.trainLoss, .testLoss].map { .init(ofTrial: $0, .factor) }
      + [.trainAccuracy, .testAccuracy].map { .init(ofTrial: $0, .difference) }
  }

  private init(_ reading: TrialReading, _ brief: String, _ scale: Scale, of entrants: Entrants = .counted) {
    self.init(reading.key, reading.title, brief, scale, of: entrants, value: reading.value)
  }

  /// Of the last layer.
  private init(_ metric: Metric, _ scale: Scale, of entrants: Entrants = .counted, remark: String = "") {
    self.init(
      metric.name + "_last", words(metric.nameWithoutRank) + remark + " of the last layer",
      words(metric.nameWithoutRank) + remark,
      scale, of: entrants
    ) {
      $0.lastLayer(metric)
    }
  }

  private init(ofTrial metric: Metric, _ scale: Scale) {
    self.init(metric.name, words(metric.name), words(metric.name), scale) { $0.metrics[metric] }
  }
}

extension Metric {
  /// The metric's name without what the remark on k says.
  fileprivate var nameWithoutRank: String {
    switch self {
    case .nrc1Rank: Metric.nrc1.name
    case .nrc3Rank: Metric.nrc3.name
    default: name
    }
  }
}
