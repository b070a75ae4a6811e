import Coordination
import SweepModel
import Testing

@Suite struct LeaseTests {
  private func running(_ lease: Lease, _ steps: Int) -> Holding { Holding(lease, .running(steps: steps)) }
  private func queued(_ lease: Lease) -> Holding { Holding(lease, .queued) }
  private func reporting(_ lease: Lease) -> Holding { Holding(lease, .reporting) }

  @Test func `a silent worker loses its lease, the trial waits again, and then the worker is forgotten`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [running(lease(0), 5)]))
    _ = lab.takeActions()
    lab.pass(.seconds(29))
    #expect(lab.takeActions() == [])
    lab.pass(.seconds(1))
    #expect(
      lab.takeActions() == [
        .record(.attemptFailed(lease(0), "w-1", .lostWorker, "Worker 'w-1' fell silent.", isFinal: false))
      ])
    lab.pass(.seconds(10))
    #expect(lab.takeActions() == [.record(.workerExpired("w-1")), .forget("w-1")])
    #expect(lab.dispatcher.counts.waiting == 1)
    #expect(lab.dispatcher.nextDeadline == nil)
  }

  @Test func `a trial that was only queued at a lost worker does not count an attempt`() {
    let lab = DispatcherLab(trials: 2, retries: 0, workers: ["w-1"], room: 2)
    lab.say("w-1", .beat(room: 2, held: [running(lease(0), 5), queued(lease(1))]))
    lab.pass(.seconds(31))
    #expect(
      lab.takeRecords() == [
        .attemptFailed(lease(0), "w-1", .lostWorker, "Worker 'w-1' fell silent.", isFinal: true),
        .leaseExpired(lease(1), "w-1"),
      ])
  }

  @Test func `a trial that vanishes unstarted again and again counts in the end`() {
    var settings = Dispatcher.Settings()
    settings.greatestUnstarted = 3
    let lab = DispatcherLab(trials: 1, retries: 0, settings: settings)
    for round in 1...4 {
      lab.hello(WorkerID("w-\(round)"))
      lab.pass(.seconds(60))
      #expect(
        lab.takeRecords().contains(.leaseExpired(lease(0, round), WorkerID("w-\(round)"))) == (round < 4))
    }
    #expect(lab.dispatcher.counts.failed == 1)
  }

  @Test func `a slot whose counter stands still loses its lease while its worker goes on`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    lab.pass(seconds: 30, worker: "w-1", room: 0) { [running(lease(0), 7), running(lease(1), $0)] }
    _ = lab.takeActions()
    lab.pass(.seconds(1))
    #expect(
      lab.takeActions() == [
        .record(
          .attemptFailed(
            lease(0), "w-1", .timedOut, "The trial did not move for 30.0 seconds.", isFinal: false)),
        .revoked([lease(0)], "w-1"),
      ])
    lab.say("w-1", .beat(room: 0, held: [running(lease(0), 7), running(lease(1), 31)]))
    #expect(lab.takeActions() == [.revoked([lease(0)], "w-1")])
  }

  @Test func `a queued trial is kept while another of its worker moves, and not when all stand still`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    lab.pass(seconds: 100, worker: "w-1", room: 0) { [running(lease(0), $0), queued(lease(1))] }
    #expect(lab.takeRecords() == [])
    lab.pass(seconds: 31, worker: "w-1", room: 0) { _ in [running(lease(0), 100), queued(lease(1))] }
    #expect(lab.dispatcher.counts.waiting == 2)
    #expect(lab.takeRecords().contains(.leaseExpired(lease(1), "w-1")))
  }

  @Test func `a lease that the worker never lists is sent again, is not renewed, and goes elsewhere`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.pass(seconds: 1, worker: "w-1") { _ in [] }
    #expect(lab.takeActions() == [.acknowledged([], "w-1")])
    lab.pass(seconds: 1, worker: "w-1") { _ in [] }
    #expect(lab.takeActions() == [.assign("w-1", [lease(0)]), .acknowledged([], "w-1")])
    lab.pass(seconds: 28, worker: "w-1", room: 0) { _ in [] }
    #expect(lab.takeRecords() == [.leaseExpired(lease(0), "w-1")])
  }

  @Test func `doubled and reordered beats renew nothing`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 0, held: [running(lease(0), 9)]))
    for step in [9, 3, 9, -5] {
      lab.pass(.seconds(5))
      lab.say("w-1", .beat(room: 0, held: [running(lease(0), step)]))
      lab.say("w-1", .beat(room: 0, held: [queued(lease(0))]))
    }
    _ = lab.takeActions()
    lab.pass(.seconds(10))
    #expect(lab.takeRecords().count == 1)
  }

  @Test func `a worker whose lease lapsed keeps the trial when it comes back and the trial moves`() {
    let lab = DispatcherLab(trials: 2, retries: 0, workers: ["w-1"], room: 2)
    lab.say("w-1", .beat(room: 2, held: [running(lease(0), 5), reporting(lease(1))]))
    lab.pass(.seconds(100))
    #expect(lab.dispatcher.counts.failed == 2)
    _ = lab.takeActions()
    lab.hello("w-1", held: [running(lease(0), 6), reporting(lease(1))])
    #expect(
      lab.takeActions() == [.joined("w-1"), .welcome("w-1"), .granted([lease(0), lease(1)], "w-1")])
    lab.report("w-1", lease(0), crash)
    #expect(
      lab.takeRecords() == [.attemptFailed(lease(0), "w-1", .crashed, "SIGSEGV", isFinal: true)],
      "the attempt counts once: no retry is left, and none was used up by the silence")
    lab.report("w-1", lease(1), result)
    #expect(lab.takeRecords() == [.accepted(lease(1), "w-1", result: [1, 2, 3])])
  }

  @Test func `an attempt that comes back no longer counts as failed`() {
    let lab = DispatcherLab(trials: 1, retries: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [running(lease(0), 5)]))
    lab.pass(.seconds(35))
    #expect(lab.dispatcher.explain(trial(0)).contains(.afterFailure(.lostWorker, failures: 1, retries: 1)))
    lab.hello("w-1", held: [running(lease(0), 6)])
    _ = lab.takeActions()
    lab.report("w-1", lease(0), crash)
    #expect(
      lab.takeRecords().first == .attemptFailed(lease(0), "w-1", .crashed, "SIGSEGV", isFinal: false),
      "its one retry is still left")
  }

  @Test func `a hung slot does not get its lease back by being listed`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.pass(seconds: 40, worker: "w-1", room: 0) { _ in [running(lease(0), 7)] }
    #expect(lab.dispatcher.counts.waiting == 1)
    _ = lab.takeActions()
  }

  @Test func `a worker that comes back drops what was given to another`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [running(lease(0), 5)]))
    lab.pass(.seconds(60))
    lab.hello("w-2")
    #expect(lab.takeAssigned() == ["w-2": [lease(0, 2)]])
    lab.hello("w-1", held: [running(lease(0), 900)])
    #expect(lab.takeActions() == [.joined("w-1"), .welcome("w-1"), .revoked([lease(0)], "w-1")])
  }

  @Test func `a suspect gets nothing new, and is trusted again with its first word`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.pass(.seconds(10))
    lab.report("w-1", lease(0), crash, room: 0)
    _ = lab.takeActions()
    lab.pass(.seconds(10))
    lab.hand(.planned([DispatchedTrial(trial(1), retries: 0)]))
    #expect(lab.takeActions() == [])
    lab.say("w-1", .beat(room: 2, held: []))
    #expect(lab.takeAssigned() == ["w-1": [lease(0, 2), lease(1)]])
  }

  @Test func `a lost connection stops assignments and costs no lease`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"])
    lab.hand(.disconnected("w-1"))
    #expect(lab.dispatcher.presentWorkers == 0)
    #expect(lab.dispatcher.counts.running == 1)
    lab.hello("w-1", held: [running(lease(0), 1)])
    #expect(lab.takeActions() == [.welcome("w-1")])
  }

  @Test func `a doubled hello changes nothing`() {
    let lab = DispatcherLab(trials: 3, workers: ["w-1"])
    lab.hello("w-1", held: [queued(lease(0))])
    lab.hello("w-1", held: [queued(lease(0))])
    #expect(lab.takeActions() == [.welcome("w-1"), .welcome("w-1")])
    #expect(lab.dispatcher.workerStandings.map(\.slots) == [1])
    #expect(lab.dispatcher.counts.running == 1)
  }

  @Test func `a coordinator that stood still blames nobody before two beats went by`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [running(lease(0), 1)]))
    _ = lab.takeActions()
    lab.stall(.seconds(500))
    lab.hand(.timePassed)
    #expect(lab.takeActions() == [])
    lab.pass(.seconds(1))
    lab.say("w-1", .beat(room: 1, held: [running(lease(0), 900)]))
    lab.pass(.seconds(5))
    #expect(lab.takeActions() == [.acknowledged([], "w-1")])
    lab.pass(.seconds(60))
    #expect(lab.takeRecords().count == 2)
  }

  @Test func `a report that is announced for ever and never comes loses its lease`() {
    var settings = Dispatcher.Settings()
    settings.greatestReportingBeats = 50
    let lab = DispatcherLab(trials: 1, workers: ["w-1"], settings: settings)
    lab.pass(seconds: 79, worker: "w-1", room: 0) { _ in [reporting(lease(0))] }
    #expect(lab.takeRecords() == [])
    lab.pass(seconds: 2, worker: "w-1", room: 0) { _ in [reporting(lease(0))] }
    #expect(lab.takeRecords().count == 1)
  }
}
