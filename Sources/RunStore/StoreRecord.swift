package import Foundation
package import SweepModel

/// A fact of a sweep's life that outlives the coordinator. Recording one twice changes nothing.
package enum StoreRecord: Sendable {
  /// A worker said hello. Comes before every other record of that worker.
  case workerJoined(WorkerID, host: String, slots: Int, coreType: String, at: Date)
  /// The worker's name belongs to the holder of this key.
  case nameTaken(WorkerID, key: String)
  /// Told again when the worker of a lapsed attempt comes back with the trial: the attempt is leased once more.
  case leaseGranted(TrialID, Attempt, WorkerID, at: Date)
  /// The one result of the trial. It may come from an attempt whose lease had expired.
  case accepted(TrialID, Attempt, WorkerID, TrialResult, at: Date)
  /// A report that came too late and was dropped. An attempt that already ended otherwise keeps its end.
  case superseded(TrialID, Attempt, WorkerID, at: Date)
  /// With `isFinal` the trial is given up.
  case attemptFailed(TrialID, Attempt, WorkerID, FailureClass, String, isFinal: Bool, at: Date)
  /// What an attempt wrote last, as `LogTail.printable` leaves it; after the record of its end.
  case logged(TrialID, Attempt, String)
  case leaseExpired(TrialID, Attempt, at: Date)
  case handedBack(TrialID, Attempt, at: Date)
  case sweepChanged(SweepID, SweepState)
  case sweepPrioritised(SweepID, Int)
  /// The trial's attempts so far no longer count as failed, and it is not given up.
  case retried(TrialID)
}

/// How an attempt stands. Raw values are what the `attempts` table holds.
package enum AttemptState: String, Hashable, Sendable, CaseIterable {
  case leased, accepted, superseded, failed, expired
  case handedBack = "handed_back"
}

/// One attempt as it is stored.
package struct AttemptRow: Hashable, Sendable {
  package var attempt: Attempt
  package var worker: WorkerID
  package var host: String
  package var state: AttemptState
  package var failure: FailureClass?
  package var failureText: String?
  /// The trial was given up with this failure.
  package var isFinal: Bool
  /// `nil` when a report arrived of a lease that was never recorded.
  package var started: Date?
  package var ended: Date?
}
