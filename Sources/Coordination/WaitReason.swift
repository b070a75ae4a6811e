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
  /// So many waiting trials belong to sweeps of higher priority.
  case behindPriority(Int)
  /// So many other sweeps of the same priority take turns with its own.
  case sharing(Int)
  /// Every sweep that asks for it is paused.
  case sweepPaused
  /// Every sweep that asks for it was cancelled.
  case sweepCancelled
  case noWorkers
  /// No worker runs programs, or none has so many GPUs for each slot.
  case noWorkerTakes(programsOf: Int)
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
    case .withdrawn: return [.sweepCancelled]
    case .held: return [.sweepPaused] + failureBefore(place)
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
    let present = workers.all.filter(workers.isPresent)
    let needs = sweeps(of: place).compactMap { sweeps[$0].programGPUs }.min()
    var reasons: [WaitReason] = present.isEmpty ? [.noWorkers] : [.workersFull(present.count)]
    if let needs, !present.isEmpty, !present.contains(where: { workers[$0].takes(needs) }) {
      reasons = [.noWorkerTakes(programsOf: needs)]
    }
    if !asideUntil.isEmpty { reasons.append(.workersSetAside(asideUntil.count)) }
    return reasons + othersBefore(place) + failureBefore(place)
  }

  private func othersBefore(_ place: Int) -> [WaitReason] {
    let asking = sweeps(of: place).filter { sweeps[$0].state == .active }
    guard let own = asking.max(by: { sweeps[$0].priority < sweeps[$1].priority }) else { return [] }
    let queues = sweeps.all.filter { sweeps[$0].state == .active && $0 != own }
    let higher = queues.filter { sweeps[$0].priority > sweeps[own].priority }
    let equal = queues.filter { sweeps[$0].priority == sweeps[own].priority }
    let preferred = higher.reduce(into: Set<Int32>()) { $0.formUnion(waiting(in: $1)) }
    let turns = equal.count { !waiting(in: $0).isEmpty }
    let before = waiting(in: own, before: Int32(place)).subtracting(preferred)
    var reasons: [WaitReason] = []
    if !preferred.isEmpty { reasons.append(.behindPriority(preferred.count)) }
    if !before.isEmpty { reasons.append(.behind(before.count)) }
    if turns > 0 { reasons.append(.sharing(turns)) }
    return reasons
  }

  private func waiting(in sweep: Int, before last: Int32? = nil) -> Set<Int32> {
    var found: Set<Int32> = []
    for trial in [sweeps[sweep].returned.waiting, sweeps[sweep].fresh.waiting].joined() {
      if trial == last { break }
      if trials[Int(trial)].phase == .waiting { found.insert(trial) }
    }
    return found
  }

  private func failureBefore(_ place: Int) -> [WaitReason] {
    guard let failure = trials[place].lastFailure, trials[place].failures > 0 else { return [] }
    return [
      .afterFailure(failure, failures: Int(trials[place].failures), retries: Int(trials[place].retries))
    ]
  }
}

extension WaitReason {
  /// Why nothing of a sweep can run on any of these workers, however long it waits.
  ///
  /// - Parameter programGPUs: GPUs that each of its programs asks for; `nil` where its trials are no programs.
  package static func shortage(of programGPUs: Int?, among workers: [WorkerStanding]) -> WaitReason? {
    let present = workers.filter { $0.presence != .silent }
    guard let programGPUs, !present.isEmpty else { return nil }
    let isTaken = present.contains { $0.offer?.takes(programsOf: programGPUs, slots: $0.slots) ?? true }
    return isTaken ? nil : .noWorkerTakes(programsOf: programGPUs)
  }
}
