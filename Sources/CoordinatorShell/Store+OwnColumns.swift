package import Exports
package import Findings
package import RunStore
package import SweepModel

extension Store {
  /// What a sweep of programs has columns for; nothing of any other sweep.
  package func ownColumns(of sweep: SweepID, _ trials: [TrialRow]) throws -> OwnColumns {
    guard trials.contains(where: { $0.spec.kind.takesArguments }) else { return .none }
    var reported: [TrialID: [String: Double]] = [:]
    // Ascending by epoch: the last value of a name stays.
    try forEachNamedValue(of: sweep) { trial, value in
      if value.layer == nil { reported[trial, default: [:]][value.name] = value.value }
    }
    return OwnColumns(trials: trials, reported: reported)
  }
}
