internal import SweepModel

extension Dispatcher {
  mutating func plan(_ planned: [DispatchedTrial]) {
    if trials.all.isEmpty {
      trials.reserve(planned.count)
      fresh.reserve(planned.count)
    }
    for trial in planned {
      if let place = trials.place(of: trial.trial) {
        startOver(place, trial)
      } else {
        add(trial)
      }
    }
    mustShareOut = true
  }

  private mutating func startOver(_ place: Int, _ trial: DispatchedTrial) {
    guard trials[place].phase == .failed, trial.standing == .waiting else { return }
    lapses[Int32(place)] = nil
    trials[place].failures = 0
    trials[place].retries = UInt16(clamping: trial.retries)
    requeue(place)
  }

  private mutating func add(_ trial: DispatchedTrial) {
    var entry = TrialEntry(id: trial.trial, retries: trial.retries)
    entry.attempt = Int32(clamping: trial.attempt?.number ?? 0)
    entry.failures = UInt16(clamping: trial.failures)
    let place = trials.append(entry)
    switch trial.standing {
    case .waiting: fresh.append(Int32(place))
    case .lapsed(let worker, let counted):
      lapses[Int32(place)] = Lapse(worker: worker, steps: -1, isCounted: counted)
      fresh.append(Int32(place))
    case .leased(let worker):
      hold(place, workers.place(of: worker) ?? workers.insert(worker, at: now))
    case .finished: trials.move(place, to: .finished)
    case .failed(let failure):
      trials[place].lastFailure = failure
      trials.move(place, to: .failed)
    }
  }
}
