import Coordination
import Sessions
import SweepModel
import Testing

/// The last words of attempts, from the slot to the report.
@Suite struct LogTests {
  private let first = Lease(TrialID(high: 1, low: 1), .first)
  private let second = Lease(TrialID(high: 2, low: 2), .first)

  private func lab(limits: AttemptLimits = .none) -> SessionLab {
    let lab = SessionLab()
    lab.hear(
      .assign([first, second].map { Assignment($0, specification: [7], dataPath: "", limits: limits) }))
    _ = lab.takeActions()
    return lab
  }

  private func reports(_ lab: SessionLab) -> [Report] {
    lab.pass(.milliseconds(20))
    return lab.takeWords().flatMap { message -> [Report] in
      if case .reported(_, let reports) = message { reports } else { [] }
    }
  }

  @Test func `what a slot wrote goes with the report of the trial that ends next, and with no other`() {
    let lab = lab()
    lab.tell(.slotWrote(0, Array("one\n".utf8)))
    lab.tell(.slotWrote(0, Array("two\n".utf8)))
    lab.tell(.slotFinished(0, result))
    lab.tell(.slotFinished(0, result))
    #expect(reports(lab) == [Report(first, result, log: "one\ntwo\n"), Report(second, result)])
  }

  @Test func `a dead slot's last words come with its failure`() {
    let lab = lab()
    lab.tell(.slotWrote(0, Array("about to crash\u{1b}[0m".utf8)))
    lab.tell(.slotDied(0, .crashed, "SIGSEGV"))
    let failure = Report(first, .failure(.crashed, "SIGSEGV"), log: "about to crash\u{fffd}[0m")
    #expect(reports(lab) == [failure])
  }

  @Test(arguments: [
    (
      "Epoch 1.\nFatal error: failed to allocate 800 bytes of memory with alignment 16.\nBacktrace:\n",
      FailureClass.outOfMemory,
      "SIGABRT. It said: failed to allocate 800 bytes of memory with alignment 16. The trial needs more memory than its worker may have."
    ),
    (
      "Main/Table.swift:7: Fatal error: Index out of range\n", .crashed,
      "SIGABRT. It said: Index out of range."
    ),
    ("nothing of it\n", .crashed, "SIGABRT."),
  ])
  func `a slot that ends itself says why`(log: String, failure: FailureClass, text: String) {
    let lab = lab()
    lab.tell(.slotWrote(0, Array(log.utf8)))
    lab.tell(.slotDied(0, .crashed, "SIGABRT."))
    #expect(reports(lab) == [Report(first, .failure(failure, text), log: log)])
  }

  @Test func `a trial that is ended at its limit says what it wrote until then`() {
    let lab = lab(limits: AttemptLimits(time: .seconds(2)))
    lab.tell(.slotWrote(0, Array("slow".utf8)))
    lab.pass(.seconds(2))
    #expect(reports(lab).map(\.log) == ["slow"])
  }

  @Test func `words of a trial that was revoked are not those of the next one`() {
    let lab = lab()
    lab.tell(.slotWrote(0, Array("nobody waits for this".utf8)))
    lab.hear(.revoked([first]))
    lab.tell(.slotDied(0, .crashed, "SIGKILL"))
    lab.tell(.slotReady(0))
    _ = lab.takeActions()
    lab.tell(.slotFinished(0, result))
    #expect(reports(lab) == [Report(second, result)])
  }

  @Test func `a slot that there is not writes nothing`() {
    let lab = SessionLab()
    lab.tell(.slotWrote(7, [1]))
    lab.tell(.slotWrote(-1, [1]))
    _ = lab.takeActions()
  }
}
