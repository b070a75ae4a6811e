package import SweepModel

/// Of the trials that have any. One that several sweeps ask for gets the wider ones.
package struct PlannedLimits: Sendable {
  private var limits: [TrialID: AttemptLimits] = [:]

  var isEmpty: Bool { limits.isEmpty }

  package subscript(trial: TrialID) -> AttemptLimits { limits[trial] ?? .none }

  package mutating func note(_ asked: AttemptLimits, of trial: TrialID, isFirst: Bool) {
    if isFirst {
      if asked != .none { limits[trial] = asked }
    } else if let known = limits[trial] {
      limits[trial] = known.wider(asked)
    }
  }
}

extension AttemptLimits {
  fileprivate func wider(_ other: AttemptLimits) -> AttemptLimits {
    func wider<Limit: Comparable>(_ one: Limit?, _ other: Limit?) -> Limit? {
      one.flatMap { one in other.map { max(one, $0) } }
    }
    return AttemptLimits(
      time: wider(time, other.time), residentBytes: wider(residentBytes, other.residentBytes),
      manner: other.manner ?? manner)
  }
}
