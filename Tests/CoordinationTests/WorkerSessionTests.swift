import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct WorkerSessionTests {
  @Test func `it starts its slots, connects and says who it is`() {
    let lab = SessionLab(slots: 2, ready: false)
    lab.tell(.timePassed)
    #expect(lab.takeActions() == [.spawn(0), .spawn(1), .connect])
    lab.tell(.connected)
    #expect(lab.takeActions() == [.say(.hello(.of("w-1", slots: 2, room: 2)))])
  }

  @Test func `trials go to free slots and the others queue in order`() {
    let lab = SessionLab(slots: 2)
    lab.assign(lease(0), lease(1), lease(2))
    #expect(lab.takeActions() == [.start(0, lease(0)), .start(1, lease(1))])
    lab.tell(.slotFinished(1, result))
    #expect(lab.takeActions().first == .start(1, lease(2)))
    #expect(lab.session.counts == (running: 2, queued: 0, reporting: 1))
  }

  @Test func `a beat has the news of what runs, and none of the trial before it`() {
    let lab = SessionLab(slots: 1)
    lab.assign(lease(0), lease(1))
    let news = TrialNews(epoch: 3, loss: 0.25)
    lab.tell(.slotMoved(0, steps: 40, news: news))
    _ = lab.takeActions()
    lab.pass(.seconds(1))
    #expect(lab.takeBeat()?.held.first == Holding(lease(0), .running(steps: 40), news: news))
    lab.tell(.slotFinished(0, result))
    _ = lab.takeActions()
    lab.pass(.seconds(1))
    #expect(lab.takeBeat()?.held.last?.news == nil)
  }

  @Test func `beats come at the interval told and list everything held`() {
    let lab = SessionLab(slots: 2)
    lab.assign(lease(0), lease(1), lease(2))
    lab.tell(.slotMoved(0, steps: 40))
    lab.tell(.slotFinished(1, crash))
    _ = lab.takeActions()
    lab.pass(.milliseconds(999))
    #expect(lab.takeActions() == [])
    lab.pass(.milliseconds(1))
    let held = [
      Holding(lease(0), .running(steps: 40)), Holding(lease(1), .reporting),
      Holding(lease(2), .running(steps: 0)),
    ]
    #expect(lab.takeBeat()?.held == held)
    lab.hear(.whoAreYou)
    guard case .say(.hello(let hello))? = lab.takeActions().first else {
      Issue.record("no hello")
      return
    }
    #expect(hello.held == held)
  }

  @Test func `a report is said at once when nothing is queued, and is kept until it is acknowledged`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.pass(.milliseconds(900))
    lab.tell(.slotFinished(0, result))
    #expect(
      lab.takeActions() == [
        .start(0, lease(0)), .spool(Report(lease(0), result)), .reported(room: 1, lease(0)),
      ])
    lab.passHeard(.seconds(5))
    #expect(lab.takeWords() == [.reported(room: 1, [Report(lease(0), result)])])
    lab.hear(.acknowledged([lease(0)]))
    lab.passHeard(.seconds(20))
    #expect(lab.takeWords() == [])
    #expect(lab.session.counts == (running: 0, queued: 0, reporting: 0))
  }

  @Test func `reports of short trials wait a moment for each other while others are queued`() {
    let lab = SessionLab()
    lab.assign((0..<10).map { lease($0) })
    for _ in 0..<3 {
      lab.pass(.milliseconds(5))
      lab.tell(.slotFinished(0, result))
    }
    #expect(lab.takeWords() == [])
    lab.pass(.milliseconds(15))
    #expect(
      lab.takeWords() == [.reported(room: 61, [lease(0), lease(1), lease(2)].map { Report($0, result) })])
  }

  @Test func `large results travel in several messages`() {
    var settings = WorkerSession.Settings()
    settings.reports.batchBytes = 100
    let lab = SessionLab(settings: settings)
    lab.assign((0..<4).map { lease($0) })
    for size in [60, 30, 30, 500] { lab.tell(.slotFinished(0, .result(Array(repeating: 0, count: size)))) }
    let sizes = lab.takeWords().map { if case .reported(_, let reports) = $0 { reports.count } else { 0 } }
    #expect(sizes == [2, 1, 1])
  }

  @Test func `after a new welcome everything unacknowledged is said again`() {
    let lab = SessionLab()
    lab.assign(lease(0))
    lab.tell(.slotFinished(0, result))
    lab.tell(.disconnected)
    lab.pass(.seconds(1))
    #expect(lab.takeActions().contains(.connect))
    lab.tell(.connected)
    lab.welcome()
    #expect(lab.takeWords().last == .reported(room: 256, [Report(lease(0), result)]))
  }

  @Test func `the process of a crashed slot is told as a failure and started again`() {
    let lab = SessionLab()
    lab.assign(lease(0), lease(1))
    lab.tell(.slotDied(0, .crashed, "SIGSEGV"))
    lab.pass(.milliseconds(20))
    #expect(
      lab.takeActions() == [
        .start(0, lease(0)), .spawn(0), .say(.reported(room: 1, [Report(lease(0), crash)])),
      ])
    lab.tell(.slotReady(0))
    #expect(lab.takeActions() == [.start(0, lease(1))])
  }

  @Test
  func `a revoked trial is killed, whatever its slot still says is not heard, and the slot starts again`() {
    let lab = SessionLab()
    lab.assign(lease(0), lease(1), lease(2))
    _ = lab.takeActions()
    lab.hear(.revoked([lease(0), lease(1), lease(9)]))
    #expect(lab.takeActions() == [.kill(0)])
    lab.tell(.slotFinished(0, result))
    lab.tell(.slotReady(0))
    #expect(lab.takeActions() == [])
    lab.tell(.slotDied(0, .crashed, "SIGKILL"))
    lab.tell(.slotReady(0))
    #expect(lab.takeActions() == [.spawn(0), .start(0, lease(2))])
  }

  @Test func `a doubled assignment is taken once, and of two attempts the later one`() {
    let lab = SessionLab()
    lab.assign(lease(0, 2), lease(1, 2))
    lab.assign(lease(0, 2), lease(1, 2), lease(0, 1))
    #expect(lab.takeActions() == [.start(0, lease(0, 2))])
    lab.assign(lease(1, 3), lease(0, 3))
    #expect(lab.takeActions() == [.kill(0)])
    #expect(lab.session.counts == (running: 0, queued: 2, reporting: 0))
  }

  @Test func `a slot that dies on starting is given up after a few tries, and the last one ends the worker`()
  {
    let lab = SessionLab(ready: false)
    lab.tell(.timePassed)
    lab.tell(.connected)
    lab.welcome()
    _ = lab.takeActions()
    var (tries, pauses) = (1, [Duration]())
    while !lab.session.isEnded, tries < 20 {
      lab.tell(.slotDied(0, .crashed, "no libopenblas"))
      let died = lab.now
      while !lab.session.isEnded, !lab.takeActions().contains(.spawn(0)) { lab.pass(.milliseconds(50)) }
      if !lab.session.isEnded {
        tries += 1
        pauses.append(lab.now - died)
      }
    }
    #expect(tries == 5)
    #expect(pauses == pauses.sorted() && pauses.last! >= .seconds(1))
    #expect(lab.takeActions() == [.say(.left), .end(.noSlotRuns("no libopenblas"))])
  }

  @Test func `words of slots that it does not have change nothing`() {
    let lab = SessionLab()
    for slot in [-1, 1, Int.max] {
      lab.tell(.slotReady(slot))
      lab.tell(.slotMoved(slot, steps: 1))
      lab.tell(.slotFinished(slot, result))
      lab.tell(.slotDied(slot, .crashed, ""))
    }
    #expect(lab.takeActions() == [])
  }
}
