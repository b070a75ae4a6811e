internal import Coordination
internal import Findings
internal import Foundation
internal import Pages
internal import Progress
internal import RunStore
internal import SweepModel

/// What `watch` and the live page show besides findings, read from a store.
///
/// What workers run comes from their coordinator where it was asked, else from the leases in the store.
enum LiveReading {
  /// Sweeps shown without a selector: unfinished ones first, then the latest.
  static let greatestSweeps = 20
  /// Trials that run, shown with their parameters.
  private static let greatestJobs = 400
  private static let greatestFailures = 10

  /// - Parameters:
  ///   - selector: sweeps, or `nil` for all.
  ///   - workers: what the coordinator says; `nil` when only the store is read.
  static func view(
    of selector: String?, in store: Store, workers: [WorkerStanding]? = nil, at time: Date = Date()
  ) throws -> LiveView {
    let isCoordinated = workers != nil || store.isOwned
    let (sweeps, count) = try Self.sweeps(selector, in: store)
    let progress = try sweeps.map { try Self.progress(of: $0, in: store, isCoordinated, workers, at: time) }
    let shown = progress.map(\.status.id)
    let live = try workers.map { try Self.workers($0, in: store) } ?? leases(of: shown, in: store)
    let failures = try shown.flatMap { sweep in
      try store.recentFailures(of: sweep, limit: greatestFailures).compactMap(LiveFailure.init)
    }
    return LiveView(
      time: time, sweeps: progress, sweepCount: count, workers: live,
      failures: Array(failures.sorted { $0.time > $1.time }.prefix(greatestFailures)),
      isCoordinated: isCoordinated)
  }

  /// Those that are worked on first, then those that still have work, and among each the latest.
  private static func sweeps(_ selector: String?, in store: Store) throws -> ([StoredSweep], count: Int) {
    if let selector {
      let chosen = try store.sweeps(named: selector).sweeps
      return (Array(chosen.prefix(greatestSweeps)), chosen.count)
    }
    let open = try store.unfinishedSweeps()
    let active = open.filter { $0.state == .active }
    let resting = open.filter { $0.state != .active }
    let isOpen = Set(open.map(\.sweep.id))
    let all = try store.storedSweeps()
    let rest = all.filter { !isOpen.contains($0.sweep.id) }
    return (
      Array((active.reversed() + resting.reversed() + rest.reversed()).prefix(greatestSweeps)), all.count
    )
  }

  static func progress(
    of stored: StoredSweep, in store: Store, _ isCoordinated: Bool, _ workers: [WorkerStanding]? = nil,
    at time: Date
  ) throws -> SweepProgress {
    let status = SweepStatus(
      stored, try store.counts(of: stored.sweep.id), isCoordinated: isCoordinated, workers: workers ?? [])
    let submitted = stored.sweep.submitted
    guard status.ended < status.trials || status.grows else {
      return SweepProgress(status, pace: nil, submitted: submitted)
    }
    let ends = try store.recentEnds(of: stored.sweep.id, limit: Pace.limit)
    return SweepProgress(status, pace: Pace(spans: ends, now: time), submitted: submitted)
  }

  private static func workers(_ standings: [WorkerStanding], in store: Store) throws -> [LiveWorker] {
    let jobs = standings.flatMap(\.started).prefix(greatestJobs).map(\.trial)
    let out = Dictionary(try store.trialsOut(among: jobs).map { ($0.trial, $0) }) { $1 }
    return standings.map { standing in
      LiveWorker(
        name: standing.worker.name, host: standing.host, slots: standing.slots,
        state: standing.presence.rawValue,
        jobs: standing.started.map {
          .init(
            $0.trial, $0.attempt, since: out[$0.trial]?.attempt.started, spec: out[$0.trial]?.spec,
            epoch: standing.news[$0]?.epoch, loss: standing.news[$0]?.loss)
        },
        queued: standing.queued, gpus: standing.offer?.gpus ?? [])
    }
  }

  private static func leases(of sweeps: [SweepID], in store: Store) throws -> [LiveWorker] {
    let out = try sweeps.flatMap { try store.trialsOut(of: $0, limit: greatestJobs) }
    let byWorker = Dictionary(grouping: out, by: \.attempt.worker)
    return byWorker.keys.sorted().map { worker in
      let jobs = byWorker[worker] ?? []
      var seen: Set<TrialID> = []
      return LiveWorker(
        name: worker.name, host: jobs.first?.attempt.host ?? "", slots: nil, state: "",
        jobs: jobs.filter { seen.insert($0.trial).inserted }.map {
          .init($0.trial, $0.attempt.attempt, since: $0.attempt.started, spec: $0.spec)
        }, queued: 0)
    }
  }
}

extension SweepStatus {
  init(
    _ stored: StoredSweep, _ counts: [TrialState: Int], isCoordinated: Bool, workers: [WorkerStanding]
  ) {
    self.init(
      number: stored.number, id: stored.sweep.id, name: stored.sweep.name, counts: counts,
      state: stored.state, priority: stored.priority, isCoordinated: isCoordinated,
      grows: !stored.isOver && [.active, .paused].contains(stored.state))
    guard state == .active, counts[.waiting] ?? 0 > 0 else { return }
    shortage = WaitReason.shortage(of: stored.limits.manner?.gpus, among: workers)?.description
  }
}

extension LiveFailure {
  fileprivate init?(_ trial: TrialID, _ attempt: AttemptRow) {
    guard let failure = attempt.failure, let time = attempt.ended else { return nil }
    self.init(
      trial: trial, attempt: attempt.attempt, worker: attempt.worker.name, failure: failure,
      text: attempt.failureText ?? "", isFinal: attempt.isFinal, time: time)
  }
}
