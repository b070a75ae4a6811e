import Coordination
import Sessions
import Testing

@Suite struct PuttingOffTests {
  @Test func `a trial that asks for another time is handed back, and its slot takes the next one`() {
    let lab = SessionLab()
    lab.assign(lease(0), lease(1))
    _ = lab.takeActions()
    lab.tell(.slotPutOff(0))
    let actions = lab.takeActions()
    #expect(actions.contains(.say(.handedBack([lease(0)]))))
    #expect(!actions.contains { if case .say(.reported) = $0 { true } else { false } })
  }

  @Test func `a slot that runs nothing puts nothing off`() {
    let lab = SessionLab()
    lab.tell(.slotPutOff(0))
    lab.tell(.slotPutOff(99))
    #expect(!lab.takeActions().contains { if case .say(.handedBack) = $0 { true } else { false } })
  }
}
