internal import SweepModel

/// Granting, renewing and ending leases.
extension Dispatcher {
  /// Gives a worker trials up to its room and its fair share of what is left.
  mutating func assign(to worker: Int) {
    while true {
      let open = min(capacity(of: worker) - workers[worker].leases.count, counts.waiting, settings.batch)
      guard open > 0 else { return }
      if workers[worker].leases.isEmpty {
        workers[worker].progressed = true
        workers[worker].deeds.lastEnd = now
      }
      var granted: [Lease] = []
      granted.reserveCapacity(open)
      while granted.count < open, let (trial, sweep) = nextWaiting(for: workers[worker]) {
        trials[trial].attempt += 1
        if !lapses.isEmpty { lapses[Int32(trial)] = nil }
        hold(trial, worker, sweep: sweep)
        granted.append(trials[trial].lastLease)
      }
      if granted.isEmpty { return }
      actions.append(.record(.leasesGranted(granted, workers[worker].id)))
      actions.append(.assign(workers[worker].id, granted))
    }
  }

  /// A worker's room, but no more than its share, by slots, of all that is unfinished: else the first worker to
  /// ask would queue the last trials behind each other while others stand idle.
  func capacity(of worker: Int) -> Int {
    guard asideUntil.isEmpty || asideUntil[worker] == nil else { return 0 }
    let slots = workers[worker].slots
    let all = max(workers.presentSlots, 1)
    let share = ((counts.waiting + counts.running) * slots + all - 1) / all
    return min(workers[worker].room, max(slots, share))
  }

  private mutating func nextWaiting(for worker: WorkerEntry) -> (trial: Int, sweep: Int)? {
    sweeps.popFirst(of: { worker.takes($0.programGPUs) }) { trials[Int($0)].phase == .waiting }
      .map { (Int($0.trial), $0.sweep) }
  }

  /// Opens a lease on the trial's last attempt.
  mutating func hold(_ trial: Int, _ worker: Int, sweep: Int, steps: Int = -1) {
    sweeps[sweep].running += 1
    let place = leases.insert(
      LeaseEntry(
        trial: Int32(trial), worker: Int32(worker), sweep: Int32(sweep),
        position: Int32(workers[worker].leases.count),
        steps: steps, deadline: now + settings.leaseLength, known: now))
    workers[worker].leases.append(Int32(place))
    trials[trial].lease = Int32(place)
    bring(trial, to: .leased)
  }

  /// Closes a lease. The trial must then be moved to another phase.
  mutating func release(_ place: Int) {
    let (worker, position) = (Int(leases[place].worker), Int(leases[place].position))
    let last = workers[worker].leases.removeLast()
    if Int(last) != place {
      workers[worker].leases[position] = last
      leases[Int(last)].position = Int32(position)
    }
    sweeps[Int(leases[place].sweep)].running -= 1
    trials[Int(leases[place].trial)].lease = TrialEntry.noLease
    leases.remove(place)
  }

  /// What came back goes first; what failed goes last, so that a worker that fails everything does not get the same
  /// trial until it is given up.
  mutating func requeue(_ trial: Int, isLast: Bool = false) {
    if counts.waiting == 0 { mustShareOut = true }
    let phase = restingPhase(of: trial)
    bring(trial, to: phase)
    guard phase == .waiting else { return }
    for sweep in sweeps(of: trial) where sweeps[sweep].state == .active {
      sweeps.queue(Int32(trial), in: sweep, isFirst: !isLast)
    }
  }

  /// Counts an attempt as failed; the trial waits again unless it is out of attempts.
  mutating func fail(_ trial: Int, at worker: WorkerID, _ failure: FailureClass, _ text: String) {
    trials[trial].failures += trials[trial].failures < .max ? 1 : 0
    trials[trial].lastFailure = failure
    let isFinal = failure == .badInput || trials[trial].failures > trials[trial].retries
    actions.append(
      .record(.attemptFailed(trials[trial].lastLease, worker, failure, text, isFinal: isFinal)))
    if isFinal { bring(trial, to: .failed) } else { requeue(trial, isLast: failure != .lostWorker) }
  }

  /// Ends a lease that had no news for its length. Its worker may still come back with the trial.
  mutating func expire(_ place: Int) {
    let lease = leases[place]
    let (trial, worker) = (Int(lease.trial), Int(lease.worker))
    let id = workers[worker].id
    release(place)
    let unstarted = Int(trials[trial].attempt) - Int(trials[trial].failures)
    let isCounted = lease.isStarted || unstarted > settings.greatestUnstarted
    let isOverdue = lease.reportingBeats > settings.greatestReportingBeats
    lapses[lease.trial] = Lapse(worker: id, steps: isOverdue ? .max : lease.steps, isCounted: isCounted)
    if !isCounted {
      actions.append(.record(.leaseExpired(trials[trial].lastLease, id)))
      requeue(trial)
    } else if workers.isPresent(worker) {
      fail(trial, at: id, .timedOut, "The trial did not move for \(settings.leaseLength).")
    } else {
      fail(trial, at: id, .lostWorker, "Worker '\(id)' fell silent.")
    }
  }
}
