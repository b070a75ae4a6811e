/// A trial and where it stands.
package struct DispatchedTrial: Hashable, Sendable {
  package enum Standing: Hashable, Sendable {
    case waiting
    /// It waits, and its last attempt's lease ran out at this worker, which may still come back with it. `counted`:
    /// that attempt is among `failures`.
    case lapsed(WorkerID, counted: Bool)
    /// Its last attempt is out at this worker, which has one lease length to say so.
    case leased(WorkerID)
    case finished
    case failed(FailureClass)
  }

  package var trial: TrialID
  /// How many times a failed attempt is followed by another one.
  package var retries: Int
  package var standing: Standing
  /// The last attempt granted, whatever became of it.
  package var attempt: Attempt?
  /// Attempts that count as failed.
  package var failures: Int

  package init(
    _ trial: TrialID, retries: Int, standing: Standing = .waiting, attempt: Attempt? = nil, failures: Int = 0
  ) {
    (self.trial, self.retries, self.standing) = (trial, retries, standing)
    (self.attempt, self.failures) = (attempt, failures)
  }
}
