import Coordination
import SweepModel
import Testing

@Suite struct DispatcherTests {
  @Test func `of trials that divide unevenly nobody leaves the last one waiting`() {
    let lab = DispatcherLab(workers: ["w-1", "w-2"], room: 9)
    lab.hand(.planned((0..<3).map { DispatchedTrial(trial($0), retries: 0) }))
    #expect(lab.takeAssigned().values.map(\.count).sorted() == [1, 2])
    #expect(lab.dispatcher.counts.waiting == 0)
  }

  @Test func `a worker that says hello is recorded, welcomed and given work, in this order`() {
    let lab = DispatcherLab(trials: 3)
    lab.hello("w-1", slots: 2, room: 2)
    #expect(
      lab.takeActions() == [
        .joined("w-1", slots: 2), .welcome("w-1"), .granted([lease(0), lease(1)], "w-1"),
        .assign("w-1", [lease(0), lease(1)]),
      ])
  }

  @Test func `a result is recorded before it is acknowledged, and makes room for the next trial`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"])
    lab.report("w-1", lease(0), result)
    #expect(
      lab.takeActions() == [
        .record(.accepted(lease(0), "w-1", result: [1, 2, 3])), .acknowledged([lease(0)], "w-1"),
        .granted([lease(1)], "w-1"), .assign("w-1", [lease(1)]),
      ])
    lab.report("w-1", lease(1), result)
    _ = lab.takeActions()
    #expect(lab.dispatcher.isComplete)
    #expect(lab.dispatcher.counts.finished == 2)
  }

  @Test func `trials are given in plan order, and those that failed go last`() {
    let lab = DispatcherLab(trials: 3, workers: ["w-1"])
    lab.report("w-1", lease(0), crash)
    #expect(lab.takeAssigned() == ["w-1": [lease(1)]])
    lab.report("w-1", lease(1), result)
    #expect(lab.takeAssigned() == ["w-1": [lease(2)]])
    lab.report("w-1", lease(2), result)
    #expect(lab.takeAssigned() == ["w-1": [lease(0, 2)]])
  }

  @Test func `few trials are shared out by slots, whatever room is asked for`() {
    let lab = DispatcherLab()
    lab.hello("w-1", slots: 1, room: 100)
    lab.hello("w-2", slots: 3, room: 100)
    lab.hand(.planned((0..<8).map { DispatchedTrial(trial($0), retries: 0) }))
    let assigned = lab.takeAssigned()
    #expect(assigned["w-1"]?.count == 2)
    #expect(assigned["w-2"]?.count == 6)
  }

  @Test func `many leases go out in messages of bounded length`() {
    var settings = Dispatcher.Settings()
    settings.batch = 100
    let lab = DispatcherLab(trials: 300, settings: settings)
    lab.hello("w-1", room: 250)
    let sizes = lab.takeActions().compactMap {
      if case .assign(_, let leases) = $0 { leases.count } else { nil }
    }
    #expect(sizes == [100, 100, 50])
  }

  @Test func `trials planned while workers are idle are given at once`() {
    let lab = DispatcherLab(workers: ["w-1"])
    lab.hand(.planned([DispatchedTrial(trial(0), retries: 0)]))
    #expect(lab.takeAssigned() == ["w-1": [lease(0)]])
  }

  @Test func `a trial that is planned twice runs once`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"], room: 4)
    lab.hand(.planned([DispatchedTrial(trial(0), retries: 9)]))
    #expect(lab.dispatcher.counts.all == 1)
  }

  @Test func `a failed trial that is planned again starts over with the next attempt`() {
    let lab = DispatcherLab(trials: 1, retries: 0, workers: ["w-1"])
    lab.report("w-1", lease(0), crash)
    _ = lab.takeActions()
    #expect(lab.dispatcher.counts.failed == 1)
    lab.hand(.planned([DispatchedTrial(trial(0), retries: 0)]))
    #expect(lab.takeAssigned() == ["w-1": [lease(0, 2)]])
  }

  @Test func `a crash is tried again until the retries are used up`() {
    let lab = DispatcherLab(trials: 1, retries: 2, workers: ["w-1"])
    for attempt in 1...3 {
      lab.report("w-1", lease(0, attempt), crash)
      #expect(
        lab.takeRecords().first
          == .attemptFailed(lease(0, attempt), "w-1", .crashed, "SIGSEGV", isFinal: attempt == 3))
    }
    #expect(lab.dispatcher.counts.failed == 1)
    #expect(lab.dispatcher.isComplete)
    #expect(lab.dispatcher.explain(trial(0)) == [.failed(.crashed, failures: 3)])
  }

  @Test func `bad input is final at once`() {
    let lab = DispatcherLab(trials: 1, retries: 9, workers: ["w-1"])
    lab.report("w-1", lease(0), .failure(.badInput, "no such file"))
    #expect(
      lab.takeActions() == [
        .record(.attemptFailed(lease(0), "w-1", .badInput, "no such file", isFinal: true)),
        .acknowledged([lease(0)], "w-1"),
      ])
  }

  @Test func `what is handed back waits again and no attempt is counted`() {
    let lab = DispatcherLab(trials: 2, retries: 0, workers: ["w-1"], room: 2)
    lab.say("w-1", .beat(room: 0, held: []))
    lab.say("w-1", .handedBack([lease(0), lease(0), lease(7), lease(1, 9)]))
    #expect(lab.takeActions() == [.acknowledged([], "w-1"), .record(.handedBack(lease(0), "w-1"))])
    lab.hello("w-2")
    #expect(lab.takeAssigned() == ["w-2": [lease(0, 2)]])
  }

  @Test func `a worker that leaves gives everything back and is forgotten`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    lab.say("w-1", .left)
    #expect(
      lab.takeActions() == [
        .record(.handedBack(lease(1), "w-1")), .record(.handedBack(lease(0), "w-1")),
        .record(.workerLeft("w-1")), .forget("w-1"),
      ])
    #expect(lab.dispatcher.presentWorkers == 0)
    lab.say("w-1", .beat(room: 2, held: [Holding(lease(0), .queued)]))
    #expect(lab.takeActions() == [.send("w-1", .whoAreYou)])
  }

  @Test func `a beat is always answered, so that a worker knows that it is heard`() {
    let lab = DispatcherLab(workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: []))
    #expect(lab.takeActions() == [.acknowledged([], "w-1")])
  }

  @Test func `a report from nobody known is met with a question`() {
    let lab = DispatcherLab(trials: 1)
    lab.report("w-9", lease(0), result)
    #expect(lab.takeActions() == [.send("w-9", .whoAreYou)])
  }

  @Test func `explain tells where a trial is and why it waits`() {
    let lab = DispatcherLab(trials: 3)
    #expect(lab.dispatcher.explain(trial(1)) == [.noWorkers, .behind(1)])
    lab.hello("w-1")
    _ = lab.takeActions()
    #expect(lab.dispatcher.explain(trial(0)) == [.queued("w-1", .first)])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: 0))]))
    #expect(lab.dispatcher.explain(trial(0)) == [.started("w-1", .first)])
    #expect(lab.dispatcher.explain(trial(2)) == [.workersFull(1), .behind(1)])
    lab.pass(.seconds(11))
    #expect(lab.dispatcher.explain(trial(0)) == [.started("w-1", .first), .workerSilent("w-1")])
    #expect(lab.dispatcher.explain(trial(9)) == [.unknownTrial])
    _ = lab.takeActions()
  }
}
