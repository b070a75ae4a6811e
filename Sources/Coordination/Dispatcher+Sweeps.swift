package import SweepModel

/// What people ask of sweeps while they run.
extension Dispatcher {
  package func knows(_ sweep: SweepID) -> Bool { sweeps.place(of: sweep) != nil }

  /// How a sweep stands; `nil` when it was never planned. Looks at each of its trials.
  package func standing(of sweep: SweepID) -> SweepStanding? {
    guard let place = sweeps.place(of: sweep) else { return nil }
    var standing = SweepStanding()
    standing.state = sweeps[place].state
    standing.priority = sweeps[place].priority
    standing.isOver = sweeps[place].isOver
    for trial in sweeps[place].members {
      switch trials[Int(trial)].phase {
      case .waiting, .held, .withdrawn: standing.waiting += 1
      case .leased: standing.running += 1
      case .finished: standing.finished += 1
      case .failed: standing.failed += 1
      }
    }
    return standing
  }

  /// An order for a sweep that was never planned changes nothing.
  mutating func obey(_ order: SweepOrder, on id: SweepID) {
    guard let sweep = sweeps.place(of: id) else { return }
    switch (order, sweeps[sweep].state) {
    case (.pause, .active): move(sweep, to: .paused)
    case (.resume, .paused), (.resume, .cancelled): move(sweep, to: .active)
    case (.cancel, .active), (.cancel, .paused): move(sweep, to: .cancelled)
    case (.retryFailed, _): retryFailed(sweep)
    case (.prioritise(let priority), _) where sweeps[sweep].priority != priority:
      sweeps[sweep].priority = priority
      actions.append(.record(.sweepPrioritised(id, priority)))
    default: break
    }
  }

  mutating func giveWay(_ id: SweepID) {
    guard let sweep = sweeps.place(of: id), sweeps[sweep].state != .replaced else { return }
    move(sweep, to: .replaced)
  }

  private mutating func move(_ sweep: Int, to state: SweepState) {
    sweeps[sweep].state = state
    actions.append(.record(.sweepChanged(sweeps[sweep].id, state)))
    sweeps.empty(sweep)
    var stopped: [Int: [Lease]] = [:]
    for trial in sweeps[sweep].members { settle(Int(trial), in: sweep, &stopped) }
    for (worker, leases) in stopped.sorted(by: { $0.key < $1.key }) where workers.isPresent(worker) {
      actions.append(.send(workers[worker].id, .revoked(leases)))
    }
    mustShareOut = true
  }

  /// Brings a trial in line after one of its sweeps has changed. `stopped` gathers leases by worker.
  private mutating func settle(_ trial: Int, in sweep: Int, _ stopped: inout [Int: [Lease]]) {
    let rest = restingPhase(of: trial)
    switch trials[trial].phase {
    case .waiting, .held, .withdrawn:
      bring(trial, to: rest)
      if rest == .waiting, sweeps[sweep].state == .active {
        sweeps.queue(Int32(trial), in: sweep, isFirst: false)
      }
      if rest == .withdrawn { lapses[Int32(trial)] = nil }
    case .leased:
      let place = Int(trials[trial].lease)
      guard rest == .withdrawn else {
        if Int(leases[place].sweep) == sweep { charge(place, to: account(of: trial)) }
        return
      }
      stopped[Int(leases[place].worker), default: []].append(trials[trial].lastLease)
      handBack(place)
    case .failed: if rest == .withdrawn { lapses[Int32(trial)] = nil }
    case .finished: break
    }
  }

  private mutating func retryFailed(_ sweep: Int) {
    let failed = sweeps[sweep].members.filter { trials[Int($0)].phase == .failed }
    guard !failed.isEmpty else { return }
    actions.append(.record(.trialsRetried(failed.map { trials[Int($0)].id })))
    for trial in failed { startOver(Int(trial)) }
  }

  /// A trial that was given up waits again as if none of its attempts had failed.
  mutating func startOver(_ trial: Int) {
    lapses[Int32(trial)] = nil
    trials[trial].failures = 0
    requeue(trial, isLast: true)
    mustShareOut = true
  }

  /// The sweeps that ask for a trial, the first planned first.
  func sweeps(of trial: Int) -> [Int] {
    [Int(trials[trial].sweep)] + (alsoAskedFor[Int32(trial)] ?? []).map(Int.init)
  }

  /// Where a trial without lease and without end belongs, as its sweeps stand.
  func restingPhase(of trial: Int) -> TrialEntry.Phase {
    let first = phase(restingIn: Int(trials[trial].sweep))
    guard first != .waiting, !alsoAskedFor.isEmpty else { return first }
    let phases = sweeps(of: trial).map(phase(restingIn:))
    return phases.contains(.waiting) ? .waiting : phases.contains(.held) ? .held : .withdrawn
  }

  private func phase(restingIn sweep: Int) -> TrialEntry.Phase {
    switch sweeps[sweep].state {
    case .active: .waiting
    case .paused: .held
    case .cancelled, .replaced: .withdrawn
    }
  }

  /// On whose account a trial runs that no queue gave out.
  func account(of trial: Int) -> Int {
    guard !alsoAskedFor.isEmpty else { return Int(trials[trial].sweep) }
    let asking = sweeps(of: trial)
    return asking.first { sweeps[$0].state == .active } ?? asking.first { sweeps[$0].state == .paused }
      ?? asking[0]
  }

  private mutating func charge(_ lease: Int, to sweep: Int) {
    sweeps[Int(leases[lease].sweep)].running -= 1
    sweeps[sweep].running += 1
    leases[lease].sweep = Int32(sweep)
  }
}
