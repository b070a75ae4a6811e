import Coordination
import Sessions
import SweepModel
import Testing

/// Programs that use several cores, on a machine that has so many.
@Suite struct SessionCoresTests {
  private static func lab(slots: Int, cores: Int) -> SessionLab {
    var settings = WorkerSession.Settings()
    settings.slots.cores = cores
    return SessionLab(slots: slots, settings: settings)
  }

  private func assignment(_ number: Int, cpus: Int?) -> Assignment {
    var manner = CommandManner()
    manner.cpus = cpus ?? 1
    return Assignment(
      lease(number), specification: AssignedText.write([7], cpus.map { _ in manner }), dataPath: "")
  }

  private func started(_ lab: SessionLab) -> [Int] {
    lab.takeActions().compactMap { action in
      guard case .start(_, let assignment) = action else { return nil }
      return (0..<9).first { lease($0) == assignment.lease }
    }
  }

  @Test(arguments: [(8, 8, 4, 2), (8, 8, 3, 2), (8, 8, 5, 1), (2, 8, 4, 2), (8, 4, 9, 1), (3, 2, 1, 3)])
  func `so many run at once as have their cores`(slots: Int, cores: Int, cpus: Int, count: Int) {
    let lab = Self.lab(slots: slots, cores: cores)
    lab.hear(.assign((0..<8).map { assignment($0, cpus: cpus) }))
    #expect(started(lab) == Array(0..<count))
    lab.passHeard(.seconds(1))
    let isAsked = lab.takeActions().contains {
      if case .say(.beat(room: count, _)) = $0 { true } else { false }
    }
    #expect(isAsked)
    lab.tell(.slotFinished(0, result))
    #expect(started(lab) == [count])
  }

  @Test func `trials of one core beside one of several wait for their share, and alone for nothing`() {
    let lab = Self.lab(slots: 4, cores: 4)
    lab.hear(.assign([assignment(0, cpus: 3), assignment(1, cpus: 1), assignment(2, cpus: 1)]))
    #expect(started(lab) == [0, 1])
    lab.passHeard(.seconds(1))
    _ = lab.takeActions()
    lab.tell(.slotFinished(0, result))
    #expect(started(lab) == [2])
    // More slots than cores are the user's own choice.
    let native = Self.lab(slots: 4, cores: 2)
    native.hear(.assign((0..<4).map { assignment($0, cpus: nil) }))
    #expect(started(native) == [0, 1, 2, 3])
  }
}
