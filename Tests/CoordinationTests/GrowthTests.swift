import Coordination
import SweepModel
import Testing

/// Sweeps whose method asks for more when it has seen results.
@Suite struct GrowthTests {
  private static let sweep = SweepID(high: 1, low: 1)

  private static func trials(_ places: some Sequence<Int>) -> [DispatchedTrial] {
    places.map { DispatchedTrial(trial($0), retries: 0) }
  }

  /// One worker, and a sweep of two trials that is not over.
  private func growing() -> DispatcherLab {
    let lab = DispatcherLab(workers: ["w-1"])
    lab.hand(.planned(Self.trials(0..<2), of: DispatchedSweep(Self.sweep, isOver: false)))
    return lab
  }

  private func grow(_ lab: DispatcherLab, by places: some Sequence<Int>, isOver: Bool = false) {
    lab.hand(.sweepGrew(Self.sweep, Self.trials(places), isOver: isOver))
  }

  /// Reports every trial that is given out, and answers whether the method was asked.
  private func isAskedAfterAll(_ lab: DispatcherLab, _ outcome: Report.Outcome = result) -> Bool {
    var isAsked = false
    while true {
      let actions = lab.takeActions()
      isAsked = isAsked || actions.contains(.propose(Self.sweep))
      var given: [Lease] = []
      for case .assign(_, let leases) in actions { given += leases }
      if given.isEmpty { return isAsked }
      for lease in given { lab.report("w-1", lease, outcome) }
    }
  }

  @Test func `a method is asked after each end, one question at a time, and after the records`() {
    let lab = growing()
    #expect(lab.takeAssigned() == ["w-1": [lease(0)]])
    lab.report("w-1", lease(0), result)
    #expect(lab.takeActions().last == .propose(Self.sweep))
    lab.report("w-1", lease(1), crash)
    #expect(!lab.takeActions().contains(.propose(Self.sweep)), "it has not answered")
    grow(lab, by: [])
    #expect(lab.takeActions() == [.propose(Self.sweep)], "of what ended meanwhile it was not told")
    lab.say("w-1", .beat(room: 1, held: []))
    #expect(lab.takeActions() == [.acknowledged([], "w-1")])
    #expect(!lab.dispatcher.isComplete, "it may ask for more")
    #expect(lab.dispatcher.standing(of: Self.sweep)?.isOver == false)
  }

  @Test func `a sweep grows twice and is over`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab))
    grow(lab, by: 2..<5)
    #expect(isAskedAfterAll(lab))
    grow(lab, by: 5..<6, isOver: true)
    #expect(!lab.dispatcher.isComplete)
    #expect(!isAskedAfterAll(lab))
    #expect(lab.dispatcher.isComplete)
    #expect(lab.dispatcher.standing(of: Self.sweep)?.finished == 6)
    grow(lab, by: 6..<6)
    #expect(lab.takeActions() == [], "what is over is asked nothing")
    // A raised cap.
    grow(lab, by: 6..<9, isOver: true)
    #expect(!isAskedAfterAll(lab) && lab.dispatcher.isComplete)
    #expect(lab.dispatcher.standing(of: Self.sweep)?.finished == 9)
  }

  @Test func `a method that asks for nothing more ends its sweep`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [], isOver: true)
    #expect(lab.takeActions() == [])
    #expect(lab.dispatcher.isComplete)
  }

  @Test func `an empty answer that is not the end is not asked for again and again`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [])
    #expect(lab.takeActions() == [.propose(Self.sweep)], "the second trial ended after the question")
    grow(lab, by: [])
    #expect(lab.takeActions() == [])
    #expect(!lab.dispatcher.isComplete)
  }

  @Test func `trials that other sweeps have done already count as ended`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab))
    grow(lab, by: 0..<2)
    #expect(lab.takeActions() == [.propose(Self.sweep)])
  }

  @Test func `a failed trial that starts over is asked about again when it ends`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab, crash))
    grow(lab, by: [])
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [])
    lab.hand(.ordered(.retryFailed, Self.sweep))
    #expect(lab.takeAssigned() == ["w-1": [lease(0, 2)]])
    lab.report("w-1", lease(0, 2), result)
    #expect(isAskedAfterAll(lab))
  }

  @Test func `a sweep that was over and is asked for more is asked after each end again`() {
    let lab = growing()
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [], isOver: true)
    _ = isAskedAfterAll(lab)
    #expect(lab.dispatcher.isComplete)
    grow(lab, by: 2..<4)
    #expect(lab.dispatcher.standing(of: Self.sweep)?.isOver == false)
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [], isOver: true)
    #expect(lab.dispatcher.isComplete && lab.dispatcher.standing(of: Self.sweep)?.finished == 4)
  }

  @Test func `a paused sweep asks when it goes on, and a cancelled one does not`() {
    let lab = growing()
    lab.hand(.ordered(.pause, Self.sweep))
    #expect(!isAskedAfterAll(lab))
    #expect(!lab.dispatcher.isComplete)
    lab.hand(.ordered(.resume, Self.sweep))
    #expect(isAskedAfterAll(lab))
    grow(lab, by: [])
    #expect(isAskedAfterAll(lab), "of the trial that ended after the question")
    grow(lab, by: 2..<3)
    lab.hand(.ordered(.cancel, Self.sweep))
    #expect(!isAskedAfterAll(lab))
    #expect(lab.dispatcher.isComplete, "nobody wants what it would ask for")
  }

  @Test func `a restart asks where a trial had ended, and else waits for one`() {
    for first in [DispatchedTrial.Standing.finished, .waiting] {
      let lab = DispatcherLab()
      let trials = [
        DispatchedTrial(
          trial(0), retries: 0, standing: first, attempt: first == .finished ? .first : nil),
        DispatchedTrial(trial(1), retries: 0),
      ]
      lab.hand(.planned(trials, of: DispatchedSweep(Self.sweep, isOver: false)))
      #expect(lab.takeActions() == (first == .finished ? [.propose(Self.sweep)] : []))
    }
  }
}
