internal import SweepModel

extension KindRules {
  /// It may carry what a network has, and then it keeps a network's rules.
  static let noop = KindRules(kind: .noop, rules: .data + .training + .limits) { _, _ in 0 }
}
