import Coordination
import SweepModel
import Testing

@Suite struct RestartTests {
  private func restarted(_ plan: DispatchedTrial...) -> DispatcherLab {
    let lab = DispatcherLab()
    lab.hand(.planned(plan))
    return lab
  }

  @Test func `what is finished or failed is not run again`() {
    let lab = restarted(
      DispatchedTrial(trial(0), retries: 1, standing: .finished, attempt: .first),
      DispatchedTrial(trial(1), retries: 1, standing: .failed(.badInput), attempt: .first, failures: 1),
      DispatchedTrial(trial(2), retries: 1))
    lab.hello("w-1", room: 9)
    #expect(lab.takeAssigned() == ["w-1": [lease(2)]])
    #expect(lab.dispatcher.counts.finished == 1)
    #expect(lab.dispatcher.counts.failed == 1)
  }

  @Test func `a worker that still runs its trial keeps it`() {
    let lab = restarted(DispatchedTrial(trial(0), retries: 0, standing: .leased("w-1"), attempt: Attempt(2)))
    lab.pass(.seconds(29))
    lab.hello("w-1", held: [Holding(lease(0, 2), .running(steps: 44))])
    #expect(lab.takeActions() == [.joined("w-1"), .welcome("w-1")])
    lab.pass(.seconds(5))
    lab.report("w-1", lease(0, 2), result)
    #expect(lab.takeRecords() == [.accepted(lease(0, 2), "w-1", result: [1, 2, 3])])
  }

  @Test func `a worker that finished meanwhile delivers`() {
    let lab = restarted(DispatchedTrial(trial(0), retries: 0, standing: .leased("w-1"), attempt: .first))
    lab.report("w-1", lease(0), result)
    #expect(
      lab.takeActions() == [
        .send("w-1", .whoAreYou), .record(.accepted(lease(0), "w-1", result: [1, 2, 3])),
        .acknowledged([lease(0)], "w-1"),
      ])
  }

  @Test func `a worker that does not come within a lease length loses its trials`() {
    let lab = restarted(
      DispatchedTrial(trial(0), retries: 0, standing: .leased("w-1"), attempt: .first),
      DispatchedTrial(trial(1), retries: 0, standing: .leased("w-1"), attempt: Attempt(3)))
    lab.hello("w-2", room: 5)
    lab.pass(seconds: 30, worker: "w-2") { _ in [] }
    #expect(
      lab.takeRecords() == [
        .workerJoined("w-2", host: "here", slots: 1, coreType: "Haswell"), .leaseExpired(lease(0), "w-1"),
        .leaseExpired(lease(1, 3), "w-1"), .workerExpired("w-1"), .leasesGranted([lease(0, 2)], "w-2"),
      ])
  }

  @Test func `a trial that the worker never got is sent again with the same attempt`() {
    let lab = restarted(DispatchedTrial(trial(0), retries: 0, standing: .leased("w-1"), attempt: .first))
    lab.pass(.seconds(2))
    lab.hello("w-1")
    #expect(lab.takeActions() == [.joined("w-1"), .welcome("w-1"), .assign("w-1", [lease(0)])])
  }

  @Test func `failures from before count`() {
    let lab = restarted(DispatchedTrial(trial(0), retries: 2, attempt: Attempt(2), failures: 2))
    lab.hello("w-1")
    lab.report("w-1", lease(0, 3), crash)
    #expect(
      lab.takeRecords().last == .attemptFailed(lease(0, 3), "w-1", .crashed, "SIGSEGV", isFinal: true))
  }

  @Test func `a result of an attempt that had lapsed before is accepted from its worker`() {
    let lab = restarted(
      DispatchedTrial(trial(0), retries: 0, standing: .lapsed("w-1", counted: false), attempt: Attempt(2)))
    lab.hello("w-1", room: 0)
    lab.report("w-1", lease(0, 2), result)
    #expect(lab.takeRecords().last == .accepted(lease(0, 2), "w-1", result: [1, 2, 3]))
  }
}
