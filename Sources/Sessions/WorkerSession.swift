package import Coordination
package import SweepModel

/// Decides what a worker's machine does: which slot runs which trial, what is said to the coordinator and when.
///
/// A value, like `Dispatcher`: the agent around it owns clock, socket and processes, tells it what happened and
/// carries out what it answers. It never gives up because the coordinator is silent: slots go on, reports are kept
/// until they are acknowledged, and each new connection begins with everything it holds.
package struct WorkerSession: Sendable {
  /// What its hello says, but for what it holds.
  let identity: Hello
  let settings: Settings
  var link: Link
  /// A lease that the worker knows of is in one of both: in `work` until it ends, then in `reports`.
  var work = WorkTable()
  var reports: ReportQueue
  var slots: SlotTable
  var stay: Stay
  var supply: DataSupply
  /// The trial under way that the coordinator wants run besides all others.
  var probe: (number: UInt32, until: Duration)?
  package private(set) var isEnded = false
  /// Of the event that is being handled: its time, and what to do.
  private(set) var now = Duration.zero
  var actions: [Action] = []

  /// - Parameters:
  ///   - reports: what a dead worker of this machine has left on its disk. The session delivers them and runs nothing: it
  ///     says hello under that worker's name, reports under its leases, and leaves, whereupon everything else that worker
  ///     held waits again.
  ///   - random: spreads the tries of many workers to connect again.
  package init(
    _ identity: Hello, settling reports: [Report]? = nil, settings: Settings = Settings(),
    random: RandomStream
  ) {
    self.identity = identity
    self.settings = settings
    self.reports = ReportQueue(settings.reports, spooled: reports ?? [])
    link = Link(settings.link, random: random)
    slots = SlotTable(reports == nil ? identity.slots : 0, settings.slots)
    stay = Stay(settings.stay, isSettling: reports != nil)
    supply = DataSupply(settings.data)
  }

  package var worker: WorkerID { identity.worker }
  /// Leases in hand: in a slot, queued and ended but not acknowledged.
  package var counts: (running: Int, queued: Int, reporting: Int) {
    (work.count - work.queued, work.queued, reports.count)
  }
  var holdsNothing: Bool { work.isEmpty && reports.count == 0 }

  /// Adds what to do to `answer`.
  package mutating func handle(_ event: Event, at time: Duration, into answer: inout [Action]) {
    guard !isEnded else { return }
    now = time
    swap(&actions, &answer)
    defer { swap(&actions, &answer) }
    switch event {
    case .connected: sayHello()
    case .disconnected: if link.state != .down { goDown() }
    case .said(let message): hear(message)
    case .slotReady(let slot): slots.becomeIdle(slot)
    case .slotMoved(let slot, let steps, let news): slots.move(slot, steps, news)
    case .slotWrote(let slot, let bytes): slots.write(slot, bytes)
    case .slotFinished(let slot, let outcome): finish(slot, outcome)
    case .slotEnded(let slot, let trial, let outcome): end(trial, in: slot, outcome)
    case .slotFreed(let slot), .slotPutOff(let slot): putOff(slot)
    case .slotHolds(let slot, let bytes): weigh(slot, bytes)
    case .slotDied(let slot, let failure, let text): bury(slot, failure, text)
    case .data(let news): supply.hear(news, at: now)
    case .probed(let outcome): endProbe(outcome)
    case .askedToLeave: leave()
    case .timePassed: break
    }
    serveSupply()
    doWhatIsDue()
  }

  /// When to say `.timePassed` at the latest.
  package var nextDeadline: Duration? {
    guard !isEnded else { return nil }
    var soonest = link.nextDeadline
    if link.isWelcomed, let due = reports.nextDeadline { soonest = min(soonest, due) }
    if let probe { soonest = min(soonest, probe.until) }
    if let due = supply.nextDeadline { soonest = min(soonest, due) }
    if let leaveBy = stay.leaveBy { return min(soonest, leaveBy) }
    if let departure = stay.departure { soonest = min(soonest, departure) }
    if let due = slots.nextDeadline { soonest = min(soonest, due) }
    return soonest
  }

  private mutating func doWhatIsDue() {
    guard !isEnded else { return }
    leaveIfDue()
    guard !isEnded else { return }
    supply.timePassed(at: now)
    serveSupply()
    endOverdueProbe()
    if !stay.isLeaving {
      endWhatIsOverdue()
      slots.spawnWhatIsDown(at: now, &actions)
      slots.feed(from: &work, at: now, &actions)
    }
    if link.isSilent(at: now) { goDown() }
    if link.isWelcomed {
      reports.repeatWhatIsDue(at: now)
      sayReports()
      if link.isBeatDue(at: now) { beat() }
    } else if link.isTryDue(at: now) {
      goDown()
      actions.append(.connect)
    }
    if stay.isOver(reports: reports.count, isSayingHello: link.state == .open, at: now) {
      end(.left, sayingSo: link.state != .down)
    }
  }

  mutating func end(_ ending: Ending, sayingSo isHeard: Bool) {
    if isHeard { actions.append(.say(.left)) }
    isEnded = true
    actions.append(.end(ending))
  }
}
