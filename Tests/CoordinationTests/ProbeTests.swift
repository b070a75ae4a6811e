import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct ProbeTests {
  @Test func `a probe runs beside the slots and its outcome is told once`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    _ = lab.takeActions()
    lab.hear(.probe(5, specification: [1, 2]))
    #expect(lab.takeActions() == [.probe(specification: [1, 2])])
    lab.hear(.probe(6, specification: [3]))
    #expect(lab.takeActions().isEmpty, "one at a time")
    lab.tell(.probed(result))
    #expect(lab.takeActions() == [.say(.probed(5, result))])
    lab.tell(.probed(result))
    #expect(lab.takeActions().isEmpty)
    #expect(lab.session.counts == (running: 1, queued: 0, reporting: 0))
  }

  @Test func `a probe that does not end is ended, and the next may come`() {
    let lab = SessionLab()
    lab.hear(.probe(5, specification: [1]))
    _ = lab.takeActions()
    lab.passHeard(.seconds(59))
    #expect(!lab.takeActions().contains(.endProbe))
    lab.passHeard(.seconds(2))
    let actions = lab.takeActions()
    #expect(actions.contains(.endProbe))
    #expect(
      actions.contains { if case .say(.probed(5, .failure(.timedOut, _))) = $0 { true } else { false } })
    lab.hear(.probe(6, specification: [1]))
    #expect(lab.takeActions() == [.probe(specification: [1])])
  }

  @Test func `a worker that leaves runs no probe`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.tell(.slotFinished(0, result))
    lab.tell(.askedToLeave)
    _ = lab.takeActions()
    lab.hear(.probe(5, specification: [1]))
    #expect(!lab.takeActions().contains(.probe(specification: [1])))
  }
}
