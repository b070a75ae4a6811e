import Coordination
import Sessions
import SweepModel
import Testing

/// Trials that say how much memory they may use, on a machine that has so much.
@Suite struct SessionMemoryTests {
  private static func lab(slots: Int, memory: Int?) -> SessionLab {
    var settings = WorkerSession.Settings()
    settings.slots.memoryBytes = memory
    return SessionLab(slots: slots, settings: settings)
  }

  private func assignment(_ number: Int, memory: Int?) -> Assignment {
    Assignment(
      lease(number), specification: [7], dataPath: "", limits: AttemptLimits(residentBytes: memory))
  }

  private func started(_ lab: SessionLab) -> [Int] {
    lab.takeActions().compactMap { action in
      guard case .start(_, let assignment) = action else { return nil }
      return (0..<9).first { lease($0) == assignment.lease }
    }
  }

  @Test func `no more trials run than their memory fits, and the next starts when one has ended`() {
    let lab = Self.lab(slots: 4, memory: 10)
    lab.hear(.assign((0..<4).map { assignment($0, memory: 4) }))
    #expect(started(lab) == [0, 1])
    lab.passHeard(.seconds(1))
    lab.tell(.slotFinished(0, result))
    #expect(started(lab) == [2])
  }

  @Test func `what fits asks for no more than it can run, and hands back what others may run`() {
    let lab = Self.lab(slots: 8, memory: 10)
    lab.hear(.assign((0..<8).map { assignment($0, memory: 5) }))
    _ = lab.takeActions()
    lab.passHeard(.seconds(1))
    let words = lab.takeActions()
    #expect(
      words.contains {
        if case .say(.handedBack(let given)) = $0 { given.count == 4 } else { false }
      }, "\(words)")
    #expect(
      words.contains { if case .say(.beat(room: 2, let held)) = $0 { held.count == 4 } else { false } },
      "\(words)")
  }

  @Test func `trials without a limit, and machines that know nothing, run in every slot`() {
    let lab = Self.lab(slots: 3, memory: 10)
    lab.hear(.assign([assignment(0, memory: 9), assignment(1, memory: nil), assignment(2, memory: 1)]))
    #expect(started(lab) == [0, 1, 2])
    let ignorant = Self.lab(slots: 2, memory: nil)
    ignorant.hear(.assign([assignment(0, memory: 1 << 50), assignment(1, memory: 1 << 50)]))
    #expect(started(ignorant) == [0, 1])
  }

  @Test func `a trial that needs more than the machine has goes back, and the worker says why it leaves`() {
    let lab = Self.lab(slots: 1, memory: 10)
    lab.hear(.assign([assignment(0, memory: 11)]))
    #expect(
      lab.takeActions() == [
        .say(.beat(room: 0, held: [])), .say(.handedBack([lease(0)])), .say(.left),
        .end(.nothingFits(.memory(11, of: 10))),
      ])
  }
}
