internal import SweepModel

/// How many trials there are of each kind. Only `counted` ones enter a number or a claim.
package struct Tally: Hashable, Sendable {
  package var planned = 0
  /// Finished and not trivial.
  package var counted = 0
  /// Finished, but the net learnt next to nothing (train MSE above 0.9 of the targets' variance).
  package var trivial = 0
  package var diverged = 0
  package var failed = 0
  package var running = 0
  package var waiting = 0

  package init() {}

  package var ended: Int { counted + trivial + diverged + failed }

  mutating func add(_ kind: TrialStanding) {
    planned += 1
    switch kind {
    case .counted: counted += 1
    case .trivial: trivial += 1
    case .diverged: diverged += 1
    case .failed: failed += 1
    case .running: running += 1
    case .waiting: waiting += 1
    }
  }
}

/// What a trial is to the aggregate.
enum TrialStanding {
  case counted, trivial, diverged, failed, running, waiting

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

extension Tally {
  /// The counts but `planned`, by name.
  package var parts: [(name: String, count: Int)] {
    [
      ("counted", counted), ("trivial", trivial), ("diverged", diverged), ("failed", failed),
      ("running", running), ("waiting", waiting),
    ]
  }

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

  var json: JSONValue {
    let members = [("planned", planned)] + parts.map { ($0.name, $0.count) }
    return .object(Dictionary(members.map { ($0, .integer($1)) }, uniquingKeysWith: { first, _ in first }))
  }
}
