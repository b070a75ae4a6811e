package import SweepModel

extension TrialRow {
  /// What is special about the trial, in a few words; empty when nothing is.
  package var note: String {
    switch TrialStanding(self) {
    case .trivial: return "trivial"
    case .diverged: return divergedEpoch.map { "diverged at epoch \($0)" } ?? "diverged"
    case .failed:
      return [failure.map { words($0.rawValue) }, failureText].compactMap { $0 }.joined(separator: ": ")
    case .counted:
      guard Aim.isMissed(spec, metrics) == true else { return "" }
      if let accuracy = metrics[.trainAccuracy] {
        return
          "partial: train accuracy \(Numeral.measured(accuracy)), below \(Numeral.parameter(Aim.accuracy))"
      }
      return "partial: fitted_rank \(Numeral.single(metrics[.fittedRank] ?? .nan)) of "
        + "\(Self.rank(spec, metrics) ?? 0)"
    case .running, .waiting: return ""
    }
  }
}

extension Dataset {
  var shortText: String { id?.short ?? text }

  /// What people call a file; `nil` for data that is no file and for one without a name.
  package func name(_ names: [DataID: String]) -> String? { id.flatMap { names[$0] } }
}
