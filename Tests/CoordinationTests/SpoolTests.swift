import Coordination
import Sessions
import SweepModel
import Testing

/// When a worker's machine puts reports on its disk and takes them off, and what limits do to an attempt.
@Suite struct SpoolTests {
  private static let identity = Hello(
    worker: "w-1", host: "here", slots: 1, coreType: "Haswell")
  private var session = WorkerSession(identity, random: RandomStream(seed: 1, for: .transport))

  init() {
    say(.timePassed, 0)
    say(.connected, 0)
    say(.said(.welcome(beatInterval: .seconds(1), leaseLength: .seconds(30))), 0)
    say(.slotReady(0), 0)
  }

  @discardableResult
  private mutating func say(_ event: WorkerSession.Event, _ milliseconds: Int) -> [WorkerSession.Action] {
    defer { #expect(session.brokenInvariant() == nil) }
    return session.handle(event, at: .milliseconds(milliseconds))
  }

  private mutating func start(_ limits: AttemptLimits = .none, at milliseconds: Int = 0) {
    say(.said(.assign([Assignment(lease(0), specification: [], dataPath: "", limits: limits)])), milliseconds)
  }

  @Test mutating func `a report is on the disk before it is said, and off it when acknowledged`() {
    start()
    let ended = say(.slotFinished(0, result), 500)
    #expect(ended.first == .spool(Report(lease(0), result)))
    guard case .say(.reported)? = ended.dropFirst().first else {
      Issue.record("\(ended)")
      return
    }
    #expect(say(.said(.acknowledged([lease(0)])), 600).contains(.unspool(lease(0))))
  }

  @Test mutating func `a report that nobody wants is taken off the disk`() {
    start()
    say(.slotFinished(0, result), 500)
    #expect(say(.said(.revoked([lease(0)])), 600) == [.unspool(lease(0))])
  }

  @Test mutating func `what is cheaper to run again is not written`() {
    start()
    let ended = say(.slotFinished(0, result), 19)
    #expect(!ended.contains { if case .spool = $0 { true } else { false } })
    #expect(!say(.said(.acknowledged([lease(0)])), 30).contains(.unspool(lease(0))))
  }

  @Test func `an heir delivers a dead worker's reports under its name and leaves`() {
    var heir = WorkerSession(
      Self.identity, settling: [Report(lease(0), result), Report(lease(1), crash)],
      random: RandomStream(seed: 1, for: .transport))
    #expect(heir.handle(.timePassed, at: .zero) == [.connect])
    let held = [Holding(lease(0), .reporting), Holding(lease(1), .reporting)]
    #expect(heir.handle(.connected, at: .zero) == [.say(.hello(.of("w-1", room: 0, held: held)))])
    let welcome = CoordinatorMessage.welcome(beatInterval: .seconds(1), leaseLength: .seconds(30))
    #expect(
      heir.handle(.said(welcome), at: .zero)
        == [.say(.reported(room: 0, [Report(lease(0), result), Report(lease(1), crash)]))])
    let assigned = Assignment(lease(2), specification: [], dataPath: "")
    #expect(heir.handle(.said(.assign([assigned])), at: .zero) == [.say(.handedBack([lease(2)]))])
    #expect(heir.handle(.said(.acknowledged([lease(0)])), at: .zero) == [.unspool(lease(0))])
    #expect(
      heir.handle(.said(.revoked([lease(1)])), at: .zero)
        == [.unspool(lease(1)), .say(.left), .end(.left)])
  }

  @Test func `the dispatcher takes an heir's reports and gives the rest to others`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    lab.hello("w-1", room: 0, held: [Holding(lease(0), .reporting)])
    lab.report("w-1", lease(0), result, room: 0)
    lab.say("w-1", .left)
    lab.hello("w-2")
    let records = lab.takeRecords()
    #expect(records.contains(.accepted(lease(0), "w-1", result: [1, 2, 3])))
    #expect(records.contains(.leasesGranted([lease(1, 2)], "w-2")))
  }

  @Test mutating func `an attempt over its time is ended and reported as timed out`() {
    start(AttemptLimits(time: .seconds(2)))
    #expect(session.nextDeadline.map { $0 <= .seconds(2) } == true)
    #expect(!say(.timePassed, 1_999).contains(.kill(0)))
    let ended = say(.timePassed, 2_000)
    #expect(ended.contains(.kill(0)))
    let report = Report(lease(0), .failure(.timedOut, "It ran longer than its limit of 2.0 seconds."))
    #expect(ended.contains(.spool(report)))
    #expect(say(.slotFinished(0, result), 2_001).isEmpty)
  }

  @Test(arguments: [(1 << 20, false), (64 << 20, false), (65 << 20, true)])
  mutating func `an attempt over its memory is ended`(bytes: Int, isEnded: Bool) {
    start(AttemptLimits(residentBytes: 64 << 20))
    let actions = say(.slotHolds(0, residentBytes: bytes), 100)
    #expect(actions.contains(.kill(0)) == isEnded)
    let text = "Its slot had 65 MiB in use, above its limit of 64 MiB."
    #expect(actions.contains(.spool(Report(lease(0), .failure(.outOfMemory, text)))) == isEnded)
  }

  @Test mutating func `limits end with their attempt`() {
    start(AttemptLimits(time: .seconds(2), residentBytes: 1))
    say(.slotFinished(0, result), 1_000)
    #expect(!say(.timePassed, 2_500).contains(.kill(0)))
    #expect(say(.slotHolds(0, residentBytes: 2), 2_600).isEmpty)
  }
}
