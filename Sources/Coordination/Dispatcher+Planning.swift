internal import SweepModel

extension Dispatcher {
  mutating func plan(_ planned: [DispatchedTrial], of sweep: DispatchedSweep) {
    let place = sweeps.place(of: sweep.id) ?? sweeps.append(sweep)
    if trials.all.isEmpty { trials.reserve(planned.count) }
    if sweeps[place].members.isEmpty { sweeps[place].members.reserveCapacity(planned.count) }
    enlist(planned, in: place)
  }

  mutating func enlist(_ planned: [DispatchedTrial], in place: Int) {
    for trial in planned {
      if let known = trials.place(of: trial.trial) {
        ask(for: known, in: place)
        if trials[known].phase == .failed, trial.standing == .waiting {
          trials[known].retries = UInt16(clamping: trial.retries)
          startOver(known)
        }
      } else {
        add(trial, to: place)
      }
    }
    mustShareOut = true
  }

  /// One more sweep asks for a trial that is known.
  private mutating func ask(for trial: Int, in sweep: Int) {
    guard !sweeps(of: trial).contains(sweep) else { return }
    alsoAskedFor[Int32(trial), default: []].append(Int32(sweep))
    sweeps[sweep].members.append(Int32(trial))
    if trials[trial].phase.isEnd, !sweeps[sweep].isOver { noteEnd(in: sweep) }
    guard [.waiting, .held, .withdrawn].contains(trials[trial].phase) else { return }
    bring(trial, to: restingPhase(of: trial))
    if sweeps[sweep].state == .active { sweeps.queue(Int32(trial), in: sweep, isFirst: false) }
  }

  private mutating func add(_ trial: DispatchedTrial, to sweep: Int) {
    var entry = TrialEntry(id: trial.trial, retries: trial.retries, sweep: sweep)
    entry.attempt = Int32(clamping: trial.attempt?.number ?? 0)
    entry.failures = UInt16(clamping: trial.failures)
    let place = trials.append(entry)
    sweeps[sweep].members.append(Int32(place))
    switch trial.standing {
    case .waiting: wait(place, in: sweep)
    case .lapsed(let worker, let counted):
      wait(place, in: sweep)
      if trials[place].phase != .withdrawn {
        lapses[Int32(place)] = Lapse(worker: worker, steps: -1, isCounted: counted)
      }
    case .leased(let worker):
      guard restingPhase(of: place) != .withdrawn else { return wait(place, in: sweep) }
      hold(place, workers.place(of: worker) ?? workers.insert(worker, at: now), sweep: sweep)
    case .finished: bring(place, to: .finished)
    case .failed(let failure):
      trials[place].lastFailure = failure
      bring(place, to: .failed)
    }
  }

  private mutating func wait(_ trial: Int, in sweep: Int) {
    bring(trial, to: restingPhase(of: trial))
    if sweeps[sweep].state == .active { sweeps.queue(Int32(trial), in: sweep, isFirst: false) }
  }
}
