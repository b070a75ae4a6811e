import Coordination
import SweepModel
import Testing

/// Workers that hold, give back or report without end.
@Suite struct MisconductTests {
  @Test func `a worker that gives back what it gets is set aside and named, even when it is alone`() {
    let lab = DispatcherLab(trials: 3, workers: ["w-1"])
    var given = 0
    var names: [Dispatcher.Record] = []
    var current: Lease? = lease(0)
    while let lease = current, given < 1_000 {
      given += 1
      lab.say("w-1", .handedBack([lease]))
      current = nil
      for action in lab.takeActions() {
        if case .assign(_, let leases) = action { current = leases.first }
        if case .record(.workerMisbehaved) = action, case .record(let record) = action {
          names.append(record)
        }
      }
    }
    #expect(given == 50)
    #expect(names == [.workerMisbehaved("w-1", host: "here", .handsBack(times: 50, .seconds(60)))])
    lab.say("w-1", .beat(room: 1, held: []))
    #expect(lab.takeAssigned().isEmpty)
    for _ in 0..<61 {
      lab.pass(.seconds(1))
      lab.say("w-1", .beat(room: 1, held: []))
    }
    #expect(!lab.takeAssigned().isEmpty)
  }

  @Test func `an end between them forgives what was given back`() {
    let lab = DispatcherLab(trials: 200, workers: ["w-1"])
    var current = lease(0)
    for round in 1...150 {
      let message: WorkerMessage =
        round.isMultiple(of: 40) ? .reported(room: 1, [Report(current, result)]) : .handedBack([current])
      lab.say("w-1", message)
      guard let next = lab.takeAssigned()["w-1"]?.first else {
        Issue.record("nothing was assigned after round \(round)")
        return
      }
      current = next
    }
    lab.say("w-1", .left)
    _ = lab.takeActions()
  }

  @Test func `an attempt that runs on beyond its time is ended by the coordinator and counts`() {
    var lab = limited(to: .seconds(1))
    let (ended, records) = hold(&lab, upTo: 200)
    // One second of its own, thirty of a lease and a tenth: the first beat after that.
    #expect(ended == 33)
    #expect(
      records.contains(
        .attemptFailed(
          lease(0), "w-1", .timedOut, "It ran on beyond its 1.0 seconds, and its worker did not end it.",
          isFinal: false)))
  }

  @Test func `a program has the grace that its sweep gives it beside its time`() {
    var manner = CommandManner()
    manner.graceSeconds = 100
    var lab = limited(to: .seconds(1), manner: manner)
    #expect(hold(&lab, upTo: 200).second == 133)
  }

  @Test func `without a limit a trial that moves is nobody's to end`() {
    var lab = limited(to: nil)
    #expect(hold(&lab, upTo: 3_000).second == nil)
  }

  @Test func `time in which data comes is no time of the trial, but not for ever`() {
    var lab = limited(to: .seconds(1))
    #expect(hold(&lab, upTo: 3_000, fetching: true).second == nil)
    var settings = Dispatcher.Settings()
    settings.greatestFetch = .seconds(100)
    lab = limited(to: .seconds(1), settings)
    #expect(hold(&lab, upTo: 200, fetching: true).second == 133)
  }

  @Test func `what a worker has not begun in an hour without an end goes to others`() {
    let lab = DispatcherLab(trials: 8)
    lab.hello("holder", slots: 1, room: 8)
    #expect(lab.takeAssigned()["holder"]?.count == 8)
    lab.hello("idle", slots: 1, room: 8)
    _ = lab.takeActions()
    var named: [Dispatcher.Record] = []
    var given: [Lease] = []
    for second in 1...3_700 where given.isEmpty {
      lab.pass(.seconds(1))
      let held = (0..<8).map { Holding(lease($0), $0 == 0 ? .running(steps: second) : .queued) }
      lab.say("holder", .beat(room: 8, held: held))
      lab.say("idle", .beat(room: 8, held: []))
      for action in lab.takeActions() {
        if case .assign("idle", let leases) = action { given += leases }
        if case .record(.workerMisbehaved(let worker, let host, let misconduct)) = action {
          named.append(.workerMisbehaved(worker, host: host, misconduct))
        }
      }
    }
    // Its share of what is left: half of eight, and none that runs.
    #expect(given.count == 4)
    #expect(Set(given.map(\.trial)).isSubset(of: Set((1..<8).map(trial))))
    #expect(named.count == 1)
    guard case .workerMisbehaved("holder", _, .holds(trials: 8, let time))? = named.first else {
      Issue.record("\(named)")
      return
    }
    #expect(time > .seconds(3_600))
    #expect(time < .seconds(3_602))
    // Once it ends what it runs it is a worker as any other.
    lab.report("holder", lease(0), result)
    lab.say("idle", .left)
    lab.say("holder", .beat(room: 8, held: []))
    #expect(lab.takeAssigned()["holder"]?.isEmpty == false)
  }

  @Test func `a worker that reports what it does not hold is named after a thousand messages`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1", "w-2"])
    for _ in 0..<1_000 { lab.report("w-2", lease(7), result) }
    let records = lab.takeRecords()
    #expect(records == [.workerMisbehaved("w-2", host: "here", .reportsOthers(times: 1_000))])
  }

  @Test func `only a report that would end its attempt is awaited`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1", "w-2"])
    func awaits(_ lease: Lease, _ worker: WorkerID) -> Bool { lab.dispatcher.awaits(lease, from: worker) }
    #expect(awaits(lease(0), "w-1"))
    #expect(awaits(lease(1), "w-2"))
    #expect(!awaits(lease(0), "w-2"))
    #expect(!awaits(lease(0, 2), "w-1"))
    #expect(!awaits(lease(9), "w-1"))
    #expect(!awaits(lease(0), "nobody"))
    // It fell silent, and nobody else has the trial: its report would still be taken.
    lab.pass(.seconds(31))
    #expect(awaits(lease(0), "w-1"))
    #expect(!awaits(lease(0), "w-2"))
    lab.hello("w-3", room: 2)
    #expect(!awaits(lease(0), "w-1"))
    #expect(awaits(lease(0, 2), "w-3"))
    lab.report("w-3", lease(0, 2), result, room: 0)
    #expect(!awaits(lease(0, 2), "w-3"))
    _ = lab.takeActions()
  }

  private func limited(
    to limit: Duration?, _ settings: Dispatcher.Settings = .init(), manner: CommandManner? = nil
  ) -> DispatcherLab {
    let lab = DispatcherLab(settings: settings)
    if let limit {
      lab.limit(trial(0), to: AttemptLimits(time: limit, residentBytes: nil, manner: manner))
    }
    lab.hand(.planned([DispatchedTrial(trial(0), retries: 2)]))
    lab.hello("w-1")
    _ = lab.takeActions()
    return lab
  }

  /// Beats each second with a counter that rises; answers after how many it was told to drop the trial.
  private func hold(
    _ lab: inout DispatcherLab, upTo seconds: Int, fetching: Bool = false
  ) -> (second: Int?, records: [Dispatcher.Record]) {
    for second in 1...seconds {
      lab.pass(.seconds(1))
      if fetching {
        lab.say("w-1", .fetch(PieceRequest(DataID(high: 0, low: 0), offset: 0, length: 1, receipt: 0)))
      }
      lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: second))]))
      let actions = lab.takeActions()
      if actions.contains(.revoked([lease(0)], "w-1")) {
        return (second, actions.compactMap { if case .record(let record) = $0 { record } else { nil } })
      }
    }
    return (nil, [])
  }
}
