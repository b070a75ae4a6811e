import Coordination
import SweepModel
import Testing

@Suite struct HostileWorkerTests {
  @Test(arguments: [Int.min, -1, 0, 1, 5_000, Int.max])
  func `any room is answered and bounded`(room: Int) {
    var settings = Dispatcher.Settings()
    settings.greatestRoom = 1_000
    let lab = DispatcherLab(trials: 2_000, settings: settings)
    lab.hello("w-1", room: room)
    #expect(lab.takeAssigned()["w-1", default: []].count == min(max(room, 0), 1_000))
  }

  @Test(arguments: [Int.min, -1, 0])
  func `a worker without slots is refused`(slots: Int) {
    let lab = DispatcherLab(trials: 1)
    lab.hello("w-1", slots: slots)
    #expect(
      lab.takeActions() == [
        .send("w-1", .refused("Worker 'w-1' offers \(slots) slots. Start it with '--slots 1' or more.")),
        .forget("w-1"),
      ])
  }

  @Test func `a worker with more slots than there are machines is taken for the most there may be`() {
    let lab = DispatcherLab(trials: 1)
    lab.hello("w-1", slots: .max, room: .max)
    #expect(lab.takeActions().first == .joined("w-1", slots: 1_024))
  }

  @Test func `other numerics are refused, with what to do`() {
    let lab = DispatcherLab(trials: 1)
    lab.hello("w-1", numerics: 99)
    let text =
      "Worker 'w-1' computes with numerics version 99, this coordinator's sweeps need "
      + "\(Specification.currentNumerics). Install the same release of fathom on both."
    #expect(lab.takeActions() == [.send("w-1", .refused(text)), .forget("w-1")])
    #expect(lab.dispatcher.presentWorkers == 0)
  }

  @Test(arguments: [("", ""), ("w-1", "w-2")])
  func `a worker without a name, or with two, is refused`(said: String, from: String) {
    let lab = DispatcherLab()
    lab.say(WorkerID(from), .hello(.of(WorkerID(said))))
    guard case .send(_, .refused(let text))? = lab.takeActions().first else {
      Issue.record("not refused")
      return
    }
    #expect(text == "Worker '\(from)' says that it is '\(said)'. Give each worker one name.")
  }

  @Test func `thousands of foreign leases are revoked at once`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    let held = (10..<20_000).map { Holding(lease($0), .running(steps: .max)) }
    lab.say("w-1", .beat(room: 1, held: held))
    #expect(lab.takeActions() == [.revoked(held.map(\.lease), "w-1")])
  }

  @Test func `a lease listed many times over counts once`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    lab.pass(.seconds(5))
    lab.say("w-1", .beat(room: 2, held: Array(repeating: Holding(lease(0), .queued), count: 5)))
    #expect(lab.takeActions() == [.assign("w-1", [lease(1)]), .acknowledged([], "w-1")])
  }

  @Test(arguments: [Int.min, -1, Int.max])
  func `any step counter is taken`(steps: Int) {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .beat(room: 1, held: [Holding(lease(0), .running(steps: steps))]))
    lab.hello("w-1", held: [Holding(lease(0), .running(steps: steps))])
    lab.pass(.seconds(45))
    lab.hello("w-1", held: [Holding(lease(0), .running(steps: steps))])
    _ = lab.takeActions()
  }

  @Test func `empty messages are answered`() {
    let lab = DispatcherLab(trials: 1, workers: ["w-1"])
    lab.say("w-1", .reported(room: 1, []))
    lab.say("w-1", .handedBack([]))
    #expect(lab.takeActions() == [.acknowledged([], "w-1")])
  }

  @Test func `ten thousand workers that come and go leave nothing behind`() {
    let lab = DispatcherLab(trials: 5)
    for number in 0..<10_000 {
      lab.hello(WorkerID("w-\(number)"))
      if number % 2 == 0 { lab.say(WorkerID("w-\(number)"), .left) } else { lab.pass(.seconds(61)) }
      _ = lab.takeActions()
    }
    #expect(lab.dispatcher.presentWorkers == 0)
    #expect(lab.dispatcher.nextDeadline == nil)
  }
}
