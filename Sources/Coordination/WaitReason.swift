package import SweepModel

/// Why a trial has no result yet, or where it is.
package enum WaitReason: Hashable, Sendable {
  case unknownTrial
  case finished(Attempt)
  case failed(FailureClass?, failures: Int)
  /// A worker has it in a slot, or ended it and its report is on its way.
  case started(WorkerID, Attempt)
  /// A worker has it and has not said that it started.
  case queued(WorkerID, Attempt)
  /// The worker that has it is silent; when it stays so, the trial waits again.
  case workerSilent(WorkerID)
  /// So many waiting trials come first.
  case behind(Int)
  case noWorkers
  /// All of so many workers hold as many trials as they take.
  case workersFull(Int)
  /// So many workers are set aside because attempts kept failing there.
  case workersSetAside(Int)
  /// An attempt before this one failed.
  case afterFailure(FailureClass, failures: Int, retries: Int)
}

extension Dispatcher {
  /// Why a trial waits, the most telling reason first. Takes time in proportion to the trials before it.
  package func explain(_ trial: TrialID) -> [WaitReason] {
    guard let place = trials.place(of: trial) else { return [.unknownTrial] }
    let entry = trials[place]
    switch entry.phase {
    case .finished: return [.finished(Attempt(Int(entry.attempt)))]
    case .failed: return [.failed(entry.lastFailure, failures: Int(entry.failures))]
    case .leased: return explainLease(entry)
    case .waiting: return explainWaiting(place)
    }
  }

  private func explainLease(_ entry: TrialEntry) -> [WaitReason] {
    let lease = leases[Int(entry.lease)]
    let worker = workers[Int(lease.worker)]
    let attempt = Attempt(Int(entry.attempt))
    let place = lease.isStarted ? WaitReason.started(worker.id, attempt) : .queued(worker.id, attempt)
    return worker.presence == .present ? [place] : [place, .workerSilent(worker.id)]
  }

  private func explainWaiting(_ place: Int) -> [WaitReason] {
    var reasons: [WaitReason] =
      workers.presentCount == 0 ? [.noWorkers] : [.workersFull(workers.presentCount)]
    if !asideUntil.isEmpty { reasons.append(.workersSetAside(asideUntil.count)) }
    var before: Set<Int32> = []
    for trial in [returned.waiting, fresh.waiting].joined() {
      if trial == Int32(place) { break }
      if trials[Int(trial)].phase == .waiting { before.insert(trial) }
    }
    if !before.isEmpty { reasons.append(.behind(before.count)) }
    if let failure = trials[place].lastFailure, trials[place].failures > 0 {
      reasons.append(
        .afterFailure(failure, failures: Int(trials[place].failures), retries: Int(trials[place].retries)))
    }
    return reasons
  }
}
