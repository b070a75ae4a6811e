internal import Answers
internal import Coordination
internal import Foundation
internal import Messaging
internal import RunStore
internal import SweepModel

/// The dispatcher's records as the store keeps them and as an operator reads them.
extension Coordinator {
  func storeRecords(_ record: Dispatcher.Record) throws -> [StoreRecord] {
    let time = Date()
    switch record {
    case .workerJoined(let worker, let host, let slots, let coreType):
      // Who only comes and goes leaves no row: it is written before the first that names the worker.
      workers.newcomers[worker] = .workerJoined(
        worker, host: host, slots: slots, coreType: coreType, at: time)
      return []
    case .workerExpired, .workerLeft, .workerSetAside, .workerMisbehaved: return []
    case .leasesGranted(let leases, let worker):
      return row(of: worker) + leases.map { .leaseGranted($0.trial, $0.attempt, worker, at: time) }
    case .accepted(let lease, let worker, let bytes):
      let result = try reports.result(of: lease, by: worker) ?? ResultCodec.decode(bytes)
      return row(of: worker) + [.accepted(lease.trial, lease.attempt, worker, result, at: time)]
        + words(of: lease, worker)
    case .superseded(let lease, let worker):
      return row(of: worker) + [.superseded(lease.trial, lease.attempt, worker, at: time)]
    case .attemptFailed(let lease, let worker, let failure, let text, let isFinal):
      return row(of: worker)
        + [.attemptFailed(lease.trial, lease.attempt, worker, failure, text, isFinal: isFinal, at: time)]
        + words(of: lease, worker)
    case .leaseExpired(let lease, _): return [.leaseExpired(lease.trial, lease.attempt, at: time)]
    case .handedBack(let lease, _): return [.handedBack(lease.trial, lease.attempt, at: time)]
    case .sweepChanged(let sweep, let state): return [.sweepChanged(sweep, state)]
    case .sweepPrioritised(let sweep, let priority): return [.sweepPrioritised(sweep, priority)]
    case .trialsRetried(let trials): return trials.map { .retried($0) }
    }
  }

  private func row(of worker: WorkerID) -> [StoreRecord] {
    guard !workers.newcomers.isEmpty, let row = workers.newcomers.removeValue(forKey: worker) else {
      return []
    }
    directory.keepName(of: worker)
    return [row] + (directory.owner(of: worker).map { [.nameTaken(worker, key: $0.description)] } ?? [])
  }

  private func words(of lease: Lease, _ worker: WorkerID) -> [StoreRecord] {
    reports.log(of: lease, by: worker).map { [.logged(lease.trial, lease.attempt, $0)] } ?? []
  }

  /// What an operator wants to see, once it is on disk.
  func tell(_ record: Dispatcher.Record) {
    switch record {
    case .workerJoined(let worker, let host, let slots, let coreType):
      if upkeep.crowd.tells(at: now) {
        log("Worker \(worker) joined from \(host) with \(slots) slots (\(coreType)).")
      }
    case .workerExpired(let worker): log("Worker \(worker) is silent; its trials wait again.", .warning)
    case .workerSetAside(let worker, let host, let failures, let pause):
      log(
        "Worker \(worker) on \(host) gets nothing new for \(pause): \(failures) different trials failed there in a row. "
          + "'fathom doctor' on that machine may tell why.", .warning)
    case .workerMisbehaved(let worker, let host, let misconduct): tell(misconduct, of: worker, on: host)
    case .workerLeft(let worker): if upkeep.crowd.tells(at: now) { log("Worker \(worker) left.") }
    case .attemptFailed(let lease, let worker, let failure, let text, let isFinal):
      log(
        "Trial \(lease.trial.short): attempt \(lease.attempt) on \(worker) failed (\(failure.rawValue)): \(text)"
          + (isFinal ? " The trial is given up." : " It is tried again."), .warning)
    case .superseded(let lease, let worker):
      log("Trial \(lease.trial.short): a late report of attempt \(lease.attempt) by \(worker) was dropped.")
    case .accepted(let lease, let worker, _):
      tally.accepted(reports.result(of: lease, by: worker))
    case .sweepChanged(let sweep, let state): log("Sweep \(sweep.short) is \(state.rawValue).")
    case .sweepPrioritised(let sweep, let priority): log("Sweep \(sweep.short) has priority \(priority).")
    case .trialsRetried(let trials): log("\(trials.count) failed trials start over.")
    case .leasesGranted, .leaseExpired, .handedBack: break
    }
  }

  private func tell(_ misconduct: Dispatcher.Misconduct, of worker: WorkerID, on host: String) {
    let who = "Worker \(worker) on \(host)"
    switch misconduct {
    case .handsBack(let times, let pause):
      log(
        "\(who) gets nothing new for \(pause): \(times) times in a row it gave back what it was given, and ended nothing.",
        .warning)
    case .holds(let trials, let time):
      log(
        "\(who) holds \(trials) trials and has ended none for \(time); what it has not started waits for others, and it gets "
          + "nothing new until it ends one.", .warning)
    case .reportsOthers(let times):
      log("\(who) has reported what it does not hold \(times) times in a row; it is heard no more.", .warning)
      if let connection = directory.connection(of: worker) {
        _ = directory.turnAway(connection, at: now)
      }
    }
  }
}
