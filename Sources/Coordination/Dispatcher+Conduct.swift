internal import SweepModel

/// Workers and hosts that keep failing get nothing new for a while, as long as others are there.
extension Dispatcher {
  mutating func note(success worker: Int) {
    if workers[worker].conduct != nil { workers[worker].conduct = nil }
    if !hosts.isEmpty { hosts[workers[worker].host] = nil }
  }

  mutating func note(_ failure: FailureClass, of trial: TrialID, at worker: Int) {
    let host = workers[worker].host
    let ofHost = hosts[host, default: Conduct()].attemptFailed(trial, failure, settings.hostRule)
    // A place without a record has a clean one.
    var conduct = workers[worker].conduct ?? Conduct()
    let ofWorker = conduct.attemptFailed(trial, failure, settings.workerRule)
    workers[worker].conduct = conduct
    if let ofHost {
      setAside(workers.all.filter { workers.isKnown($0) && workers[$0].host == host }, for: ofHost)
    } else if let ofWorker {
      setAside([worker], for: ofWorker)
    }
  }

  /// Unless nobody else is left to do the work.
  private mutating func setAside(_ places: [Int], for pause: Duration) {
    guard
      workers.all.contains(where: { workers.isPresent($0) && asideUntil[$0] == nil && !places.contains($0) })
    else { return }
    for place in places {
      asideUntil[place] = now + pause
      let failures = max(workers[place].conduct?.failed.count ?? 0, 1)
      actions.append(
        .record(.workerSetAside(workers[place].id, host: workers[place].host, failures: failures, pause)))
    }
    mustShareOut = true
  }

  /// Takes back those whose time is over.
  mutating func readmit() {
    for (place, until) in asideUntil where until <= now {
      asideUntil[place] = nil
      workers[place].deeds.isShunned = false
      mustShareOut = true
    }
  }

  /// When only workers that are set aside are left, they are better than none.
  mutating func readmitAllIfAlone() {
    guard !asideUntil.isEmpty else { return }
    let isAlone = !workers.all.contains { workers.isPresent($0) && asideUntil[$0] == nil }
    if isAlone { asideUntil = asideUntil.filter { workers[$0.key].deeds.isShunned } }
  }
}
