internal import SweepModel

/// Sweeps whose method has not said all yet.
extension Dispatcher {
  /// A sweep that was never planned does not grow. One that is over grows where more is asked of it, as a raised cap does.
  mutating func grow(_ id: SweepID, by planned: [DispatchedTrial], isOver: Bool) {
    guard let sweep = sweeps.place(of: id), !sweeps[sweep].isOver || !planned.isEmpty else { return }
    if sweeps[sweep].isOver, !isOver {
      let ended = sweeps[sweep].members.count { trials[Int($0)].phase.isEnd }
      sweeps.reopen(sweep, ended: ended)
    }
    enlist(planned, in: sweep)
    if isOver { sweeps.close(sweep) }
    // An empty answer where nothing runs would be given again and again.
    sweeps[sweep].isAsked =
      !sweeps[sweep].hasNews && sweeps[sweep].ended == sweeps[sweep].members.count
    mustShareOut = true
  }

  /// Asks for more where a trial has ended, one question a sweep at a time: what ends meanwhile is the next one's.
  mutating func askForMore() {
    for sweep in sweeps.growing
    where sweeps[sweep].state == .active && sweeps[sweep].hasNews && !sweeps[sweep].isAsked {
      (sweeps[sweep].isAsked, sweeps[sweep].hasNews) = (true, false)
      actions.append(.propose(sweeps[sweep].id))
    }
  }

  /// Moves a trial to a phase. Sweeps that grow count the trials that have ended; what a method was told of one that is taken
  /// up again is out of date.
  mutating func bring(_ trial: Int, to phase: TrialEntry.Phase) {
    let before = trials[trial].phase
    trials.move(trial, to: phase)
    guard !sweeps.growing.isEmpty, before.isEnd || phase.isEnd, before != phase else { return }
    for sweep in sweeps(of: trial) where !sweeps[sweep].isOver {
      if before.isEnd {
        sweeps[sweep].ended -= 1
        sweeps[sweep].isAsked = false
      }
      if phase.isEnd { noteEnd(in: sweep) }
    }
  }

  /// A member of a sweep that is not over has its result, or is out of attempts.
  mutating func noteEnd(in sweep: Int) {
    sweeps[sweep].ended += 1
    sweeps[sweep].hasNews = true
  }

  func brokenGrowth() -> String? {
    if sweeps.growing.sorted() != sweeps.all.filter({ !sweeps[$0].isOver }) {
      return "sweeps are over and grow"
    }
    for place in sweeps.growing {
      let sweep = sweeps[place]
      let ended = sweep.members.count { trials[Int($0)].phase.isEnd }
      if ended != sweep.ended {
        return "sweep \(sweep.id.short) counts \(sweep.ended) trials that ended and has \(ended)"
      }
      if sweep.state == .active, !sweep.isAsked, sweep.hasNews || ended == sweep.members.count {
        return "sweep \(sweep.id.short) is not over and asks for nothing"
      }
    }
    return nil
  }
}

extension TrialEntry.Phase {
  var isEnd: Bool { self == .finished || self == .failed }
}
