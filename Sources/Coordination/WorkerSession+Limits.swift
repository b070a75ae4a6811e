internal import SweepModel

/// Limits of an attempt: its slot is ended when it goes beyond one, and the attempt has failed.
extension WorkerSession {
  struct Bound: Sendable {
    let limits: AttemptLimits
    let until: Duration?

    init(_ limits: AttemptLimits, since now: Duration) {
      self.limits = limits
      until = limits.time.map { now + $0 }
    }
  }

  mutating func endWhatIsOverdue(_ now: Duration, _ actions: inout [Action]) {
    guard !bounds.isEmpty else { return }
    for slot in slots.indices {
      guard let bound = bounds[slot], let until = bound.until, let time = bound.limits.time, until <= now
      else { continue }
      stop(slot, .timedOut, "It ran longer than its limit of \(time).", now, &actions)
    }
  }

  mutating func weigh(_ slot: Int, _ residentBytes: Int, _ now: Duration, _ actions: inout [Action]) {
    guard let limit = bounds[slot]?.limits.residentBytes, residentBytes > limit else { return }
    stop(
      slot, .outOfMemory,
      "Its slot had \(residentBytes >> 20) MiB in use, above its limit of \(limit >> 20) MiB.", now, &actions)
  }

  private mutating func stop(
    _ slot: Int, _ failure: FailureClass, _ text: String, _ now: Duration, _ actions: inout [Action]
  ) {
    bounds[slot] = nil
    guard case .running(let lease, _, let since) = slots[slot] else { return }
    slots[slot] = .stopping
    actions.append(.kill(slot))
    keepReport(lease, .failure(failure, text), log: words[slot].take(), since: since, now, &actions)
  }
}
