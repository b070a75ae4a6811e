package import SweepModel

/// Decides what a worker's machine does: which slot runs which trial, what is said to the coordinator and when.
///
/// A value, like `Dispatcher`: the agent around it owns clock, socket and processes, tells it what happened and
/// carries out what it answers. It never gives up because the coordinator is silent: slots go on, reports are kept
/// until they are acknowledged, and each new connection begins with everything it holds.
package struct WorkerSession: Sendable {
  let identity: Identity
  let settings: Settings
  var random: RandomStream

  /// Every lease the worker knows of; of one trial the latest attempt.
  var held: [TrialID: Held] = [:]
  /// Leases that wait for a slot, in order; one that is no longer queued is skipped.
  var queue = Fifo<Lease>()
  var queued = 0
  var slots: [Slot]
  /// The last words of each slot since its last trial ended.
  var words: [LogTail]
  /// Slots whose trial has limits.
  var bounds: [Int: Bound] = [:]
  /// What each slot's process was given besides the trial that it runs, in order.
  var ahead: [Fifo<Lease>]
  /// Ended attempts not said yet, and those said, by when.
  var unsent: [Lease] = []
  var oldestUnsent = Duration.zero
  var unacknowledged = Fifo<Said>()
  var reporting = 0
  /// Running mean of the seconds a trial takes.
  var meanSeconds: Double?

  var link = Link.down
  var beatInterval = Duration.seconds(1)
  var leaseLength = Duration.seconds(30)
  var nextBeat = Duration.zero
  var lastHeard = Duration.zero
  var saidHello: Duration?
  /// When to connect again unless welcomed before, and how long the pause after that may be.
  var nextTry = Duration.zero
  var pause: Duration
  var leaveBy: Duration?
  /// Since when nothing is held.
  var idleSince: Duration?
  /// What a trial asked for beyond what is left here, so that no more are asked for.
  var misfit: Misfit?
  /// Memory that the last trial given may use.
  var memoryNeed: Int?
  var hasWorked = false
  package internal(set) var isEnded = false
  /// Only delivers what a dead worker left behind.
  var isSettling = false
  var supply: DataSupply
  /// The probe under way.
  var probe: (number: UInt32, until: Duration)?

  struct Held: Sendable {
    let attempt: Attempt
    var work: Work
    /// The data set that it reads, until it ends.
    var data: DataID?
    /// Pieces of its data that had come when it was started: its counter goes on from there.
    var steps = 0
    /// Its report is on this machine's disk.
    var isSpooled = false
  }

  /// What becomes of a lease here.
  enum Work: Sendable {
    /// Its data is looked for or on its way. Next: queued, reporting when there is none, or dropped.
    case awaiting(Assignment)
    /// Waits for a slot. Next: running, or dropped.
    case queued(Assignment)
    /// Given to a slot that runs another trial first. Next: running, queued when the slot dies, or dropped.
    case ahead(Assignment)
    /// Next: reporting, or dropped.
    case running(slot: Int)
    /// Ended. Next: dropped, once acknowledged or revoked.
    case reporting(Report.Outcome, log: String)
  }

  struct Said: Sendable {
    var lease: Lease
    var at: Duration
  }

  enum Link: Sendable {
    /// No connection. Next: open.
    case down
    /// Hello was said. Next: welcomed, or down.
    case open
    /// Beats and reports are said. Next: open, when asked who this is; down.
    case welcomed
  }

  enum Slot: Sendable {
    /// No process. Next: starting, at `until`.
    case down(deaths: Int, until: Duration)
    /// Next: idle, or down.
    case starting(deaths: Int)
    case idle
    /// Next: idle, stopping or down.
    case running(Lease, steps: Int, since: Duration)
    /// Killed. What it may still say does not count. Next: down.
    case stopping
    /// Died too often on starting. The end.
    case givenUp
  }

  /// - Parameter random: spreads the tries of many workers to connect again.
  package init(_ identity: Identity, settings: Settings = Settings(), random: RandomStream) {
    self.identity = identity
    self.settings = settings
    self.random = random
    slots = Array(repeating: .down(deaths: 0, until: .zero), count: max(identity.slots, 0))
    ahead = Array(repeating: Fifo(), count: slots.count)
    words = Array(repeating: LogTail(), count: slots.count)
    pause = settings.firstPause
    supply = DataSupply(settings.data)
  }

  package var worker: WorkerID { identity.worker }
  package var isWelcomed: Bool { link == .welcomed }
  /// Leases in hand: in a slot, queued and ended but not acknowledged.
  package var counts: (running: Int, queued: Int, reporting: Int) {
    (held.count - queued - reporting, queued, reporting)
  }

  package mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    var actions: [Action] = []
    handle(event, at: now, into: &actions)
    return actions
  }

  package mutating func handle(_ event: Event, at now: Duration, into actions: inout [Action]) {
    guard !isEnded else { return }
    switch event {
    case .connected: open(now, &actions)
    case .disconnected: breakOff(now)
    case .said(let message): hear(message, now, &actions)
    case .slotReady(let slot): becomeIdle(slot)
    case .slotMoved(let slot, let steps): move(slot, steps)
    case .slotWrote(let slot, let bytes): if words.indices.contains(slot) { words[slot].append(bytes) }
    case .slotFinished(let slot, let outcome): finish(slot, outcome, now, &actions)
    case .slotHolds(let slot, let bytes): weigh(slot, bytes, now, &actions)
    case .slotDied(let slot, let failure, let text): bury(slot, failure, text, now, &actions)
    case .data(let news): hear(news, now, &actions)
    case .probed(let outcome): endProbe(outcome, &actions)
    case .askedToLeave: leave(now, &actions)
    case .timePassed: break
    }
    doWhatIsDue(now, &actions)
  }

  /// When to say `.timePassed` at the latest.
  package var nextDeadline: Duration? {
    guard !isEnded else { return nil }
    var soonest = link == .welcomed ? min(nextBeat, lastHeard + leaseLength) : nextTry
    if link == .welcomed {
      if !unsent.isEmpty { soonest = min(soonest, oldestUnsent + settings.reportDelay) }
      if let said = unacknowledged.first { soonest = min(soonest, said.at + settings.repeatAfter) }
    }
    if let probe { soonest = min(soonest, probe.until) }
    if let due = supply.nextDeadline { soonest = min(soonest, due) }
    if let leaveBy { return min(soonest, leaveBy) }
    if let departure { soonest = min(soonest, departure) }
    for case .down(_, let until) in slots { soonest = min(soonest, until) }
    for bound in bounds.values { if let until = bound.until { soonest = min(soonest, until) } }
    return soonest
  }

  private mutating func doWhatIsDue(_ now: Duration, _ actions: inout [Action]) {
    guard !isEnded else { return }
    leaveIfDue(now, &actions)
    guard !isEnded else { return }
    lookAtSupply(now, &actions)
    endOverdueProbe(now, &actions)
    if leaveBy == nil {
      endWhatIsOverdue(now, &actions)
      spawnWhatIsDown(now, &actions)
      feedSlots(now, &actions)
    }
    if link == .welcomed, now >= lastHeard + leaseLength { breakOff(now) }
    if link == .welcomed {
      repeatReports(now)
      sayReports(now, &actions)
      if now >= nextBeat { beat(now, &actions) }
    } else if now >= nextTry {
      tryToConnect(now, &actions)
    }
    if isSettling, reporting == 0 {
      if link != .down { actions.append(.say(.left)) }
      end(.left, &actions)
    } else if let leaveBy, now >= leaveBy || (reporting == 0 && link != .open) {
      if link != .down { actions.append(.say(.left)) }
      end(.left, &actions)
    }
  }

  mutating func end(_ ending: Ending, _ actions: inout [Action]) {
    isEnded = true
    actions.append(.end(ending))
  }
}
