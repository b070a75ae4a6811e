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
    /// Next: idle, stopping or down.
    case running(Lease, steps: Int, since: Duration)
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
    case attempt(Ended)
    /// No slot can be started.
    case everything
  }

  let settings: WorkerSession.Settings.Slots
  var entries: [Entry]
  /// Running mean of the seconds a trial takes.
  var meanSeconds: Double?
  /// Memory that the last trial given may use.
  var memoryNeed: Int?
  /// Cores that it uses.
  var cpuNeed = 1

  init(_ count: Int, _ settings: WorkerSession.Settings.Slots) {
    self.settings = settings
    entries = Array(repeating: Entry(), count: max(count, 0))
  }

  /// Slots that run or may yet.
  var offered: Int { entries.count { if case .givenUp = $0.state { false } else { true } } }
  var isNothingAhead: Bool { entries.allSatisfy(\.ahead.isEmpty) }

  /// When a slot is to be started, or its trial goes beyond its time.
  var nextDeadline: Duration? {
    var soonest: Duration?
    for entry in entries {
      if case .down(_, let until) = entry.state { soonest = min(soonest ?? until, until) }
      if let until = entry.until { soonest = min(soonest ?? until, until) }
    }
    return soonest
  }

  func steps(of lease: Lease, in slot: Int) -> Int? {
    if case .running(lease, let steps, _) = entries[slot].state { steps } else { nil }
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
    guard let (lease, since) = running(in: slot) else { return }
    entries[slot].news = news
    entries[slot].state = .running(lease, steps: steps, since: since)
  }

  mutating func write(_ slot: Int, _ bytes: [UInt8]) {
    if entries.indices.contains(slot) { entries[slot].words.append(bytes) }
  }

  /// The slot's trial ended, and its process goes on to the next one that it was given.
  mutating func finish(_ slot: Int, at now: Duration, _ work: inout WorkTable) -> Ended? {
    guard let (lease, since) = running(in: slot) else { return nil }
    free(slot)
    advance(slot, now, &work)
    learn(now - since)
    return ended(lease, in: slot, since, work)
  }

  /// The slot's process is gone.
  mutating func bury(_ slot: Int, at now: Duration, _ work: inout WorkTable) -> Loss {
    guard entries.indices.contains(slot) else { return .nothing }
    free(slot)
    takeBack(from: slot, &work)
    switch entries[slot].state {
    case .down, .givenUp: break
    case .running(let lease, _, let since):
      entries[slot].state = .down(deaths: 0, until: now)
      if let ended = ended(lease, in: slot, since, work) { return .attempt(ended) }
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
      guard let until = entries[slot].until, until <= now, let limit = entries[slot].limits.time else {
        return nil
      }
      return (slot, limit)
    }
  }

  /// The memory that a slot's trial may use, where it uses more.
  func exceeded(_ slot: Int, by residentBytes: Int) -> Int? {
    guard entries.indices.contains(slot) else { return nil }
    return entries[slot].limits.residentBytes.flatMap { $0 < residentBytes ? $0 : nil }
  }

  /// The slot's process is to be killed for what its trial does.
  mutating func stop(_ slot: Int) -> Ended? {
    free(slot)
    guard let (lease, since) = running(in: slot) else { return nil }
    entries[slot].state = .stopping
    return Ended(lease: lease, log: entries[slot].words.take(), since: since)
  }

  /// The slot's process is to end because nobody waits for its trial.
  mutating func abandon(_ slot: Int, _ work: inout WorkTable) {
    free(slot)
    entries[slot].state = .stopping
    takeBack(from: slot, &work)
  }

  private func running(in slot: Int) -> (Lease, since: Duration)? {
    guard entries.indices.contains(slot), case .running(let lease, _, let since) = entries[slot].state else {
      return nil
    }
    return (lease, since)
  }

  private mutating func ended(_ lease: Lease, in slot: Int, _ since: Duration, _ work: WorkTable) -> Ended? {
    let log = entries[slot].words.take()
    return work.runs(lease, in: slot) ? Ended(lease: lease, log: log, since: since) : nil
  }

  /// Its trial has no limits and no news any more.
  private mutating func free(_ slot: Int) {
    (entries[slot].limits, entries[slot].until, entries[slot].news) = (.none, nil, nil)
  }

  private mutating func advance(_ slot: Int, _ now: Duration, _ work: inout WorkTable) {
    guard let lease = entries[slot].ahead.popFirst() else { return entries[slot].state = .idle }
    if case .ahead(let assignment) = work[lease] {
      run(assignment, in: slot, now, &work)
    } else {
      entries[slot].state = .running(lease, steps: 0, since: now)
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
