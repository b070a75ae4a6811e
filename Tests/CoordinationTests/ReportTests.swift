import Coordination
import SweepModel
import Testing

@Suite struct ReportTests {
  /// Attempt 1 of the only trial ran out at w-1; w-2 holds attempt 2.
  private func fenced() -> DispatcherLab {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: 1))]))
    lab.pass(.seconds(30))
    lab.hello("w-2")
    #expect(lab.takeAssigned() == ["w-2": [lease(0, 2)]])
    return lab
  }

  @Test func `a zombie's report is recorded once as superseded and acknowledged each time`() {
    let lab = fenced()
    lab.report("w-1", lease(0), result)
    #expect(lab.takeActions() == [.record(.superseded(lease(0), "w-1")), .acknowledged([lease(0)], "w-1")])
    lab.report("w-1", lease(0), result)
    #expect(lab.takeActions() == [.acknowledged([lease(0)], "w-1")])
    lab.report("w-2", lease(0, 2), result)
    #expect(lab.takeRecords() == [.accepted(lease(0, 2), "w-2", result: [1, 2, 3])])
  }

  @Test func `a late result is accepted while nobody else has the trial`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: 1))]))
    lab.pass(.seconds(31))
    #expect(lab.dispatcher.counts.waiting == 1)
    _ = lab.takeActions()
    lab.report("w-1", lease(0), result)
    #expect(
      lab.takeActions() == [
        .record(.accepted(lease(0), "w-1", result: [1, 2, 3])), .acknowledged([lease(0)], "w-1"),
      ])
    #expect(lab.dispatcher.isComplete)
  }

  @Test func `a late failure is dropped, since the silence was counted`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: 1))]))
    lab.pass(.seconds(31))
    _ = lab.takeActions()
    lab.report("w-1", lease(0), crash, room: 0)
    #expect(lab.takeActions() == [.record(.superseded(lease(0), "w-1")), .acknowledged([lease(0)], "w-1")])
    // Said before the report, and overtaken by it.
    lab.say("w-1", .beat(room: 0, held: [Holding(lease(0), .reporting)]))
    #expect(lab.takeRecords() == [] && lab.dispatcher.counts.waiting == 1)
  }

  @Test(arguments: [result, crash])
  func `a doubled report is acknowledged and changes nothing`(outcome: Report.Outcome) {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"], room: 0)
    lab.say("w-1", .beat(room: 1, held: []))
    lab.report("w-1", lease(0), outcome, room: 0)
    _ = lab.takeActions()
    let before = lab.dispatcher.counts
    lab.report("w-1", lease(0), outcome, room: 0)
    #expect(lab.takeActions() == [.acknowledged([lease(0)], "w-1")])
    #expect(lab.dispatcher.counts == before)
  }

  @Test func `a report and its double in one message are taken once`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .reported(room: 1, [Report(lease(0), result), Report(lease(0), result)]))
    #expect(lab.takeRecords() == [.accepted(lease(0), "w-1", result: [1, 2, 3])])
  }

  @Test(arguments: [
    ("an unknown trial", Lease(trial(99), .first)), ("an attempt never granted", lease(0, 2)),
    ("attempt 0", lease(0, 0)), ("a negative attempt", lease(0, -1)), ("the largest attempt", lease(0, .max)),
    ("the smallest attempt", lease(0, .min)),
  ])
  func `a report of what was never leased is revoked`(name: String, lease: Lease) {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.report("w-1", lease, result)
    #expect(lab.takeActions() == [.revoked([lease], "w-1")], "\(name)")
    lab.say("w-1", .beat(room: 1, held: [Holding(lease, .running(steps: 1)), Holding(lease, .reporting)]))
    #expect(lab.takeActions() == [.revoked([lease, lease], "w-1")], "\(name)")
  }

  @Test func `a worker cannot report, list or hand back another worker's lease`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1", "w-2"])
    lab.report("w-2", lease(0), crash)
    lab.report("w-2", lease(0), result)
    lab.say("w-2", .handedBack([lease(0)]))
    lab.say("w-2", .beat(room: 1, held: [Holding(lease(0), .running(steps: 5))]))
    #expect(
      lab.takeActions() == [
        .revoked([lease(0)], "w-2"), .revoked([lease(0)], "w-2"), .revoked([lease(0)], "w-2"),
      ])
    #expect(lab.dispatcher.explain(trial(0)) == [.queued("w-1", .first)])
  }

  @Test func `a lapsed attempt is its own worker's to deliver, and nobody else's`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.pass(.seconds(30))
    lab.hello("w-2", room: 0)
    _ = lab.takeActions()
    lab.report("w-2", lease(0), result, room: 0)
    #expect(lab.takeActions() == [.revoked([lease(0)], "w-2")])
  }
}
