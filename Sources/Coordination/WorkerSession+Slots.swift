internal import SweepModel

/// The slots: who runs what, and what becomes of an attempt when a slot ends.
extension WorkerSession {
  mutating func feedSlots(_ now: Duration, _ actions: inout [Action]) {
    guard queued > 0 else { return }
    for slot in slots.indices {
      guard case .idle = slots[slot] else { continue }
      guard let assignment = nextQueued(for: slot) else { break }
      slots[slot] = .running(assignment.lease, steps: 0, since: now)
      held[assignment.lease.trial]?.work = .running(slot: slot)
      if assignment.limits != .none { bounds[slot] = Bound(assignment.limits, since: now) }
      actions.append(.start(slot, assignment))
    }
    feedAhead(&actions)
  }

  /// Gives slots that will soon be done more trials, several at once, and each slot its share of what is queued.
  private mutating func feedAhead(_ actions: inout [Action]) {
    guard let meanSeconds else { return }
    let depth = Int(min(settings.aheadWork / .seconds(1) / meanSeconds, Double(settings.greatestAhead)))
    for slot in slots.indices where depth > 1 && ahead[slot].count * 2 < depth {
      guard case .running = slots[slot] else { continue }
      let share = (queued + slots.count - 1) / slots.count
      for _ in 0..<min(depth - ahead[slot].count, share) {
        guard let assignment = nextQueued(for: slot) else { break }
        ahead[slot].append(assignment.lease)
        held[assignment.lease.trial]?.work = .ahead(assignment)
        actions.append(.start(slot, assignment))
      }
    }
  }

  /// The slot's process has gone on to the next trial that it was given.
  private mutating func advance(_ slot: Int, _ now: Duration) {
    guard let lease = ahead[slot].popFirst() else { return slots[slot] = .idle }
    slots[slot] = .running(lease, steps: 0, since: now)
    guard case .ahead(let assignment) = held[lease] else { return }
    held[lease.trial]?.work = .running(slot: slot)
    if assignment.limits != .none { bounds[slot] = Bound(assignment.limits, since: now) }
  }

  /// Not so when it was revoked while the slot had it in hand: then nobody waits for it.
  private func isRunning(_ lease: Lease, in slot: Int) -> Bool {
    if case .running(slot) = held[lease] { true } else { false }
  }

  /// The slot's process is gone; what it had not begun waits again.
  private mutating func takeBack(from slot: Int) {
    while let lease = ahead[slot].popFirst() {
      guard case .ahead(let assignment) = held[lease] else { continue }
      held[lease.trial]?.work = .queued(assignment)
      queue.append(lease)
      queued += 1
    }
  }

  /// The first in line, if memory is left for it.
  private mutating func nextQueued(for slot: Int) -> Assignment? {
    while let lease = queue.first {
      let assignment = queuedAssignment(lease)
      if let assignment, !fits(assignment.limits, in: slot) { return nil }
      _ = queue.popFirst()
      guard let assignment else { continue }
      queued -= 1
      return assignment
    }
    return nil
  }

  /// Whether the memory that a trial may use is left by what runs in the other slots. Behind another trial of its slot it
  /// takes that one's place, and no more.
  private func fits(_ limits: AttemptLimits, in slot: Int) -> Bool {
    guard let memory = settings.memoryBytes, let need = limits.residentBytes else { return true }
    if case .running = slots[slot] { return need <= bounds[slot]?.limits.residentBytes ?? 0 }
    return bounds.reduce(need) { $1.key == slot ? $0 : $0 + ($1.value.limits.residentBytes ?? 0) } <= memory
  }

  /// Trials that may run at once: one a slot, or as many as memory holds of those that come now.
  private var parallel: Int {
    guard let memory = settings.memoryBytes, let need = memoryNeed, need > 0 else { return offeredSlots }
    return min(offeredSlots, max(1, memory / need))
  }

  private func queuedAssignment(_ lease: Lease) -> Assignment? {
    if case .queued(let assignment) = held[lease] { assignment } else { nil }
  }

  /// Takes queued trials, the last ones first, out of hand.
  mutating func takeSurplus(_ surplus: Int) -> [Lease] {
    var given: [Lease] = []
    while given.count < surplus, let lease = queue.popLast() {
      guard queuedAssignment(lease) != nil else { continue }
      held[lease.trial] = nil
      queued -= 1
      given.append(lease)
    }
    return given
  }

  mutating func spawnWhatIsDown(_ now: Duration, _ actions: inout [Action]) {
    for slot in slots.indices {
      guard case .down(let deaths, let until) = slots[slot], until <= now else { continue }
      slots[slot] = .starting(deaths: deaths)
      actions.append(.spawn(slot))
    }
  }

  mutating func becomeIdle(_ slot: Int) {
    guard slots.indices.contains(slot), case .starting = slots[slot] else { return }
    slots[slot] = .idle
  }

  mutating func move(_ slot: Int, _ steps: Int) {
    guard slots.indices.contains(slot), case .running(let lease, _, let since) = slots[slot] else { return }
    slots[slot] = .running(lease, steps: steps, since: since)
  }

  mutating func finish(
    _ slot: Int, _ outcome: Report.Outcome, _ now: Duration, _ actions: inout [Action]
  ) {
    guard slots.indices.contains(slot), case .running(let lease, _, let since) = slots[slot] else { return }
    if !bounds.isEmpty { bounds[slot] = nil }
    advance(slot, now)
    learn(now - since)
    let log = words[slot].take()
    if isRunning(lease, in: slot) { keepReport(lease, outcome, log: log, since: since, now, &actions) }
  }

  mutating func bury(
    _ slot: Int, _ failure: FailureClass, _ text: String, _ now: Duration, _ actions: inout [Action]
  ) {
    guard slots.indices.contains(slot) else { return }
    bounds[slot] = nil
    takeBack(from: slot)
    let log = words[slot].take()
    switch slots[slot] {
    case .down, .givenUp: break
    case .running(let lease, _, let since):
      slots[slot] = .down(deaths: 0, until: now)
      if isRunning(lease, in: slot) {
        keepReport(lease, .failure(failure, text), log: log, since: since, now, &actions)
      }
    case .idle, .stopping: slots[slot] = .down(deaths: 0, until: now)
    case .starting(let deaths) where deaths + 1 < settings.greatestDeaths:
      let pause = min(settings.firstPause * (1 << min(deaths, 10)), settings.longestPause)
      slots[slot] = .down(deaths: deaths + 1, until: now + pause)
    case .starting:
      slots[slot] = .givenUp
      guard offeredSlots == 0 else { return }
      if link == .welcomed { actions.append(.say(.left)) }
      end(.noSlotRuns(text), &actions)
    }
  }

  /// Slots that run or may yet.
  var offeredSlots: Int {
    slots.count { if case .givenUp = $0 { false } else { true } }
  }

  /// Forgets a lease; the slot that runs it is killed, or ended in another way.
  mutating func drop(
    _ lease: Lease, _ now: Duration, by ending: (Int) -> Action = Action.kill, _ actions: inout [Action]
  ) {
    guard let found = held[lease.trial], found.attempt == lease.attempt else { return }
    letGo(lease.trial, now, &actions)
    held[lease.trial] = nil
    switch found.work {
    case .awaiting: break
    case .queued: queued -= 1
    case .ahead: break
    case .reporting:
      reporting -= 1
      if found.isSpooled { actions.append(.unspool(lease)) }
    case .running(let slot):
      bounds[slot] = nil
      slots[slot] = .stopping
      takeBack(from: slot)
      actions.append(ending(slot))
    }
  }

  private mutating func learn(_ length: Duration) {
    let seconds = max(length / .seconds(1), 1e-6)
    meanSeconds = meanSeconds.map { $0 + 0.1 * (seconds - $0) } ?? seconds
  }

  /// How many leases in all this worker is willing to hold: one for each slot, and more when trials are short.
  func room(_ now: Duration) -> Int {
    guard leaveBy == nil, misfit == nil else { return 0 }
    guard let meanSeconds else { return parallel }
    let ahead = settings.queuedWork / .seconds(1) / max(meanSeconds, leastElapsed(now) / 4)
    return parallel * max(1, min(settings.greatestDepth, 1 + Int(min(ahead, 1e6).rounded())))
  }

  /// Seconds that every running trial has taken so far; 0 while a slot is free.
  private func leastElapsed(_ now: Duration) -> Double {
    var least = Double.infinity
    for slot in slots {
      guard case .running(_, _, let since) = slot else { return 0 }
      least = min(least, (now - since) / .seconds(1))
    }
    return least.isFinite ? least : 0
  }
}

extension [TrialID: WorkerSession.Held] {
  /// What becomes of a lease, unless it is unknown or another attempt took its place.
  subscript(lease: Lease) -> WorkerSession.Work? {
    guard let held = self[lease.trial], held.attempt == lease.attempt else { return nil }
    return held.work
  }
}
