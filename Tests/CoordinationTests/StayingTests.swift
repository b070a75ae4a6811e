import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct StayingTests {
  private static func settings(idle: Duration? = nil, wall: Duration? = nil) -> WorkerSession.Settings {
    var settings = WorkerSession.Settings()
    (settings.stay.idleTime, settings.stay.wallTime, settings.stay.wallMargin) = (idle, wall, .seconds(20))
    return settings
  }

  private func assign(_ lab: SessionLab, _ lease: Lease, time: Duration) {
    lab.hear(
      .assign([Assignment(lease, specification: [7], dataPath: "", limits: AttemptLimits(time: time))]))
  }

  @Test func `a worker that is idle for long enough leaves, and not before`() {
    let lab = SessionLab(settings: Self.settings(idle: .seconds(60)))
    lab.passHeard(.seconds(59))
    #expect(!lab.session.isEnded)
    lab.passHeard(.seconds(2))
    #expect(lab.session.isEnded)
    #expect(lab.takeActions().suffix(2) == [.say(.left), .end(.left)])
  }

  @Test func `work starts the idle time over, and neither a trial nor an unacknowledged report is idle`() {
    let lab = SessionLab(settings: Self.settings(idle: .seconds(60)))
    lab.passHeard(.seconds(50))
    lab.assign(lease(0))
    lab.passHeard(.seconds(100))
    lab.tell(.slotFinished(0, result))
    lab.passHeard(.seconds(100))
    #expect(!lab.session.isEnded)
    lab.hear(.acknowledged([lease(0)]))
    lab.passHeard(.seconds(59))
    #expect(!lab.session.isEnded)
    lab.passHeard(.seconds(2))
    #expect(lab.session.isEnded)
    _ = lab.takeActions()
  }

  @Test func `without a coordinator an idle worker leaves as well`() {
    let lab = SessionLab(settings: Self.settings(idle: .seconds(60)))
    lab.tell(.disconnected)
    lab.pass(.seconds(61))
    #expect(lab.session.isEnded)
    _ = lab.takeActions()
  }

  @Test func `a worker without idle time stays`() {
    let lab = SessionLab()
    lab.passHeard(.seconds(4_000))
    #expect(!lab.session.isEnded)
    _ = lab.takeActions()
  }

  @Test func `what runs is written down and handed back before the machine is taken away`() {
    let lab = SessionLab(settings: Self.settings(wall: .seconds(100)))
    lab.assign(lease(0))
    lab.passHeard(.seconds(79))
    _ = lab.takeActions()
    lab.passHeard(.seconds(1))
    let actions = lab.takeActions()
    #expect(actions.contains(.release(0)))
    #expect(actions.contains(.say(.handedBack([lease(0)]))))
    #expect(actions.suffix(2) == [.say(.left), .end(.left)])
  }

  @Test func `a trial that will not fit goes back at once and no more are asked for`() {
    let lab = SessionLab(slots: 2, settings: Self.settings(wall: .seconds(1_000)))
    assign(lab, lease(0), time: .seconds(900))
    #expect(lab.takeActions().count == 1, "it fits and is started")
    assign(lab, lease(1), time: .seconds(981))
    let actions = lab.takeActions()
    let held = [Holding(lease(0), .running(steps: 0))]
    #expect(actions == [.say(.beat(room: 0, held: held)), .say(.handedBack([lease(1)]))])
    lab.tell(.slotFinished(0, result))
    lab.hear(.acknowledged([lease(0)]))
    #expect(lab.session.isEnded, "nothing is left to do for this worker")
    _ = lab.takeActions()
  }

  @Test func `a worker whose time is too short for its first trial says so`() {
    let lab = SessionLab(settings: Self.settings(wall: .seconds(1_000)))
    assign(lab, lease(0), time: .seconds(7_200))
    #expect(
      lab.takeActions() == [
        .say(.beat(room: 0, held: [])), .say(.handedBack([lease(0)])), .say(.left),
        .end(.nothingFits(.time(.seconds(7_200)))),
      ])
  }

  @Test func `a trial without a time limit is taken until the end`() {
    let lab = SessionLab(settings: Self.settings(wall: .seconds(100)))
    lab.passHeard(.seconds(70))
    _ = lab.takeActions()
    lab.assign(lease(0))
    #expect(lab.takeActions() == [.start(0, lease(0))])
  }
}
