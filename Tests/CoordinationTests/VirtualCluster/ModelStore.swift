import Coordination
import SweepModel

/// What a store keeps of the records, and what it must never be told. It outlives its coordinators.
struct ModelStore {
  enum State: Equatable {
    case leased, accepted, handedBack, expired, superseded, pardoned
    case failed(FailureClass, isFinal: Bool)
  }

  struct AttemptRow {
    let worker: WorkerID
    var state: State
  }

  let retries: Int
  let trials: [TrialID]
  private(set) var sweeps: [DispatchedSweep]
  /// Trials from here on are those of the last sweep, which comes by `step` of them in a round.
  private let first: Int
  private let rounds: Int
  private var grown = 0
  private static let step = 2
  private var attempts: [TrialID: [AttemptRow]] = [:]
  private(set) var results: [TrialID: [UInt8]] = [:]
  private var workers: Set<WorkerID> = []
  private(set) var supersededReports = 0

  init(trials: Int, retries: Int, sweeps: Int, rounds: Int) {
    self.trials = (0..<trials + rounds * Self.step).map { trial($0) }
    (self.retries, self.rounds, first) = (retries, rounds, trials)
    self.sweeps = (0..<sweeps + min(rounds, 1)).map {
      DispatchedSweep(SweepID(high: 1, low: UInt64($0)), isOver: $0 < sweeps)
    }
  }

  /// Whether a sweep asks for the trial at a place: the first ones overlap, and the last one of those that are over from
  /// the start asks for all that is left.
  private func asks(_ sweep: Int, for place: Int) -> Bool {
    if rounds > 0, sweep == sweeps.count - 1 {
      return place == 0 || (first..<first + grown * Self.step).contains(place)
    }
    guard place < first else { return false }
    return sweep == sweeps.count - 1 - min(rounds, 1)
      ? place % 3 != 0 || sweep == 0 : place % 3 == 0 || place % (sweep + 2) == 1
  }

  /// Whether a worker may run a trial: some sweep that was not cancelled asks for it.
  func isAskedFor(_ trial: TrialID) -> Bool {
    guard let place = trials.firstIndex(of: trial) else { return false }
    return sweeps.indices.contains { asks($0, for: place) && [.active, .paused].contains(sweeps[$0].state) }
  }

  private mutating func change(_ sweep: SweepID, _ change: (inout DispatchedSweep) -> Void) -> String? {
    guard let place = sweeps.firstIndex(where: { $0.id == sweep }) else { return "no sweep \(sweep.short)" }
    change(&sweeps[place])
    return nil
  }

  private mutating func pardon(_ trials: [TrialID]) -> String? {
    for trial in trials {
      guard isFailed(trial) else { return "\(trial) starts over and has not failed" }
      for row in attempts[trial, default: []].indices {
        if case .failed? = attempts[trial]?[row].state { attempts[trial]?[row].state = .pardoned }
      }
    }
    return nil
  }

  func isOver(_ sweep: SweepID) -> Bool { sweeps.first { $0.id == sweep }?.isOver ?? true }

  /// The next trials of a sweep that is not over; none while some of those that it has go on.
  mutating func grow(_ sweep: SweepID) -> [DispatchedTrial]? {
    guard !isOver(sweep) else { return nil }
    guard plan(sweeps.count - 1).allSatisfy({ results[$0.trial] != nil || isFailed($0.trial) }) else {
      return []
    }
    grown += 1
    if grown == rounds { sweeps[sweeps.count - 1].isOver = true }
    return plan(sweeps.count - 1).suffix(Self.step)
  }

  var isComplete: Bool { trials.allSatisfy { results[$0] != nil || isFailed($0) } }

  func isFailed(_ trial: TrialID) -> Bool {
    if case .failed(_, isFinal: true)? = attempts[trial]?.last?.state { true } else { false }
  }

  /// Whether this attempt's end is kept.
  func hasEnded(_ lease: Lease) -> Bool { row(lease).map { $0.state != .leased } ?? false }

  private func row(_ lease: Lease) -> AttemptRow? {
    guard let rows = attempts[lease.trial], rows.indices.contains(lease.attempt.number - 1) else {
      return nil
    }
    return rows[lease.attempt.number - 1]
  }

  /// What a coordinator that starts is told.
  func plan(_ sweep: Int) -> [DispatchedTrial] {
    trials.indices.filter { asks(sweep, for: $0) }.map { trials[$0] }.map { trial in
      let rows = attempts[trial, default: []]
      let failures = rows.count { if case .failed = $0.state { true } else { false } }
      return DispatchedTrial(
        trial, retries: retries, standing: standing(trial, rows),
        attempt: rows.isEmpty ? nil : Attempt(rows.count), failures: failures)
    }
  }

  private func standing(_ trial: TrialID, _ rows: [AttemptRow]) -> DispatchedTrial.Standing {
    guard let last = rows.last else { return .waiting }
    switch last.state {
    case .accepted: return .finished
    case .leased: return .leased(last.worker)
    case .expired: return .lapsed(last.worker, counted: false)
    case .failed(let failure, isFinal: true): return .failed(failure)
    case .failed(.lostWorker, _), .failed(.timedOut, _): return .lapsed(last.worker, counted: true)
    case .failed, .handedBack, .superseded, .pardoned: return .waiting
    }
  }

  /// Keeps a record.
  ///
  /// - Returns: what it contradicts, if anything.
  mutating func keep(_ record: Dispatcher.Record) -> String? {
    switch record {
    case .workerJoined(let worker, _, _, _):
      workers.insert(worker)
      return nil
    case .workerLeft(let worker), .workerExpired(let worker), .workerSetAside(let worker, _, _, _),
      .workerMisbehaved(let worker, _, _):
      return workers.contains(worker) ? nil : "\(worker) was never there"
    case .leasesGranted(let leases, let worker):
      guard workers.contains(worker) else { return "\(worker) gets leases and is unknown" }
      for lease in leases { if let contradiction = grant(lease, worker) { return contradiction } }
      return nil
    case .accepted(let lease, let worker, let result): return accept(lease, worker, result)
    case .superseded(let lease, let worker): return supersede(lease, worker)
    case .attemptFailed(let lease, let worker, let failure, _, let isFinal):
      return end(lease, worker, .failed(failure, isFinal: isFinal))
    case .leaseExpired(let lease, let worker): return end(lease, worker, .expired)
    case .handedBack(let lease, let worker): return end(lease, worker, .handedBack)
    case .sweepChanged(let sweep, let state): return change(sweep) { $0.state = state }
    case .sweepPrioritised(let sweep, let priority): return change(sweep) { $0.priority = priority }
    case .trialsRetried(let trials): return pardon(trials)
    }
  }

  private mutating func grant(_ lease: Lease, _ worker: WorkerID) -> String? {
    let rows = attempts[lease.trial, default: []]
    if results[lease.trial] != nil { return "\(lease) granted, but it has a result" }
    if !isAskedFor(lease.trial) { return "\(lease) granted, but no sweep asks for it" }
    if lease.attempt.number == rows.count {
      guard let last = rows.last, last.worker == worker, last.state != .leased, last.state != .handedBack
      else {
        return "\(lease) granted again to \(worker)"
      }
      attempts[lease.trial]?[rows.count - 1].state = .leased
      return nil
    }
    if lease.attempt.number != rows.count + 1 { return "\(lease) granted after \(rows.count) attempts" }
    if rows.last?.state == .leased { return "\(lease) granted while the attempt before it is out" }
    attempts[lease.trial, default: []].append(AttemptRow(worker: worker, state: .leased))
    return nil
  }

  private mutating func accept(_ lease: Lease, _ worker: WorkerID, _ result: [UInt8]) -> String? {
    if results[lease.trial] != nil { return "\(lease) accepted, but it has a result" }
    guard let row = row(lease), row.worker == worker, lease.attempt.number == attempts[lease.trial]?.count
    else {
      return "\(lease) accepted from \(worker), which does not hold the last attempt"
    }
    attempts[lease.trial]?[lease.attempt.number - 1].state = .accepted
    results[lease.trial] = result
    return nil
  }

  private mutating func supersede(_ lease: Lease, _ worker: WorkerID) -> String? {
    guard let row = row(lease), row.worker == worker else {
      return "\(lease) superseded, but it was not \(worker)'s"
    }
    if row.state == .accepted { return "\(lease) superseded, but it gave the result" }
    if row.state == .leased { return "\(lease) superseded, but it is out" }
    supersededReports += 1
    return nil
  }

  private mutating func end(_ lease: Lease, _ worker: WorkerID, _ state: State) -> String? {
    guard let row = row(lease), row.worker == worker, row.state == .leased else {
      return "\(lease) ended as \(state), but \(worker) does not hold it"
    }
    attempts[lease.trial]?[lease.attempt.number - 1].state = state
    return nil
  }
}
