internal import SweepModel

extension KindRules {
  /// Nobody knows what a program costs before it has run, or what it takes.
  static let command = KindRules(kind: .command, rules: []) { _, _ in 0 }
}
