import Coordination
import SweepModel
import Testing

/// When a worker or a host is set aside.
@Suite struct ConductTests {
  /// Trials that failed; after each, for how many seconds the place is set aside.
  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var endings: [(trial: Int, failure: FailureClass)]
    var pauses: [Int?]
  }

  static let rows = [
    Row(
      testDescription: "three different trials", endings: [(0, .crashed), (1, .timedOut), (2, .outOfMemory)],
      pauses: [nil, nil, 60]),
    Row(
      testDescription: "one trial three times", endings: [(0, .crashed), (0, .crashed), (0, .crashed)],
      pauses: [nil, nil, nil]),
    Row(
      testDescription: "bad input and silence", endings: [(0, .badInput), (1, .lostWorker), (2, .badInput)],
      pauses: [nil, nil, nil]),
    Row(
      testDescription: "again and again",
      endings: (0..<8).map { ($0, .crashed) }, pauses: [nil, nil, 60, 120, 240, 480, 900, 900]),
  ]

  @Test(arguments: rows) func `a place is set aside for`(row: Row) {
    var conduct = Conduct()
    let pauses = row.endings.map { ending -> Int? in
      let pause = conduct.attemptFailed(trial(ending.trial), ending.failure, Conduct.Rule(failures: 3))
      return pause.map { Int($0.components.seconds) }
    }
    #expect(pauses == row.pauses)
  }

  @Test func `a worker that keeps failing gets nothing new, is named, and comes back`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["bad", "good"])
    fail(5, at: "bad", in: lab)
    let records = lab.takeRecords()
    #expect(records.contains(.workerSetAside("bad", host: "here", failures: 5, .seconds(60))))
    lab.say("bad", .beat(room: 1, held: []))
    #expect(lab.takeAssigned()["bad"] == nil)
    var isBack = false
    for _ in 0..<70 where !isBack {
      lab.pass(.seconds(1))
      lab.say("good", .beat(room: 1, held: []))
      lab.say("bad", .beat(room: 1, held: []))
      isBack = lab.takeAssigned()["bad"] != nil
    }
    #expect(isBack)
  }

  @Test func `a success clears what a worker and its host did before`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["bad", "good"])
    for _ in 0..<4 {
      fail(4, at: "bad", in: lab)
      fail(1, at: "bad", in: lab, result)
    }
    #expect(!lab.takeRecords().contains { if case .workerSetAside = $0 { true } else { false } })
  }

  @Test func `the last worker is never set aside`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["bad"])
    fail(12, at: "bad", in: lab)
    let kinds = lab.takeRecords()
    #expect(!kinds.contains { if case .workerSetAside = $0 { true } else { false } })
  }

  @Test func `when the others have gone, those set aside work again`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["bad", "good"])
    fail(5, at: "bad", in: lab)
    _ = lab.takeActions()
    lab.say("good", .left)
    #expect(lab.takeAssigned()["bad"] != nil)
  }

  @Test func `a worker set aside is a reason that is told`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["bad", "good"])
    fail(5, at: "bad", in: lab)
    _ = lab.takeActions()
    let reasons = lab.dispatcher.explain(trial(39))
    #expect(reasons.contains(.workersSetAside(1)))
    #expect(
      WaitReason.workersSetAside(1).description
        == "1 worker gets nothing new for a while, because attempts kept failing there.")
  }

  /// Lets one attempt after the other crash; what came back goes first, so trials alternate.
  private func fail(
    _ count: Int, at worker: WorkerID, in lab: DispatcherLab, _ outcome: Report.Outcome = crash
  ) {
    var seen: [Lease] = []
    for place in 0..<40 where seen.count < count {
      for attempt in 1...9 {
        let lease = lease(place, attempt)
        guard case .queued(worker, lease.attempt)? = lab.dispatcher.explain(lease.trial).first else {
          continue
        }
        lab.report(worker, lease, outcome)
        seen.append(lease)
        break
      }
    }
  }
}
