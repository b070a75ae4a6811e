internal import SweepModel

/// Sweeps whose method has not said all yet.
extension Dispatcher {
  /// A sweep that was never planned does not grow. One that is over grows where more is asked of it, as a raised cap does.
  mutating func grow(_ id: SweepID, by planned: [DispatchedTrial], isOver: Bool) {
    guard let sweep = sweeps.place(of: id), !sweeps[sweep].isOver || !planned.isEmpty else { return }
    enlist(planned, in: sweep)
    sweeps[sweep].isAsked = planned.isEmpty
    if isOver { sweeps.close(sweep) }
    mustShareOut = true
  }

  /// Asks for more where every trial so far has ended. Each trial is looked at a bounded number of times.
  mutating func askForMore() {
    for sweep in sweeps.growing where sweeps[sweep].state == .active && !sweeps[sweep].isAsked {
      while sweeps[sweep].ended < sweeps[sweep].members.count, hasEnded(sweeps[sweep].ended, of: sweep) {
        sweeps[sweep].ended += 1
      }
      guard sweeps[sweep].ended == sweeps[sweep].members.count else { continue }
      sweeps[sweep].isAsked = true
      actions.append(.propose(sweeps[sweep].id))
    }
  }

  /// A trial that had failed is taken up again: what its sweeps' methods were told of it is out of date.
  mutating func noteRestart(of trial: Int) {
    guard !sweeps.growing.isEmpty, trials[trial].phase == .failed else { return }
    for sweep in sweeps(of: trial) { (sweeps[sweep].ended, sweeps[sweep].isAsked) = (0, false) }
  }

  private func hasEnded(_ member: Int, of sweep: Int) -> Bool {
    [.finished, .failed].contains(trials[Int(sweeps[sweep].members[member])].phase)
  }

  func brokenGrowth() -> String? {
    if sweeps.growing.sorted() != sweeps.all.filter({ !sweeps[$0].isOver }) {
      return "sweeps are over and grow"
    }
    for place in sweeps.growing {
      let sweep = sweeps[place]
      if !(0..<sweep.ended).allSatisfy({ hasEnded($0, of: place) }) {
        return "sweep \(sweep.id.short) has trials that ended and run"
      }
      if sweep.state == .active, !sweep.isAsked, sweep.members.indices.allSatisfy({ hasEnded($0, of: place) })
      {
        return "sweep \(sweep.id.short) is not over, has nothing to do and asks for nothing"
      }
    }
    return nil
  }
}
