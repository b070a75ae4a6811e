package import SweepModel

/// What a trial has to fit on its training rows before what its features do is told.
package enum Aim: Hashable, Sendable {
  /// All r directions of its targets, where `fitted_rank` says how many it did.
  case targets
  /// The labels of its training rows, where `train_accuracy` was measured.
  case labels

  /// Of at most one training row in a hundred does a net that fits its labels tell another class. Neural collapse is told of nets
  /// past the first epoch without training errors; one in a hundred leaves room for weight decay and is the level of `nc4`.
  static let accuracy = 0.99

  static var level: String { "train accuracy of \(Numeral.parameter(accuracy)) or more" }

  /// Whether a trial fits less than it aims at; `nil` where nothing tells.
  static func isMissed(_ spec: Specification, _ metrics: [Metric: Double]) -> Bool? {
    if spec.kind == .classification { return metrics[.trainAccuracy].map { !($0 >= accuracy) } }
    guard let rank = TrialRow.rank(spec, metrics), let fitted = metrics[.fittedRank] else { return nil }
    return fitted < Double(rank)
  }

  init(_ cells: [Cell]) {
    let first = cells.first { !$0.trials.isEmpty }
    let isMeasured = cells.contains { $0.trials.contains { $0.metrics[.trainAccuracy] != nil } }
    self = first?.spec.kind == .classification && isMeasured ? .labels : .targets
  }

  /// Such as `learn all their targets`, after trials.
  var present: String {
    self == .labels ? "fit their training labels (\(Self.level))" : "learn all their targets"
  }

  var past: String {
    self == .labels ? "fitted their training labels (\(Self.level))" : "learnt all their targets"
  }

  /// After `3 partial, `.
  var missed: String {
    switch self {
    case .labels: "which tell more of their training rows wrong"
    case .targets:
      "which tell less than half of some of the targets' r directions (fitted_rank < r)"
    }
  }
}
