import Coordination
import Sessions
import SweepModel
import Testing

/// Trials that end at once are given to a slot's process several at a time.
@Suite struct AheadTests {
  /// A session that has learnt that trials end at once, and holds leases 1 to 7: 1 runs, 2 to 7 lie ahead.
  private func lab() -> SessionLab {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.tell(.slotFinished(0, result))
    lab.hear(.acknowledged([lease(0)]))
    _ = lab.takeActions()
    lab.assign((1...7).map { lease($0) })
    return lab
  }

  @Test func `a slot is given trials that end at once several at a time, and reports come in that order`() {
    let lab = lab()
    #expect(lab.takeActions() == (1...7).map { .start(0, lease($0)) })
    #expect(lab.session.counts == (running: 7, queued: 0, reporting: 0))
    for trial in 1...7 {
      lab.tell(.slotFinished(0, result))
      #expect(lab.session.counts == (running: 7 - trial, queued: 0, reporting: trial))
    }
    let reports = lab.takeWords().flatMap {
      if case .reported(_, let reports) = $0 { reports } else { [] as [Report] }
    }
    #expect(reports.map(\.lease) == (1...7).map { lease($0) })
  }

  @Test func `a slot that dies fails the trial that it ran, and what lay ahead runs in the next process`() {
    let lab = lab()
    lab.tell(.slotFinished(0, result))
    _ = lab.takeActions()
    lab.tell(.slotDied(0, .crashed, "SIGSEGV"))
    #expect(lab.session.counts == (running: 0, queued: 5, reporting: 2))
    #expect(lab.takeActions() == [.spawn(0)])
    lab.tell(.slotReady(0))
    #expect(lab.takeActions() == (3...7).map { .start(0, lease($0)) })
    lab.pass(.milliseconds(20))
    guard case .say(.reported(_, let reports))? = lab.takeActions().first else {
      Issue.record("no report")
      return
    }
    #expect(reports == [Report(lease(1), result), Report(lease(2), .failure(.crashed, "SIGSEGV"))])
  }

  @Test func `what lies ahead and is revoked runs for nobody, and the slot lives on`() {
    let lab = lab()
    _ = lab.takeActions()
    lab.hear(.revoked([lease(2)]))
    #expect(lab.takeActions() == [])
    for _ in 1...7 { lab.tell(.slotFinished(0, result)) }
    #expect(lab.session.counts == (running: 0, queued: 0, reporting: 6))
    _ = lab.takeActions()
  }

  @Test func `what lies ahead is listed as queued`() {
    let lab = lab()
    _ = lab.takeActions()
    lab.passHeard(.seconds(1))
    let held = [Holding(lease(1), .running(steps: 0))] + (2...7).map { Holding(lease($0), .queued) }
    #expect(lab.takeBeat()?.held == held)
  }

  @Test func `a revoked trial ends its slot, and what lay ahead waits for the next`() {
    let lab = lab()
    _ = lab.takeActions()
    lab.hear(.revoked([lease(1)]))
    #expect(lab.takeActions() == [.kill(0)])
    #expect(lab.session.counts == (running: 0, queued: 6, reporting: 0))
  }
}
