package import SweepModel

/// What a worker says it holds, and the ends of attempts.
extension Dispatcher {
  /// Renews what may be renewed, resumes what lapsed and moves again, and sends again what got lost.
  ///
  /// - Returns: the leases that the worker must drop.
  mutating func review(_ held: [Holding], of worker: Int) -> [Lease] {
    workers[worker].beats &+= 1
    giveOthersWhatIsHeld(by: worker)
    var strays: [Lease] = []
    var resumed: [Lease] = []
    var listed = 0
    for areQueued in [false, true] {
      for holding in held where (holding.phase == .queued) == areQueued {
        review(holding, of: worker, &listed, &resumed, &strays)
      }
    }
    workers[worker].progressed = false
    if !resumed.isEmpty { actions.append(.record(.leasesGranted(resumed, workers[worker].id))) }
    if listed < workers[worker].leases.count { sendAgain(to: worker) }
    return strays
  }

  private mutating func review(
    _ holding: Holding, of worker: Int, _ listed: inout Int, _ resumed: inout [Lease], _ strays: inout [Lease]
  ) {
    guard let trial = granted(holding.lease) else { return strays.append(holding.lease) }
    guard holding.lease == trials[trial].lastLease else {
      // A report that is on its way is dropped, recorded and acknowledged when it comes.
      if holding.phase != .reporting { strays.append(holding.lease) }
      return
    }
    if let place = place(of: trial, heldBy: worker) {
      if leases[place].listed != workers[worker].beats { listed += 1 }
      leases[place].listed = workers[worker].beats
      (leases[place].known, leases[place].news) = (now, holding.news)
      if let limit = exceededTime(of: place, holding.phase) {
        strays.append(holding.lease)
        overrun(place, limit)
      } else {
        renew(place, holding.phase)
      }
    } else if resumes(trial, holding.phase, workers[worker].id) {
      resume(trial, holding.phase, at: worker)
      listed += 1
      resumed.append(holding.lease)
    } else if holding.phase != .reporting {
      strays.append(holding.lease)
    }
  }

  /// The trial of a lease that was granted at some time.
  private func granted(_ lease: Lease) -> Int? {
    guard let trial = trials.place(of: lease.trial), lease.attempt.number >= 1,
      lease.attempt.number <= Int(trials[trial].attempt)
    else { return nil }
    return trial
  }

  /// Whether this report, of all that may come, would be the end of its attempt: nobody else's is worth being read.
  package func awaits(_ lease: Lease, from id: WorkerID) -> Bool {
    guard let trial = granted(lease), lease == trials[trial].lastLease else { return false }
    if let worker = workers.place(of: id), place(of: trial, heldBy: worker) != nil { return true }
    return trials[trial].phase != .leased && lapses[Int32(trial)]?.worker == id
  }

  /// A counter that does not rise renews nothing, so a hung slot, a doubled beat and an old one change nothing.
  private mutating func renew(_ place: Int, _ phase: Holding.Phase) {
    let worker = Int(leases[place].worker)
    switch phase {
    case .queued:
      guard !leases[place].isStarted, workers[worker].progressed else { return }
    case .running(let steps):
      guard steps > leases[place].steps else { return }
      leases[place].steps = steps
      if leases[place].started == nil { leases[place].started = now }
      workers[worker].progressed = true
    case .reporting:
      leases[place].steps = max(leases[place].steps, 0)
      leases[place].reportingBeats += 1
      guard leases[place].reportingBeats <= settings.greatestReportingBeats else { return }
    }
    leases.renew(place, until: now + settings.leaseLength)
  }

  /// A lapsed attempt goes on where it is when nobody else got the trial and it is known to move or to have ended.
  private func resumes(_ trial: Int, _ phase: Holding.Phase, _ worker: WorkerID) -> Bool {
    guard !lapses.isEmpty, let lapse = lapses[Int32(trial)], lapse.worker == worker else { return false }
    switch phase {
    case .queued: return false
    case .running(let steps): return steps > lapse.steps
    case .reporting: return lapse.steps < .max
    }
  }

  private mutating func resume(_ trial: Int, _ phase: Holding.Phase, at worker: Int) {
    pardon(trial)
    let steps = if case .running(let steps) = phase { steps } else { 0 }
    hold(trial, worker, sweep: account(of: trial), steps: steps)
    leases[Int(trials[trial].lease)].listed = workers[worker].beats
    workers[worker].progressed = true
    mustShareOut = true
  }

  /// The lapsed attempt is not lost after all, so it does not count.
  private mutating func pardon(_ trial: Int) {
    guard let lapse = lapses.removeValue(forKey: Int32(trial)), lapse.isCounted else { return }
    trials[trial].failures -= min(trials[trial].failures, 1)
  }

  /// Assigns once more what the worker should hold and has not listed for two beats: the assignment got lost.
  private mutating func sendAgain(to worker: Int) {
    var again: [Lease] = []
    for slot in workers[worker].leases {
      let place = Int(slot)
      guard leases[place].listed != workers[worker].beats, again.count < settings.batch,
        leases[place].known + settings.beatInterval * 2 <= now
      else { continue }
      leases[place].known = now
      again.append(trials[Int(leases[place].trial)].lastLease)
    }
    if !again.isEmpty { actions.append(.assign(workers[worker].id, again)) }
  }

  mutating func take(_ reports: [Report], from worker: Int) {
    var acknowledged: [Lease] = []
    var strays: [Lease] = []
    acknowledged.reserveCapacity(reports.count)
    for report in reports {
      if let trial = granted(report.lease), take(report, on: trial, from: worker) {
        acknowledged.append(report.lease)
      } else {
        strays.append(report.lease)
      }
    }
    let id = workers[worker].id
    if acknowledged.isEmpty, !strays.isEmpty { note(foreignReportBy: worker) }
    if !acknowledged.isEmpty || strays.isEmpty { actions.append(.send(id, .acknowledged(acknowledged))) }
    if !strays.isEmpty { actions.append(.send(id, .revoked(strays))) }
  }

  /// Whether the report was for this worker to make; if so it is dealt with for good.
  private mutating func take(_ report: Report, on trial: Int, from worker: Int) -> Bool {
    let id = workers[worker].id
    guard report.lease == trials[trial].lastLease else {
      supersede(report.lease, id)
      return true
    }
    if let place = place(of: trial, heldBy: worker) {
      release(place)
      workers[worker].progressed = true
      noteEnd(at: worker)
      switch report.outcome {
      case .result: note(success: worker)
      case .failure(let failure, _): note(failure, of: report.lease.trial, at: worker)
      }
      end(trial, report.outcome, at: id)
      return true
    }
    if trials[trial].phase == .leased { return false }
    // No lapse: this attempt ended by a report before, and this one repeats it.
    guard let lapse = lapses[Int32(trial)] else { return true }
    guard lapse.worker == id else { return false }
    if case .result = report.outcome {
      // Nobody else has the trial, and any attempt gives the same result: the first one that comes is taken.
      pardon(trial)
      end(trial, report.outcome, at: id)
    } else {
      supersede(report.lease, id)
      // It is over: a beat said before, which comes behind the report, shall not resume it.
      lapses[Int32(trial)] = nil
    }
    return true
  }

  private mutating func end(_ trial: Int, _ outcome: Report.Outcome, at worker: WorkerID) {
    switch outcome {
    case .result(let result):
      bring(trial, to: .finished)
      actions.append(.record(.accepted(trials[trial].lastLease, worker, result: result)))
    case .failure(let failure, let text): fail(trial, at: worker, failure, text)
    }
  }

  private mutating func supersede(_ lease: Lease, _ worker: WorkerID) {
    if superseded.insert(lease).inserted { actions.append(.record(.superseded(lease, worker))) }
  }
}
