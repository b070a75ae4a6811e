package import SweepModel

extension FinishedTrial {
  /// r: `target_rank` or, where that is not given, the targets' own `target_pca99`.
  var rank: Int? { spec[.targetRank] ?? metrics[.targetPca99].map { Int($0.rounded()) } }

  /// Whether it learnt fewer directions of its targets than they have (`fitted_rank` < r): its features may then be few
  /// because something is missing. Never so where `fitted_rank` was not measured.
  package var isPartial: Bool {
    guard let rank, let fitted = metrics[.fittedRank] else { return false }
    return fitted < Double(rank)
  }
}
