package import SweepModel

/// How attempts at one place, a worker or a host, have ended lately: whether it is to be set aside.
///
/// The place is blamed when attempts of several different trials failed there in a row, since one trial that fails
/// everywhere says nothing of a machine. Set aside is for a time; after it one more failure is enough to be set
/// aside for longer, and one success clears everything.
package struct Conduct: Hashable, Sendable {
  package struct Rule: Hashable, Sendable {
    /// Different trials in a row.
    package var failures: Int
    package var firstPause = Duration.seconds(60)
    package var longestPause = Duration.seconds(900)

    package init(failures: Int) { self.failures = failures }
  }

  /// Different trials that failed since the last success, as many as the rule asks for at most.
  package private(set) var failed: [TrialID] = []
  private var pauses = 0

  package init() {}

  /// Takes in a failure; answers for how long the place is to get nothing new, or `nil`.
  package mutating func attemptFailed(_ trial: TrialID, _ failure: FailureClass, _ rule: Rule) -> Duration? {
    switch failure {
    // The trial's fault, and the network's or nobody's.
    case .badInput, .lostWorker: return nil
    case .crashed, .outOfMemory, .timedOut: break
    }
    if !failed.contains(trial), failed.count < rule.failures { failed.append(trial) }
    guard failed.count >= rule.failures else { return nil }
    defer { pauses += 1 }
    return min(rule.firstPause * (1 << min(pauses, 20)), rule.longestPause)
  }
}
