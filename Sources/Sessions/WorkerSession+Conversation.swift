internal import Coordination
internal import SweepModel

/// The conversation with the coordinator.
extension WorkerSession {
  mutating func sayHello() {
    link.helloSaid(at: now)
    var hello = identity
    hello.slots = max(slots.offered, 1)
    (hello.room, hello.held) = (room, holdings())
    actions.append(.say(.hello(hello)))
  }

  mutating func goDown() {
    link.goDown(at: now)
    supply.isOnline = false
  }

  mutating func hear(_ message: CoordinatorMessage) {
    link.heard(at: now)
    switch message {
    case .welcome(let beatInterval, let leaseLength):
      link.welcomed(beatInterval: beatInterval, leaseLength: leaseLength, at: now)
      reports.putUpAll(at: now)
      supply.reconnected(at: now)
    case .assign(let assignments):
      let before = room
      for assignment in assignments { accept(assignment) }
      // Whoever gave one trial does not know that many of them share a process.
      if slots.batchNeed > 1, room > before, link.isWelcomed { beat() }
    case .acknowledged(let leases):
      for lease in leases { forgetReport(of: lease) }
      reports.forgetAcknowledged()
    case .revoked(let leases):
      for lease in leases { drop(lease) }
    case .whoAreYou: if !link.isSayingHello(at: now) { sayHello() }
    case .refused(let text): end(.refused(text), sayingSo: false)
    case .piece(let piece): supply.hear(piece, at: now)
    case .probe(let number, let specification): begin(number, specification)
    case .withheld(let data, let text): supply.refused(data, text, at: now)
    }
  }

  /// A lease that is held already is left alone, and of two attempts of one trial the later one counts.
  private mutating func accept(_ given: Assignment) {
    var assignment = given
    // The wire has it beside the specification.
    assignment.limits.manner = AssignedText.read(given.specification)?.manner
    let lease = assignment.lease
    if let other = work.attempt(of: lease.trial) ?? reports.attempt(of: lease.trial) {
      guard other < lease.attempt else { return }
      drop(Lease(lease.trial, other))
    }
    guard stay.takesTrials else { return actions.append(.say(.handedBack([lease]))) }
    if let misfit = stay.misfit(of: assignment.limits, at: now) ?? slots.misfit(of: assignment.limits) {
      if stay.decline(misfit) { beat() }
      return actions.append(.say(.handedBack([lease])))
    }
    stay.takeTrial()
    slots.expect(assignment.limits, at: now)
    let batch = BatchKey(assignment)
    if let data = assignment.data { return waitForData(assignment, data, batch) }
    work.add(lease, .queued(assignment), batch: batch)
  }

  /// How many leases in all this worker is willing to hold.
  private var room: Int { stay.asksForTrials ? slots.room(at: now) : 0 }

  /// Says everything held. What is queued far beyond the room, because trials turned out long, goes back.
  mutating func beat() {
    link.beatSaid(at: now)
    let room = self.room
    var surplus: [Lease] = []
    while !stay.isLeaving, work.count + reports.count > max(2 * room, 2), let lease = work.last() {
      drop(lease)
      surplus.append(lease)
    }
    if !surplus.isEmpty { actions.append(.say(.handedBack(surplus))) }
    actions.append(.say(.beat(room: room, held: holdings())))
  }

  /// Everything held, by trial and attempt.
  private func holdings() -> [Holding] {
    var holdings: [Holding] = []
    holdings.reserveCapacity(work.count + reports.count)
    for (trial, entry) in work.entries {
      let lease = Lease(trial, entry.attempt)
      switch entry.stage {
      case .awaiting:
        // Whoever waits for data moves with it: so a stalled fetch loses its leases like a hung trial.
        let steps = entry.data.map { supply.steps(of: $0) } ?? 0
        holdings.append(Holding(lease, .running(steps: steps)))
      case .queued, .ahead: holdings.append(Holding(lease, .queued))
      case .running(let slot):
        guard let steps = slots.steps(of: lease, in: slot) else { continue }
        holdings.append(
          Holding(lease, .running(steps: entry.steps + steps), news: slots.entries[slot].news))
      }
    }
    for lease in reports.leases { holdings.append(Holding(lease, .reporting)) }
    return holdings.sorted { $0.lease < $1.lease }
  }

  mutating func sayReports() {
    let messages = reports.takeDue(at: now, isIdle: work.queued == 0 && slots.isNothingAhead)
    for reports in messages { actions.append(.say(.reported(room: room, reports))) }
  }

  mutating func leaveIfDue() {
    switch stay.due(isIdle: holdsNothing, at: now) {
    case .leave: leave()
    case .end(let misfit): end(.nothingFits(misfit), sayingSo: link.isWelcomed)
    case nil: break
    }
  }

  /// Gives back what is not finished. Reports that wait get a little time to be acknowledged.
  mutating func leave() {
    guard !stay.isLeaving else { return }
    stay.leave(at: now)
    let given = work.leases
    for lease in given { drop(lease, by: Action.release) }
    guard link.isWelcomed else { return }
    beat()
    if !given.isEmpty { actions.append(.say(.handedBack(given))) }
  }
}
