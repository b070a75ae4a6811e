internal import SweepModel

extension Dispatcher {
  /// The first thing found that should never be, in words; `nil` when all is well. For tests: it looks at everything.
  package func brokenInvariant() -> String? {
    brokenTrial() ?? brokenSweep() ?? brokenGrowth() ?? brokenLease() ?? brokenWorker()
  }

  private func brokenTrial() -> String? {
    var counted = Counts()
    for place in trials.all {
      let trial = trials[place]
      counted[trial.phase] += 1
      let isLeased = trial.phase == .leased
      if isLeased != (trial.lease >= 0) {
        return "\(trial.id.short) is \(trial.phase) by lease \(trial.lease)"
      }
      if isLeased, !leases.contains(Int(trial.lease)) || leases[Int(trial.lease)].trial != Int32(place) {
        return "\(trial.id.short) points at a lease of another trial"
      }
      if trial.phase == .failed, trial.lastFailure == nil { return "\(trial.id.short) failed for no reason" }
      if lapses[Int32(place)] != nil, isLeased || trial.phase == .finished {
        return "\(trial.id.short) is \(trial.phase) and lapsed"
      }
    }
    return counted == trials.counts ? nil : "counted \(counted), kept \(trials.counts)"
  }

  private func brokenSweep() -> String? {
    var charged: [Int32: Int] = [:]
    for place in trials.all {
      let trial = trials[place]
      let rest = restingPhase(of: place)
      switch trial.phase {
      case .waiting, .held, .withdrawn:
        if trial.phase != rest { return "\(trial.id.short) is \(trial.phase), its sweeps say \(rest)" }
        let isLapsed = lapses[Int32(place)] != nil
        if rest == .withdrawn, isLapsed { return "\(trial.id.short) is withdrawn and lapsed" }
      case .leased:
        if rest == .withdrawn { return "\(trial.id.short) runs and no sweep asks for it" }
        let account = leases[Int(trial.lease)].sweep
        let isOwn = sweeps(of: place).contains(Int(account))
        if !isOwn { return "\(trial.id.short) runs on another sweep's account" }
        charged[account, default: 0] += 1
      case .finished, .failed: break
      }
    }
    for place in sweeps.all {
      let sweep = sweeps[place]
      let queued = Set(sweep.returned.waiting).union(sweep.fresh.waiting)
      if sweep.state != .active, !queued.isEmpty { return "\(sweep.id.short) is \(sweep.state) and queues" }
      let running = charged[Int32(place), default: 0]
      if sweep.running != running { return "\(sweep.id.short) counts \(sweep.running) of \(running) leases" }
      for trial in sweep.members {
        let isKnown = sweeps(of: Int(trial)).contains(place)
        if !isKnown { return "\(sweep.id.short) has a trial that knows it not" }
        if sweep.state == .active, trials[Int(trial)].phase == .waiting, !queued.contains(trial) {
          return "\(trials[Int(trial)].id.short) waits and its sweep's queue lacks it"
        }
      }
    }
    return nil
  }

  private func brokenLease() -> String? {
    var last = Duration.zero
    var seen = 0
    var place = leases.oldest
    while let current = place {
      let lease = leases[current]
      if lease.deadline < last { return "lease \(current) expires before one renewed earlier" }
      if lease.deadline > now + settings.leaseLength { return "lease \(current) lasts too long" }
      let list = workers[Int(lease.worker)].leases
      if !workers.isKnown(Int(lease.worker)) || !list.indices.contains(Int(lease.position))
        || Int(list[Int(lease.position)]) != current
      {
        return "lease \(current) is not in its worker's list"
      }
      (last, seen, place) = (lease.deadline, seen + 1, leases.next(after: current))
    }
    if seen != leases.count || seen != counts.running { return "\(seen) leases for \(counts.running) trials" }
    return nil
  }

  /// Whether some trial waits that the worker takes.
  private func hasWork(for worker: WorkerEntry) -> Bool {
    sweeps.all.contains { place in
      sweeps[place].state == .active && worker.takes(sweeps[place].programGPUs)
        && sweeps[place].members.contains { trials[Int($0)].phase == .waiting }
    }
  }

  private func brokenWorker() -> String? {
    var (slots, held) = (0, 0)
    for place in workers.all where workers.isKnown(place) {
      let worker = workers[place]
      held += worker.leases.count
      let isPresent = worker.presence == .present
      if workers.isPresent(place) != isPresent { return "'\(worker.id)' is in the wrong list" }
      if workers.place(of: worker.id) != place { return "'\(worker.id)' is not found by its name" }
      guard isPresent else { continue }
      slots += worker.slots
      if counts.waiting > 0, worker.leases.count < capacity(of: place), hasWork(for: worker) {
        return "'\(worker.id)' has room while \(counts.waiting) trials wait"
      }
    }
    if slots != workers.presentSlots { return "\(slots) slots, \(workers.presentSlots) were counted" }
    return held == leases.count ? nil : "workers hold \(held) of \(leases.count) leases"
  }
}
