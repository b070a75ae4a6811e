internal import SweepModel

/// The conversation with the coordinator.
extension WorkerSession {
  mutating func open(_ now: Duration, _ actions: inout [Action]) {
    link = .open
    sayHello(now, &actions)
  }

  private mutating func sayHello(_ now: Duration, _ actions: inout [Action]) {
    nextTry = now + settings.answerTime + nextPause()
    saidHello = now
    let hello = Hello(
      worker: identity.worker, host: identity.host, slots: max(offeredSlots, 1), room: room(now),
      numerics: identity.numerics, coreType: identity.coreType, held: holdings())
    actions.append(.say(.hello(hello)))
  }

  /// The connection is gone, or nobody answers on it.
  mutating func breakOff(_ now: Duration) {
    guard link != .down else { return }
    link = .down
    supply.isOnline = false
    nextTry = now + nextPause()
  }

  mutating func tryToConnect(_ now: Duration, _ actions: inout [Action]) {
    link = .down
    supply.isOnline = false
    nextTry = now + nextPause()
    actions.append(.connect)
  }

  /// Between half and all of a pause that doubles with each use, and stays well below a lease: a coordinator that
  /// is back keeps this worker's leases for one lease length.
  private mutating func nextPause() -> Duration {
    defer { pause = min(pause * 2, settings.longestPause, leaseLength / 4) }
    return pause * (0.5 + 0.5 * random.uniform())
  }

  mutating func hear(_ message: CoordinatorMessage, _ now: Duration, _ actions: inout [Action]) {
    lastHeard = now
    switch message {
    case .welcome(let beatInterval, let leaseLength):
      self.beatInterval = max(beatInterval, .milliseconds(1))
      self.leaseLength = max(leaseLength, self.beatInterval * 3)
      pause = settings.firstPause
      link = .welcomed
      nextBeat = now + self.beatInterval
      sayAllAgain(now)
      supplyAgain(now, &actions)
    case .assign(let assignments):
      for assignment in assignments { accept(assignment, now, &actions) }
    case .acknowledged(let leases):
      for lease in leases {
        if isReporting(lease) { drop(lease, now, &actions) }
      }
      while let said = unacknowledged.first, !isReporting(said.lease) { _ = unacknowledged.popFirst() }
    case .revoked(let leases):
      for lease in leases { drop(lease, now, &actions) }
    case .whoAreYou:
      if link == .open, let saidHello, now < saidHello + beatInterval { return }
      open(now, &actions)
    case .refused(let text): end(.refused(text), &actions)
    case .piece(let piece): hear(piece, now, &actions)
    case .probe(let number, let specification): begin(number, specification, now, &actions)
    case .withheld(let data, let text): hear(data, isWithheld: text, now, &actions)
    }
  }

  /// A lease that is held already is left alone, and of two attempts of one trial the later one counts.
  private mutating func accept(_ assignment: Assignment, _ now: Duration, _ actions: inout [Action]) {
    let lease = assignment.lease
    if let other = held[lease.trial] {
      guard other.attempt < lease.attempt else { return }
      drop(Lease(lease.trial, other.attempt), now, &actions)
    }
    guard leaveBy == nil, !isSettling else { return actions.append(.say(.handedBack([lease]))) }
    if let misfit = misfit(of: assignment.limits, now) { return decline(assignment, misfit, now, &actions) }
    hasWorked = true
    memoryNeed = assignment.limits.residentBytes
    if let data = assignment.data { return waitForData(assignment, data, now, &actions) }
    held[lease.trial] = Held(attempt: lease.attempt, work: .queued(assignment))
    queue.append(lease)
    queued += 1
  }

  /// Says everything held. What is queued far beyond the room, because trials turned out long, goes back.
  mutating func beat(_ now: Duration, _ actions: inout [Action]) {
    nextBeat = now + beatInterval
    let room = self.room(now)
    let surplus = leaveBy == nil ? takeSurplus(held.count - max(2 * room, 2)) : []
    if !surplus.isEmpty { actions.append(.say(.handedBack(surplus))) }
    actions.append(.say(.beat(room: room, held: holdings())))
  }

  /// Everything held, by trial and attempt.
  private func holdings() -> [Holding] {
    var holdings: [Holding] = []
    holdings.reserveCapacity(held.count)
    for (trial, held) in held {
      let lease = Lease(trial, held.attempt)
      switch held.work {
      case .awaiting:
        // Whoever waits for data moves with it: so a stalled fetch loses its leases like a hung trial.
        let steps = held.data.map { supply.steps(of: $0) } ?? 0
        holdings.append(Holding(lease, .running(steps: steps)))
      case .queued, .ahead: holdings.append(Holding(lease, .queued))
      case .reporting: holdings.append(Holding(lease, .reporting))
      case .running(let slot):
        guard case .running(_, let steps, _) = slots[slot] else { continue }
        holdings.append(Holding(lease, .running(steps: held.steps + steps)))
      }
    }
    return holdings.sorted { $0.lease < $1.lease }
  }

  /// Gives back what is not finished. Reports that wait get a little time to be acknowledged.
  mutating func leave(_ now: Duration, _ actions: inout [Action]) {
    guard leaveBy == nil else { return }
    leaveBy = now + settings.leavingTime
    var given: [Lease] = []
    for (trial, held) in held {
      if case .reporting = held.work { continue }
      given.append(Lease(trial, held.attempt))
    }
    given.sort()
    for lease in given { drop(lease, now, by: Action.release, &actions) }
    guard link == .welcomed else { return }
    beat(now, &actions)
    if !given.isEmpty { actions.append(.say(.handedBack(given))) }
  }
}
