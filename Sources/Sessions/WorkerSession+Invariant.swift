internal import Coordination
internal import SweepModel

extension WorkerSession {
  /// The first thing found that should never be, in words; `nil` when all is well. For tests: it looks at everything.
  package func brokenInvariant() -> String? {
    link.brokenInvariant() ?? work.brokenInvariant() ?? reports.brokenInvariant() ?? slots.brokenInvariant()
      ?? stay.brokenInvariant() ?? supply.brokenInvariant() ?? brokenWork() ?? brokenSlot() ?? brokenStay()
  }

  private func brokenWork() -> String? {
    var uses: [DataID: Int] = [:]
    for (trial, entry) in work.entries {
      let lease = Lease(trial, entry.attempt)
      if reports.attempt(of: trial) != nil { return "\(trial.short) is at work and reported" }
      if let data = entry.data { uses[data, default: 0] += 1 }
      switch entry.stage {
      case .queued: break
      case .awaiting:
        if case .here = entry.data.flatMap({ supply.needs[$0]?.stage }) {
          return "\(trial.short) awaits what is here"
        }
      case .ahead:
        if !slots.entries.contains(where: { $0.ahead.waiting.contains(lease) }) {
          return "\(trial.short) is ahead in no slot"
        }
      case .running(let slot):
        if slots.steps(of: lease, in: slot) == nil { return "\(trial.short) runs in a slot that runs it not" }
      }
    }
    let needed = supply.needs.mapValues(\.uses)
    return uses == needed ? nil : "trials use \(uses) data sets, the supply counts \(needed)"
  }

  private func brokenSlot() -> String? {
    for (slot, entry) in slots.entries.enumerated() {
      switch entry.state {
      case .running(let leases, _, _):
        // The process of several trials may outlive them for a while.
        if entry.limits != .none, !leases.isEmpty, !leases.allSatisfy({ work.runs($0, in: slot) }) {
          return "slot \(slot) is bound for nobody"
        }
      case .idle:
        let isBounded = settings.slots.memoryBytes != nil || settings.slots.cores < .max
        if work.queued > 0, !isBounded, slots.gatheringUntil == nil, !isEnded, !stay.isLeaving {
          return "slot \(slot) is idle while \(work.queued) trials are queued"
        }
      default: break
      }
    }
    return nil
  }

  private func brokenStay() -> String? {
    if !stay.takesTrials, !work.isEmpty { return "it takes no trials and has \(work.count)" }
    if !stay.takesTrials, slots.offered > 0, !stay.isLeaving { return "it only delivers and has slots" }
    return supply.isOnline && link.state == .down ? "data is asked for and the link is down" : nil
  }
}
