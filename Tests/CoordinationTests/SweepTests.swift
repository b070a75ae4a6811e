import Coordination
import SweepModel
import Testing

/// Several sweeps at once, and what people ask of them.
@Suite struct SweepTests {
  private static let one = SweepID(high: 1, low: 1)
  private static let two = SweepID(high: 2, low: 2)

  private func plan(
    _ places: some Sequence<Int>, of sweep: SweepID, priority: Int = 0, state: SweepState = .active
  ) -> Dispatcher.Event {
    .planned(
      places.map { DispatchedTrial(trial($0), retries: 0) },
      of: DispatchedSweep(sweep, state: state, priority: priority))
  }

  /// Places of the trials in the order in which one slot gets them, as long as there are any.
  private func order(_ lab: DispatcherLab, _ worker: WorkerID = "w-1") -> [UInt64] {
    var order: [UInt64] = []
    while let lease = lab.takeAssigned()[worker]?.first {
      order.append(lease.trial.low)
      lab.report(worker, lease, result)
    }
    return order
  }

  @Test func `sweeps of equal priority take turns`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<3, of: Self.one))
    lab.hand(plan(10..<15, of: Self.two))
    lab.hello("w-1")
    #expect(order(lab) == [0, 10, 1, 11, 2, 12, 13, 14])
  }

  @Test func `the sweep with the fewest trials out comes first`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<4, of: Self.one))
    lab.hello("w-1", slots: 2, room: 2)
    lab.hand(plan(10..<14, of: Self.two))
    lab.hello("w-2", slots: 2, room: 2)
    let assigned = lab.takeAssigned()
    #expect(assigned["w-1"]?.map(\.trial.low) == [0, 1])
    #expect(assigned["w-2"]?.map(\.trial.low) == [10, 11])
  }

  @Test func `a higher priority comes first, and a new one counts at once`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<3, of: Self.one))
    lab.hand(plan(10..<13, of: Self.two, priority: 5))
    lab.hello("w-1")
    #expect(lab.takeAssigned() == ["w-1": [lease(10)]])
    lab.hand(.ordered(.prioritise(6), Self.one))
    #expect(lab.takeActions() == [.record(.sweepPrioritised(Self.one, 6))])
    lab.report("w-1", lease(10), result)
    #expect(order(lab) == [0, 1, 2, 11, 12])
  }

  @Test func `a paused sweep gets nothing new while what runs goes on, and resuming gives the rest out`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<3, of: Self.one))
    lab.hello("w-1")
    _ = lab.takeActions()
    lab.hand(.ordered(.pause, Self.one))
    #expect(lab.takeActions() == [.record(.sweepChanged(Self.one, .paused))])
    #expect(lab.dispatcher.counts.held == 2)
    #expect(lab.dispatcher.explain(trial(1)) == [.sweepPaused])
    lab.report("w-1", lease(0), result)
    #expect(
      lab.takeActions() == [
        .record(.accepted(lease(0), "w-1", result: [1, 2, 3])), .acknowledged([lease(0)], "w-1"),
      ])
    #expect(!lab.dispatcher.isComplete)
    lab.hand(.ordered(.pause, Self.one))
    #expect(lab.takeActions() == [])
    lab.hand(.ordered(.resume, Self.one))
    #expect(lab.takeRecords().first == .sweepChanged(Self.one, .active))
    #expect(lab.dispatcher.counts.running == 1)
  }

  @Test func `cancelling stops what runs, keeps results, and resuming takes it up with the next attempt`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<3, of: Self.one))
    lab.hello("w-1")
    lab.report("w-1", lease(0), result)
    _ = lab.takeActions()
    lab.hand(.ordered(.cancel, Self.one))
    #expect(
      lab.takeActions() == [
        .record(.sweepChanged(Self.one, .cancelled)), .record(.handedBack(lease(1), "w-1")),
        .revoked([lease(1)], "w-1"),
      ])
    #expect(lab.dispatcher.isComplete)
    #expect(lab.dispatcher.counts.finished == 1)
    #expect(lab.dispatcher.counts.withdrawn == 2)
    #expect(lab.dispatcher.explain(trial(2)) == [.sweepCancelled])
    // A report that was under way changes nothing, and the worker may forget it.
    lab.report("w-1", lease(1), result)
    #expect(lab.takeActions() == [.acknowledged([lease(1)], "w-1")])
    lab.hand(.ordered(.resume, Self.one))
    #expect(lab.takeAssigned() == ["w-1": [lease(1, 2)]])
  }

  @Test func `a trial that another sweep asks for runs on when one is cancelled`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<2, of: Self.one))
    lab.hand(plan(1..<3, of: Self.two))
    lab.hello("w-1", slots: 2, room: 2)
    #expect(lab.takeAssigned() == ["w-1": [lease(0), lease(1)]])
    lab.hand(.ordered(.cancel, Self.one))
    #expect(
      lab.takeActions() == [
        .record(.sweepChanged(Self.one, .cancelled)), .record(.handedBack(lease(0), "w-1")),
        .revoked([lease(0)], "w-1"), .granted([lease(2)], "w-1"), .assign("w-1", [lease(2)]),
      ])
    #expect(lab.dispatcher.counts.running == 2)
  }

  @Test func `a silent worker's trial is cancelled too, and it learns so when it is back`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<1, of: Self.one))
    lab.hello("w-1")
    lab.pass(.seconds(11))
    _ = lab.takeActions()
    lab.hand(.ordered(.cancel, Self.one))
    #expect(
      lab.takeActions() == [
        .record(.sweepChanged(Self.one, .cancelled)), .record(.handedBack(lease(0), "w-1")),
      ])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: 9))]))
    #expect(lab.takeActions() == [.revoked([lease(0)], "w-1")])
  }

  @Test func `failed trials start over when asked to, as if nothing had failed`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<1, of: Self.one))
    lab.hello("w-1")
    lab.report("w-1", lease(0), crash)
    _ = lab.takeActions()
    #expect(lab.dispatcher.counts.failed == 1)
    lab.hand(.ordered(.retryFailed, Self.one))
    #expect(
      lab.takeActions() == [
        .record(.trialsRetried([trial(0)])), .granted([lease(0, 2)], "w-1"), .assign("w-1", [lease(0, 2)]),
      ])
    lab.report("w-1", lease(0, 2), crash)
    #expect(lab.takeRecords().first == .attemptFailed(lease(0, 2), "w-1", .crashed, "SIGSEGV", isFinal: true))
    lab.hand(.ordered(.retryFailed, Self.two))
    #expect(lab.takeActions() == [])
  }

  @Test func `a grown sweep takes the old one's trials over while they run`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<2, of: Self.one))
    lab.hello("w-1")
    _ = lab.takeActions()
    lab.hand(plan(0..<3, of: Self.two))
    lab.hand(.replaced(Self.one))
    #expect(lab.takeActions() == [.record(.sweepChanged(Self.one, .replaced))])
    lab.report("w-1", lease(0), result)
    #expect(order(lab) == [1, 2])
    lab.hand(.ordered(.resume, Self.one))
    #expect(lab.takeActions() == [])
  }

  @Test func `explain counts what comes first by priority, by turn and in its own sweep`() {
    let lab = DispatcherLab()
    lab.hand(plan(0..<3, of: Self.one))
    lab.hand(plan(10..<14, of: Self.two, priority: 1))
    lab.hello("w-1")
    _ = lab.takeActions()
    #expect(lab.dispatcher.explain(trial(2)) == [.workersFull(1), .behindPriority(3), .behind(2)])
    lab.hand(.ordered(.prioritise(0), Self.two))
    _ = lab.takeActions()
    #expect(lab.dispatcher.explain(trial(2)) == [.workersFull(1), .behind(2), .sharing(1)])
  }

  @Test func `a restart finds a paused sweep paused`() {
    let lab = DispatcherLab(workers: ["w-1"])
    lab.hand(plan(0..<2, of: Self.one, state: .paused))
    #expect(lab.takeActions() == [])
    lab.hand(.ordered(.resume, Self.one))
    #expect(lab.takeAssigned() == ["w-1": [lease(0)]])
  }
}
