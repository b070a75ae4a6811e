/// How long the worker stays: until it was idle for too long, or its time on the machine is nearly over.
extension WorkerSession {
  /// When it leaves unless something happens; past once it is due.
  var departure: Duration? {
    guard leaveBy == nil, !isSettling else { return nil }
    let idle = idleSince.flatMap { since in settings.idleTime.map { since + $0 } }
    return [idle, lastMoment].compactMap { $0 }.min()
  }

  /// When what runs is written down and handed back, in time before the machine is taken away.
  private var lastMoment: Duration? { settings.wallTime.map { $0 - settings.wallMargin } }

  mutating func leaveIfDue(_ now: Duration, _ actions: inout [Action]) {
    idleSince = held.isEmpty ? idleSince ?? now : nil
    guard leaveBy == nil, !isSettling else { return }
    if let misfit, held.isEmpty, !hasWorked {
      if link == .welcomed { actions.append(.say(.left)) }
      return end(.nothingFits(misfit), &actions)
    }
    if misfit != nil && held.isEmpty || departure.map({ $0 <= now }) ?? false { leave(now, &actions) }
  }

  /// What keeps an attempt that uses all it may from ending here: the worker leaves before, or has less memory. One without a
  /// limit is taken: its checkpoint is not lost where the machine's disk stays.
  func misfit(of limits: AttemptLimits, _ now: Duration) -> Misfit? {
    if let time = limits.time, let lastMoment, now + time > lastMoment { return .time(time) }
    if let need = limits.residentBytes, let memory = settings.memoryBytes, need > memory {
      return .memory(need, of: memory)
    }
    return nil
  }

  /// What does not fit now fits no later: the worker asks for nothing more and leaves when it has ended what it holds.
  mutating func decline(
    _ assignment: Assignment, _ misfit: Misfit, _ now: Duration, _ actions: inout [Action]
  ) {
    let isFirst = self.misfit == nil
    self.misfit = misfit
    if isFirst { beat(now, &actions) }
    actions.append(.say(.handedBack([assignment.lease])))
  }
}
