import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct WorkerLinkTests {
  @Test func `a silent coordinator stops nothing: slots go on, and it tries to connect again and again`() {
    let lab = SessionLab()
    lab.assign(lease(0), lease(1))
    lab.pass(.seconds(31))
    #expect(lab.takeActions().contains(.connect))
    lab.tell(.slotFinished(0, result))
    #expect(lab.takeActions() == [.spool(Report(lease(0), result)), .start(0, lease(1))])
    lab.pass(.seconds(3_600))
    lab.tell(.slotFinished(0, result))
    let tries = lab.takeActions()
    #expect(tries.allSatisfy { $0 == .connect || $0 == .spool(Report(lease(1), result)) })
    #expect((400...1_200).contains(tries.count), "\(tries.count) tries in an hour")
    lab.tell(.connected)
    lab.welcome()
    #expect(lab.takeWords().last == .reported(room: 1, [lease(0), lease(1)].map { Report($0, result) }))
  }

  @Test func `workers that lose their coordinator together come back apart`() {
    let times = (0..<200).map { seed in
      var session = WorkerSession(
        .init(worker: "w", host: "h", slots: 1, coreType: ""),
        random: RandomStream(seed: seed, for: .transport))
      _ = session.handle(.timePassed, at: .zero)
      _ = session.handle(.connected, at: .zero)
      _ = session.handle(.slotReady(0), at: .zero)
      _ = session.handle(.disconnected, at: .zero)
      return session.nextDeadline ?? .zero
    }
    #expect(Set(times).count == 200)
    #expect(times.max()! - times.min()! > .milliseconds(100))
  }

  @Test func `it is asked who it is while its hello is under way, and does not say it twice`() {
    let lab = SessionLab(ready: false)
    lab.tell(.timePassed)
    lab.tell(.connected)
    lab.hear(.whoAreYou)
    #expect(lab.takeWords().count == 1)
    lab.pass(.seconds(1))
    lab.hear(.whoAreYou)
    #expect(lab.takeWords().count == 1)
  }

  @Test func `a hello without an answer leads to a new connection`() {
    let lab = SessionLab(ready: false)
    lab.tell(.timePassed)
    lab.tell(.connected)
    _ = lab.takeActions()
    lab.pass(.milliseconds(1_900))
    #expect(lab.takeActions() == [])
    lab.pass(.seconds(1))
    #expect(lab.takeActions() == [.connect])
  }

  @Test func `a refusal ends it with the coordinator's words`() {
    let lab = SessionLab()
    lab.hear(.refused("other numerics"))
    #expect(lab.takeActions() == [.end(.refused("other numerics"))])
    lab.pass(.seconds(60))
    lab.assign(lease(0))
    #expect(lab.takeActions() == [])
    #expect(lab.session.nextDeadline == nil)
  }

  @Test(arguments: [Duration.zero, .seconds(-5), .nanoseconds(1)])
  func `a beat interval that makes no sense does not make it spin`(interval: Duration) {
    let lab = SessionLab(ready: false)
    lab.tell(.timePassed)
    lab.tell(.connected)
    lab.hear(.welcome(beatInterval: interval, leaseLength: interval))
    lab.pass(.milliseconds(2))
    #expect(lab.takeActions().count < 12)
  }

  @Test func `long trials are not queued, short ones are, up to a limit`() {
    for (length, room) in [(60_000, 2), (100, 8), (1, 512)] {
      let lab = SessionLab(slots: 2)
      lab.assign(lease(0))
      lab.passHeard(.milliseconds(length))
      lab.tell(.slotFinished(0, result))
      lab.passHeard(.seconds(1))
      #expect(lab.takeBeat()?.room == room, "trials of \(length) ms")
    }
  }

  @Test func `what was queued for short trials goes back when they turn out long`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.pass(.milliseconds(1))
    lab.tell(.slotFinished(0, result))
    lab.hear(.acknowledged([lease(0)]))
    lab.assign((1...200).map { lease($0) })
    _ = lab.takeActions()
    lab.passHeard(.seconds(4))
    let given = lab.takeWords().flatMap {
      if case .handedBack(let leases) = $0 { leases } else { [] as [Lease] }
    }
    #expect(given == (3...200).reversed().map { lease($0) }, "the last ones go back first")
    #expect(lab.session.counts == (running: 1, queued: 1, reporting: 0))
  }

  @Test func `on leaving it hands back, delivers, says so and ends`() {
    let lab = SessionLab(slots: 2)
    lab.assign(lease(0), lease(1), lease(2))
    lab.tell(.slotFinished(1, result))
    _ = lab.takeActions()
    lab.tell(.askedToLeave)
    #expect(
      lab.takeActions() == [
        .release(0), .release(1), .say(.beat(room: 0, held: [Holding(lease(1), .reporting)])),
        .say(.handedBack([lease(0), lease(2)])),
      ])
    lab.assign(lease(3))
    #expect(lab.takeActions() == [.say(.handedBack([lease(3)]))])
    lab.hear(.acknowledged([lease(1)]))
    #expect(lab.takeActions() == [.say(.left), .end(.left)])
  }

  @Test func `leaving does not wait for ever`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.tell(.slotFinished(0, result))
    lab.tell(.askedToLeave)
    lab.tell(.disconnected)
    _ = lab.takeActions()
    lab.pass(.seconds(3))
    #expect(lab.takeActions().last == .end(.left))
  }

  @Test func `an idle worker without a connection leaves at once`() {
    let lab = SessionLab(ready: false)
    lab.tell(.askedToLeave)
    #expect(lab.takeActions().last == .end(.left))
  }
}
