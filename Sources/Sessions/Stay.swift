internal import Coordination
internal import SweepModel

/// How long the worker stays: until it is asked to leave, was idle for too long, or its time on the machine is nearly over.
struct Stay: Sendable {
  enum Due: Sendable {
    case leave
    /// Nothing was ever begun, and nothing can be.
    case end(WorkerSession.Misfit)
  }

  private let settings: WorkerSession.Settings.Stay
  /// Only delivers what a dead worker left behind.
  private let isSettling: Bool
  /// Leaves, and at this moment whatever is not delivered by then.
  private(set) var leaveBy: Duration?
  /// Since when nothing is held.
  private var idleSince: Duration?
  /// What a trial asked for beyond what is left here, so that no more are asked for.
  private var misfit: WorkerSession.Misfit?
  private var hasWorked = false

  init(_ settings: WorkerSession.Settings.Stay, isSettling: Bool) {
    (self.settings, self.isSettling) = (settings, isSettling)
  }

  var isLeaving: Bool { leaveBy != nil }
  var takesTrials: Bool { !isLeaving && !isSettling }
  var asksForTrials: Bool { !isLeaving && misfit == nil }

  /// When it leaves unless something happens; past once it is due.
  var departure: Duration? {
    guard takesTrials else { return nil }
    let idle = idleSince.flatMap { since in settings.idleTime.map { since + $0 } }
    return idle.map { min($0, lastMoment ?? $0) } ?? lastMoment
  }

  /// When what runs is written down and handed back, in time before the machine is taken away.
  private var lastMoment: Duration? { settings.wallTime.map { $0 - settings.wallMargin } }

  mutating func due(isIdle: Bool, at now: Duration) -> Due? {
    idleSince = isIdle ? idleSince ?? now : nil
    guard takesTrials else { return nil }
    if let misfit, isIdle, !hasWorked { return .end(misfit) }
    return misfit != nil && isIdle || departure.map { $0 <= now } ?? false ? .leave : nil
  }

  /// Nothing keeps it: all is delivered, or the time for that is over.
  func isOver(reports: Int, isSayingHello: Bool, at now: Duration) -> Bool {
    if isSettling, reports == 0 { return true }
    return leaveBy.map { now >= $0 || reports == 0 && !isSayingHello } ?? false
  }

  mutating func leave(at now: Duration) { leaveBy = now + settings.leavingTime }

  mutating func takeTrial() { hasWorked = true }

  /// Why an attempt that uses all its time does not end here: the worker leaves before. One without a limit is taken: its
  /// checkpoint is not lost where the machine's disk stays.
  func misfit(of limits: AttemptLimits, at now: Duration) -> WorkerSession.Misfit? {
    guard let time = limits.time, let lastMoment, now + time > lastMoment else { return nil }
    return .time(time)
  }

  /// What does not fit now fits no later: the worker asks for nothing more and leaves when it has ended what it holds.
  ///
  /// - Returns: whether it is the first.
  mutating func decline(_ misfit: WorkerSession.Misfit) -> Bool {
    defer { self.misfit = misfit }
    return self.misfit == nil
  }

  func brokenInvariant() -> String? {
    isSettling && (hasWorked || misfit != nil) ? "a session that only delivers was given trials" : nil
  }
}
