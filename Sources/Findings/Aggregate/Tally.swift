internal import SweepModel

/// What a trial is to the aggregate.
package enum TrialStanding: String, CaseIterable, Sendable {
  /// Finished and not trivial.
  case counted
  /// Finished, but the net learnt next to nothing (train MSE above 0.9 of the targets' variance).
  case trivial
  case diverged, failed, running, waiting

  init(_ trial: TrialRow) {
    self =
      switch trial.state {
      case .waiting: .waiting
      case .running: .running
      case .failed: .failed
      case .diverged: .diverged
      case .finished: (trial.metrics[.trivial] ?? 0) > 0.5 ? .trivial : .counted
      }
  }
}

/// How many trials there are of each kind. Only `counted` ones enter a number or a claim.
package struct Tally: Hashable, Sendable {
  private var counts: [TrialStanding: Int] = [:]

  package init() {}

  init(of trials: [TrialRow]) {
    for trial in trials { counts[TrialStanding(trial), default: 0] += 1 }
  }

  package subscript(standing: TrialStanding) -> Int { counts[standing] ?? 0 }
  package var planned: Int { counts.values.reduce(0, +) }
  package var ended: Int { planned - self[.running] - self[.waiting] }

  /// The counts but `planned`, by name.
  package var parts: [(name: String, count: Int)] { TrialStanding.allCases.map { ($0.rawValue, self[$0]) } }

  /// Such as `no trial has a usable result (12 failed, 3 trivial).`
  var whyNothingCounts: String {
    "no trial has a usable result" + (summary.isEmpty ? " because there are none." : " (\(summary)).")
  }

  /// Such as `84 trials: 80 counted, 4 failed`.
  package var sentence: String {
    planned == 0 ? "no trials" : "\(Numeral.count(planned, "trial")): \(summary)"
  }

  /// Counts that are not zero, in words, such as `80 counted, 2 trivial, 1 failed`.
  private var summary: String {
    parts.filter { $0.count > 0 }.map { "\(Numeral.grouped($0.count)) \($0.name)" }.joined(separator: ", ")
  }

  package var json: JSONValue {
    let members = [("planned", planned)] + parts.map { ($0.name, $0.count) }
    return .object(Dictionary(members.map { ($0, .integer($1)) }, uniquingKeysWith: { first, _ in first }))
  }
}
