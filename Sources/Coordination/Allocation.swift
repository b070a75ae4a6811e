/// Decides how many worker jobs a batch system should hold for the trials that wait, and which jobs to give up.
///
/// A value: the loop around it asks the batch system for the allocation's jobs and the coordinator for its trials, says
/// what it found, and carries out what this answers. It remembers no job that it submitted: every decision rests on a
/// new look, so a loop that was killed goes on where it stood, and a submission whose answer was lost is not repeated.
package struct Allocation: Sendable {
  let settings: Settings
  /// When to look again.
  package private(set) var nextLook = Duration.zero

  private var looking = Backoff()
  private var submitting = Backoff()
  private var failing = Backoff()
  /// Jobs that were over when it was last looked and are still listed, and those of the listed ones that were seen to run.
  private var counted: Set<JobID> = []
  private var haveRun: Set<JobID> = []
  private var lastFailed: JobID?
  /// Trials that had ended when it was last looked.
  private var endedTrials = 0
  /// When each running job was first seen to run.
  private var runningSince: [JobID: Duration] = [:]
  private var surplusSince: Duration?

  package init(_ settings: Settings) { self.settings = settings }

  package mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    switch event {
    case .looked(let jobs, let demand):
      nextLook = now + settings.interval
      return looking.succeed() + weigh(jobs, demand, at: now) + cancelSurplus(jobs, demand, at: now)
        + submitMissing(jobs, demand, at: now)
    case .couldNotLook(let step, let reason):
      let actions = looking.fail(step, reason, settings, at: now)
      nextLook = looking.until
      return actions
    case .accepted: return submitting.succeed()
    case .refused(let reason):
      return submitting.fail(.submit, reason, settings, at: now)
    }
  }

  /// Jobs that failed on their own put new ones off, and so do jobs that ran and ended while trials waited and nobody had any;
  /// until one that was submitted later has proved itself.
  private mutating func weigh(_ jobs: [Job], _ demand: Demand, at now: Duration) -> [Action] {
    func those(_ state: Job.State) -> Set<JobID> { Set(jobs.lazy.filter { $0.state == state }.map(\.id)) }
    let (failed, ended, running) = (those(.failed), those(.ended), those(.running))
    runningSince = Dictionary(uniqueKeysWithValues: running.map { ($0, runningSince[$0] ?? now) })
    let newlyFailed = failed.subtracting(counted)
    let newlyEnded = ended.intersection(haveRun).subtracting(counted)
    counted = failed.union(ended)
    haveRun = haveRun.union(running).intersection(jobs.map(\.id))
    let isWorkDone = demand.running > 0 || demand.ended > endedTrials
    endedTrials = demand.ended
    if let last = newlyFailed.max() { return putOff(last, "failed", at: now) }
    if let last = newlyEnded.max(), !isWorkDone, demand.waiting > 0 {
      return putOff(last, "ended and no trial with it", at: now)
    }
    let proof = runningSince.contains { id, since in
      id > (lastFailed ?? id) && now - since >= settings.provenAfter
    }
    return proof && isWorkDone ? failing.succeed() : []
  }

  private mutating func putOff(_ job: JobID, _ how: String, at now: Duration) -> [Action] {
    lastFailed = max(job, lastFailed ?? job)
    return failing.fail(.run, "job \(job) \(how)", settings, at: now)
  }

  private func workers(for trials: Int) -> Int {
    (max(trials, 0) + settings.slots - 1) / settings.slots
  }

  /// Pending jobs that nobody needs go at once when all trials have ended, else when they were too many for a while.
  private mutating func cancelSurplus(_ jobs: [Job], _ demand: Demand, at now: Duration) -> [Action] {
    let pending = jobs.filter { $0.state == .pending }.map(\.id).sorted()
    let surplus = pending.count - min(workers(for: demand.waiting), settings.maxWorkers)
    guard surplus > 0 else {
      surplusSince = nil
      return []
    }
    let since = surplusSince ?? now
    surplusSince = since
    guard demand.waiting + demand.running == 0 || now - since >= settings.surplusAfter else { return [] }
    surplusSince = nil
    return [.cancel(Array(pending.suffix(surplus)))]
  }

  private mutating func submitMissing(_ jobs: [Job], _ demand: Demand, at now: Duration) -> [Action] {
    guard now >= submitting.until, now >= failing.until else { return [] }
    // While jobs do nothing, one at a time is tried.
    let isTried = failing.failures > 0 && jobs.contains { $0.state.isAlive && $0.id > (lastFailed ?? $0.id) }
    guard !isTried else { return [] }
    let alive = jobs.count { $0.state.isAlive }
    let pending = jobs.count { $0.state == .pending }
    // A job that has just begun to run has not been given its trials yet.
    let fresh = runningSince.values.count { now - $0 < settings.provenAfter }
    let wanted = min(workers(for: demand.waiting + demand.running), settings.maxWorkers)
    let missing = min(wanted - alive, workers(for: demand.waiting) - pending - fresh)
    guard missing > 0 else { return [] }
    let isTrying = submitting.failures + failing.failures > 0
    return [.submit(isTrying ? 1 : min(missing, settings.greatestBatch))]
  }
}

/// Pauses that double with each failure in a row.
private struct Backoff: Sendable {
  private(set) var failures = 0
  private(set) var until = Duration.zero
  private var step: Allocation.Step?
  private var toldReason: String?

  /// The same reason is told once.
  mutating func fail(
    _ step: Allocation.Step, _ reason: String, _ settings: Allocation.Settings, at now: Duration
  ) -> [Allocation.Action] {
    let pause = min(settings.firstPause * (1 << min(failures, 20)), settings.longestPause)
    failures += 1
    until = now + pause
    self.step = step
    // Which job it was changes each time, and is told once as well.
    let kind = step == .run ? "" : reason
    guard toldReason != kind else { return [] }
    toldReason = kind
    return [.tell(.refused(step, reason: reason, pause: pause, longest: settings.longestPause))]
  }

  /// Tells what works again, if it did not.
  mutating func succeed() -> [Allocation.Action] {
    defer { self = Backoff() }
    return failures > 0 ? step.map { [.tell(.answersAgain($0))] } ?? [] : []
  }
}
