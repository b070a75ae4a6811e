internal import SweepModel

/// Workers that hold, give back or report without end. None of it costs a trial an attempt; all of it costs others their turn.
extension Dispatcher {
  /// A trial of this worker has ended, so that nothing before counts.
  mutating func noteEnd(at worker: Int) {
    workers[worker].deeds.lastEnd = now
    (workers[worker].deeds.handBacks, workers[worker].deeds.foreignReports) = (0, 0)
    guard workers[worker].deeds.isHolding else { return }
    workers[worker].deeds.isHolding = false
    asideUntil[worker] = nil
    mustShareOut = true
  }

  mutating func note(handBackBy worker: Int) {
    workers[worker].deeds.handBacks += 1
    let times = workers[worker].deeds.handBacks
    guard times >= settings.greatestHandBacks, asideUntil[worker] == nil else { return }
    let rule = settings.workerRule
    let pause = min(rule.firstPause * (1 << min(workers[worker].deeds.pauses, 20)), rule.longestPause)
    workers[worker].deeds.pauses += 1
    asideUntil[worker] = now + pause
    workers[worker].deeds.isShunned = true
    record(.handsBack(times: times, pause), of: worker)
  }

  mutating func note(foreignReportBy worker: Int) {
    workers[worker].deeds.foreignReports += 1
    guard workers[worker].deeds.foreignReports.isMultiple(of: settings.greatestForeignReports) else { return }
    record(.reportsOthers(times: workers[worker].deeds.foreignReports), of: worker)
  }

  /// A worker that ends nothing for long may have reason to, but what it has not begun need not wait for it.
  mutating func giveOthersWhatIsHeld(by worker: Int) {
    guard !workers[worker].deeds.isHolding, !workers[worker].leases.isEmpty,
      now - workers[worker].deeds.lastEnd > settings.greatestHold
    else { return }
    workers[worker].deeds.isHolding = true
    record(
      .holds(trials: workers[worker].leases.count, now - workers[worker].deeds.lastEnd), of: worker)
    // While it is the only one there, nobody else could do better.
    asideUntil[worker] = now + settings.greatestHold
    let queued = workers[worker].leases.map(Int.init).filter { !leases[$0].isStarted }
    let dropped = queued.map { trials[Int(leases[$0].trial)].lastLease }
    for place in queued { handBack(place) }
    if !dropped.isEmpty { actions.append(.send(workers[worker].id, .revoked(dropped))) }
    mustShareOut = true
  }

  /// The time limit of a trial that is said to run on beyond it. Its worker should have ended it.
  func exceededTime(of place: Int, _ phase: Holding.Phase) -> Duration? {
    guard case .running = phase, !limits.isEmpty, let started = leases[place].started else { return nil }
    let asked = limits[trials[Int(leases[place].trial)].id]
    guard let limit = asked.time else { return nil }
    // A program has its grace after the worker's signal.
    let grace = Duration.seconds(asked.manner?.graceSeconds ?? 0)
    // A trial that waits for its data is said to run as well.
    let fetched = min(workers[Int(leases[place].worker)].deeds.lastFetch, started + settings.greatestFetch)
    return now - max(started, fetched) > limit + grace + settings.overtime(of: limit) ? limit : nil
  }

  mutating func overrun(_ place: Int, _ limit: Duration) {
    let (trial, worker) = (Int(leases[place].trial), Int(leases[place].worker))
    release(place)
    note(.timedOut, of: trials[trial].id, at: worker)
    fail(
      trial, at: workers[worker].id, .timedOut,
      "It ran on beyond its \(limit), and its worker did not end it.")
    mustShareOut = true
  }

  private mutating func record(_ misconduct: Misconduct, of worker: Int) {
    actions.append(
      .record(.workerMisbehaved(workers[worker].id, host: workers[worker].host, misconduct)))
  }
}
