package import SweepModel

/// Decides which worker runs which trial, and what becomes of each attempt.
///
/// A value: it is told what happened and when, and answers what to do. The loop around it owns clock, sockets and
/// store. It hands over a batch of events, puts all records of the answers on disk in one transaction, and then
/// carries out the rest in order; when the disk refuses, it keeps the batch and tries again. It hands over what was
/// received before it says `.timePassed`, and says that whenever `nextDeadline` is reached.
///
/// Every event takes time in proportion to what it names, never to how many trials there are; an order names its
/// sweep's trials.
package struct Dispatcher: Sendable {
  let settings: Settings
  var trials = TrialTable()
  var leases = LeaseTable()
  var workers = WorkerTable()
  var sweeps = SweepTable()
  /// Sweeps that ask for a trial besides its first one.
  var alsoAskedFor: [Int32: [Int32]] = [:]
  /// Trials without a lease whose last attempt ended in silence: its worker may come back with it.
  var lapses: [Int32: Lapse] = [:]
  /// How hosts do that had a failure since their last success.
  var hosts: [String: Conduct] = [:]
  /// Places of workers that get nothing new until then.
  var asideUntil: [Int: Duration] = [:]
  /// Late reports that were recorded.
  var superseded: Set<Lease> = []
  var now = Duration.zero
  /// What to do about the event that is being handled.
  var actions: [Action] = []
  /// Nothing expires before.
  var pardonedUntil = Duration.zero
  /// Room or trials appeared for workers other than the one that spoke.
  var mustShareOut = false
  private var nextToShare = 0

  struct Lapse: Hashable, Sendable {
    var worker: WorkerID
    /// The attempt is known to move again once its counter is above this; nothing is above `Int.max`.
    var steps: Int
    var isCounted: Bool
  }

  package init(_ settings: Settings = Settings()) { self.settings = settings }

  /// What attempts may use.
  package var limits: PlannedLimits {
    get { trials.limits }
    set { trials.limits = newValue }
  }

  package func knows(_ trial: TrialID) -> Bool { trials.place(of: trial) != nil }
  package var counts: Counts { trials.counts }
  /// No trial waits or runs, and no sweep that anybody wants may ask for more.
  package var isComplete: Bool {
    counts.unfinished == 0 && !sweeps.growing.contains { [.active, .paused].contains(sweeps[$0].state) }
  }
  package var mayGrow: Bool { !sweeps.growing.isEmpty }
  /// Workers heard lately.
  package var presentWorkers: Int { workers.presentCount }

  /// When to say `.timePassed` at the latest; `nil` while nothing is due.
  package var nextDeadline: Duration? {
    let lease = leases.oldest.map { leases[$0].deadline }
    let unheard = workers.longestUnheard.map { workers[$0].since + settings.suspectAfter }
    let suspect = workers.longestSuspect.map { workers[$0].since + settings.leaseLength }
    var soonest = lease
    if let unheard { soonest = min(soonest ?? unheard, unheard) }
    if let suspect { soonest = min(soonest ?? suspect, suspect) }
    if let aside = asideUntil.values.min() { soonest = min(soonest ?? aside, aside) }
    return soonest.map { max($0, pardonedUntil) }
  }

  package mutating func handle(_ event: Event, at time: Duration) -> [Action] {
    var answer: [Action] = []
    handle(event, at: time, into: &answer)
    return answer
  }

  /// Adds what to do to `answer`. A `time` before the last one counts as the last one.
  package mutating func handle(_ event: Event, at time: Duration, into answer: inout [Action]) {
    swap(&actions, &answer)
    defer { swap(&actions, &answer) }
    pardonIfStalled(at: time)
    now = max(now, time)
    switch event {
    case .planned(let plan, let sweep): self.plan(plan, of: sweep)
    case .sweepGrew(let sweep, let trials, let isOver): grow(sweep, by: trials, isOver: isOver)
    case .ordered(let order, let sweep): obey(order, on: sweep)
    case .replaced(let sweep): giveWay(sweep)
    case .said(let worker, let message): hear(message, from: worker)
    case .disconnected(let worker): lose(worker)
    case .timePassed: expireWhatIsDue()
    }
    if mustShareOut { shareOut() }
    if !sweeps.growing.isEmpty { askForMore() }
  }

  /// A deadline missed by more than a beat means that this process stood still, not that every worker did: they
  /// get two beats to be heard.
  private mutating func pardonIfStalled(at time: Duration) {
    guard let due = nextDeadline, time > due + settings.beatInterval else { return }
    pardonedUntil = time + settings.beatInterval * 2
  }

  private mutating func shareOut() {
    mustShareOut = false
    let places = workers.all.count
    guard places > 0 else { return }
    readmitAllIfAlone()
    nextToShare = (nextToShare + 1) % places
    for offset in 0..<places where counts.waiting > 0 {
      let worker = (nextToShare + offset) % places
      if workers.isPresent(worker) { assign(to: worker) }
    }
  }
}
