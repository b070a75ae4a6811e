internal import Coordination
internal import SweepModel

/// The slots: what each process does, what it was given besides, and what its trial may use.
struct SlotTable: Sendable {
  enum State: Sendable {
    /// No process. Next: starting, at `until`.
    case down(deaths: Int, until: Duration)
    /// Next: idle, or down.
    case starting(deaths: Int)
    case idle
    /// A trial, or those of several in one process that have not ended; none once all have and the process has not. Next:
    /// idle, stopping or down.
    case running([Lease], steps: Int, since: Duration)
    /// Killed. What it may still say does not count. Next: down.
    case stopping
    /// Died too often on starting. The end.
    case givenUp
  }

  struct Entry: Sendable {
    var state = State.down(deaths: 0, until: .zero)
    /// The last words since its last trial ended.
    var words = LogTail()
    /// What the trial that it runs may use, and until when.
    var limits = AttemptLimits.none
    var until: Duration?
    /// How far the trial that it runs has come.
    var news: TrialNews?
    /// What its process was given besides the trial that it runs, in order.
    var ahead = Fifo<Lease>()
  }

  /// An attempt that ended in a slot, and that somebody waits for.
  struct Ended: Sendable {
    let lease: Lease
    let log: String
    let since: Duration
  }

  /// What is lost with a slot's process.
  enum Loss: Sendable {
    case nothing
    case attempts([Ended])
    /// No slot can be started.
    case everything
  }

  let settings: WorkerSession.Settings.Slots
  var entries: [Entry]
  /// Running mean of the seconds a trial takes.
  var meanSeconds: Double?
  /// Memory that the last trial given may use.
  var memoryNeed: Int?
  /// Cores that it uses, and trials that may share its process.
  var cpuNeed = 1
  var batchNeed = 1
  /// When the last trial came that may share a process.
  var lastBatched = Duration.zero
  /// Until then more of them are waited for, where a slot could begin.
  var gatheringUntil: Duration?

  init(_ count: Int, _ settings: WorkerSession.Settings.Slots) {
    self.settings = settings
    entries = Array(repeating: Entry(), count: max(count, 0))
  }

  /// Slots that run or may yet.
  var offered: Int { entries.count { if case .givenUp = $0.state { false } else { true } } }
  var isNothingAhead: Bool { entries.allSatisfy(\.ahead.isEmpty) }

  /// When a slot is to be started, or its trial goes beyond its time.
  var nextDeadline: Duration? {
    var soonest = gatheringUntil
    for entry in entries {
      if case .down(_, let until) = entry.state { soonest = min(soonest ?? until, until) }
      if let until = entry.until { soonest = min(soonest ?? until, until) }
    }
    return soonest
  }

  func steps(of lease: Lease, in slot: Int) -> Int? {
    if case .running(let leases, let steps, _) = entries[slot].state, leases.contains(lease) {
      steps
    } else {
      nil
    }
  }

  mutating func spawnWhatIsDown(at now: Duration, _ actions: inout [WorkerSession.Action]) {
    for slot in entries.indices {
      guard case .down(let deaths, let until) = entries[slot].state, until <= now else { continue }
      entries[slot].state = .starting(deaths: deaths)
      actions.append(.spawn(slot))
    }
  }

  mutating func becomeIdle(_ slot: Int) {
    guard entries.indices.contains(slot), case .starting = entries[slot].state else { return }
    entries[slot].state = .idle
  }

  mutating func move(_ slot: Int, _ steps: Int, _ news: TrialNews?) {
    guard let (leases, since) = running(in: slot) else { return }
    entries[slot].news = news
    entries[slot].state = .running(leases, steps: steps, since: since)
  }

  mutating func write(_ slot: Int, _ bytes: [UInt8]) {
    if entries.indices.contains(slot) { entries[slot].words.append(bytes) }
  }

  /// The slot's trials ended, and its process goes on to the next one that it was given.
  mutating func finish(_ slot: Int, at now: Duration, _ work: inout WorkTable) -> [Ended] {
    guard let (leases, since) = running(in: slot) else { return [] }
    free(slot)
    advance(slot, now, &work)
    learn(now - since)
    return ended(leases, in: slot, since, work)
  }

  /// One of several trials ended, and their program goes on.
  mutating func end(_ trial: TrialID, in slot: Int, at now: Duration, _ work: WorkTable) -> Ended? {
    guard let (leases, since) = running(in: slot), case .running(_, let steps, _) = entries[slot].state,
      let lease = leases.first(where: { $0.trial == trial })
    else { return nil }
    entries[slot].state = .running(leases.filter { $0 != lease }, steps: steps, since: since)
    if leases.count == 1 { endSoon(slot, now) }
    // The words are also those of the trials that go on.
    var words = entries[slot].words
    return work.runs(lease, in: slot) ? Ended(lease: lease, log: words.take(), since: since) : nil
  }

  /// Nobody's lease ends a process that outlives all of its trials, so it has its grace, once to end and once to be ended.
  private mutating func endSoon(_ slot: Int, _ now: Duration) {
    let grace = Duration.seconds(entries[slot].limits.manner?.graceSeconds ?? 0)
    let end = now + grace * 2 + settings.tail
    entries[slot].until = min(entries[slot].until ?? end, end)
  }

  /// The slot's process is gone.
  mutating func bury(_ slot: Int, at now: Duration, _ work: inout WorkTable) -> Loss {
    guard entries.indices.contains(slot) else { return .nothing }
    free(slot)
    takeBack(from: slot, &work)
    switch entries[slot].state {
    case .down, .givenUp: break
    case .running(let leases, _, let since):
      entries[slot].state = .down(deaths: 0, until: now)
      return .attempts(ended(leases, in: slot, since, work))
    case .idle, .stopping: entries[slot].state = .down(deaths: 0, until: now)
    case .starting(let deaths) where deaths + 1 < settings.greatestDeaths:
      let pause = min(settings.pauses.first * (1 << min(deaths, 10)), settings.pauses.longest)
      entries[slot].state = .down(deaths: deaths + 1, until: now + pause)
    case .starting:
      entries[slot].state = .givenUp
      if offered == 0 { return .everything }
    }
    entries[slot].words = LogTail()
    return .nothing
  }

  /// Slots whose trial ran longer than it may.
  func overdue(at now: Duration) -> [(slot: Int, limit: Duration)] {
    entries.indices.compactMap { slot in
      guard let until = entries[slot].until, until <= now else { return nil }
      return (slot, entries[slot].limits.time ?? until)
    }
  }

  /// The memory that a slot's trial may use, where it uses more.
  func exceeded(_ slot: Int, by residentBytes: Int) -> Int? {
    guard entries.indices.contains(slot) else { return nil }
    return entries[slot].limits.residentBytes.flatMap { $0 < residentBytes ? $0 : nil }
  }

  /// The slot's process is to be killed for what its trials do; `nil` where it runs none.
  mutating func stop(_ slot: Int) -> [Ended]? {
    free(slot)
    guard let (leases, since) = running(in: slot) else { return nil }
    entries[slot].state = .stopping
    let log = entries[slot].words.take()
    return leases.map { Ended(lease: $0, log: log, since: since) }
  }

  /// Nobody waits for a trial that the slot runs. Answers whether its process is to end: others may run in it.
  mutating func abandon(_ lease: Lease, in slot: Int, _ work: inout WorkTable) -> Bool {
    if case .running(let leases, let steps, let since) = entries[slot].state, leases.count > 1 {
      entries[slot].state = .running(leases.filter { $0 != lease }, steps: steps, since: since)
      return false
    }
    free(slot)
    entries[slot].state = .stopping
    takeBack(from: slot, &work)
    return true
  }

  private func running(in slot: Int) -> ([Lease], since: Duration)? {
    guard entries.indices.contains(slot), case .running(let leases, _, let since) = entries[slot].state else {
      return nil
    }
    return (leases, since)
  }

  private mutating func ended(
    _ leases: [Lease], in slot: Int, _ since: Duration, _ work: WorkTable
  ) -> [Ended] {
    let log = entries[slot].words.take()
    return leases.filter { work.runs($0, in: slot) }.map { Ended(lease: $0, log: log, since: since) }
  }

  /// Its trial has no limits and no news any more.
  private mutating func free(_ slot: Int) {
    (entries[slot].limits, entries[slot].until, entries[slot].news) = (.none, nil, nil)
  }

  private mutating func advance(_ slot: Int, _ now: Duration, _ work: inout WorkTable) {
    guard let lease = entries[slot].ahead.popFirst() else { return entries[slot].state = .idle }
    if case .ahead(let assignment) = work[lease] {
      run([assignment], in: slot, now, &work)
    } else {
      entries[slot].state = .running([lease], steps: 0, since: now)
    }
  }

  /// What the slot's process had not begun waits again.
  private mutating func takeBack(from slot: Int, _ work: inout WorkTable) {
    while let lease = entries[slot].ahead.popFirst() {
      if case .ahead(let assignment) = work[lease] { work.move(lease, to: .queued(assignment)) }
    }
  }

  func brokenInvariant() -> String? {
    for (slot, entry) in entries.enumerated() {
      let isRunning = running(in: slot) != nil
      if !isRunning, entry.limits != .none || entry.until != nil {
        return "slot \(slot) runs nothing within limits"
      }
      switch entry.state {
      // What a slot that is killed for its trial had not begun waits until the process is gone.
      case .running, .stopping: continue
      case .down(let deaths, _), .starting(let deaths):
        if deaths >= settings.greatestDeaths {
          return "slot \(slot) died \(deaths) times and is not given up"
        }
      case .idle, .givenUp: break
      }
      if !entry.ahead.isEmpty { return "slot \(slot) runs nothing and has \(entry.ahead.count) trials ahead" }
    }
    return nil
  }
}
