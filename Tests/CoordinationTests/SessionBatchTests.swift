import Coordination
import Sessions
import SweepModel
import Testing

/// Trials that share a process, as a worker's session handles them.
@Suite struct SessionBatchTests {
  private static func specification(_ width: Int, seed: Int) throws -> Specification {
    let declaration = try #require(Declaration.argument(["width"]))
    var spec = Specification(blank: .command, dataset: .none, arguments: [declaration], seed: seed)
    spec[.command] = ["python", "a.py"]
    spec.set(declaration, to: .integer(width))
    return spec
  }

  private static func assignment(
    _ seed: Int, width: Int = 8, most: Int = 4, time: Duration? = nil, attempt: Int = 1
  ) throws -> Assignment {
    var manner = CommandManner()
    manner.batch = .init(max: most, same: ["width"])
    let spec = try specification(width, seed: seed)
    return Assignment(
      Lease(spec.id, Attempt(attempt)), specification: AssignedText.write(spec.canonicalBytes, manner),
      dataPath: "", limits: AttemptLimits(time: time))
  }

  private func started(_ actions: [WorkerSession.Action]) -> [[Lease]] {
    actions.compactMap { action in
      guard case .startTogether(_, let together) = action else { return nil }
      return together.map(\.lease)
    }
  }

  private func killed(_ actions: [WorkerSession.Action]) -> [Int] {
    actions.compactMap { action in
      guard case .kill(let slot) = action else { return nil }
      return slot
    }
  }

  private func said(_ actions: [WorkerSession.Action]) -> [Report] {
    actions.flatMap { action -> [Report] in
      guard case .say(.reported(_, let reports)) = action else { return [] }
      return reports
    }
  }

  @Test func `a full batch starts at once, and an incomplete one when nothing more has come for a while`()
    throws
  {
    let lab = SessionLab()
    let all = try (0..<6).map { try Self.assignment($0) }
    lab.hear(.assign(Array(all.prefix(4))))
    #expect(started(lab.takeActions()) == [all.prefix(4).map(\.lease)])
    let few = SessionLab()
    few.hear(.assign(Array(all.prefix(2))))
    let room = few.takeBeat()
    #expect(room?.room == 4, "whoever gave one trial a slot learns at once that a process takes four")
    few.hear(.assign([all[2]]))
    #expect(started(few.takeActions()) == [])
    few.pass(.milliseconds(249))
    #expect(started(few.takeActions()) == [])
    few.pass(.milliseconds(1))
    #expect(started(few.takeActions()) == [all.prefix(3).map(\.lease)])
  }

  @Test func `idle slots share what is in line, and trials of two kinds never share a process`() throws {
    let lab = SessionLab(slots: 2)
    let wide = try (0..<4).map { try Self.assignment($0, width: 16) }
    let narrow = try (0..<4).map { try Self.assignment($0, width: 8) }
    lab.hear(.assign([wide[0], narrow[0], narrow[1], wide[1]]))
    lab.pass(.seconds(1))
    #expect(
      started(lab.takeActions()) == [[wide[0], wide[1]], [narrow[0], narrow[1]]].map { $0.map(\.lease) })
    let one = SessionLab(slots: 2)
    one.hear(.assign(wide))
    one.pass(.seconds(1))
    #expect(started(one.takeActions()).map(\.count) == [2, 2])
  }

  @Test func `another attempt may share the process, other limits and another most may not`() throws {
    let lab = SessionLab(slots: 3)
    let all = [
      try Self.assignment(0), try Self.assignment(1, time: .seconds(9)), try Self.assignment(2, most: 3),
      try Self.assignment(3, attempt: 2),
    ]
    lab.hear(.assign(all))
    lab.pass(.seconds(1))
    #expect(started(lab.takeActions()) == [[all[0], all[3]], [all[1]], [all[2]]].map { $0.map(\.lease) })
  }

  /// A slot that runs four trials.
  private func running(time: Duration? = nil) throws -> (SessionLab, [Lease]) {
    let lab = SessionLab()
    let all = try (0..<4).map { try Self.assignment($0, time: time) }
    lab.hear(.assign(all))
    _ = lab.takeActions()
    return (lab, all.map(\.lease))
  }

  @Test func `each trial is reported once, when it is done, and the slot is free after the process`() throws {
    let (lab, leases) = try running()
    lab.tell(.slotEnded(0, leases[1].trial, result))
    lab.pass(.seconds(1))
    #expect(said(lab.takeActions()).map(\.lease) == [leases[1]])
    lab.tell(.slotEnded(0, leases[1].trial, result))
    lab.tell(.slotEnded(0, TrialID(high: 7, low: 7), result))
    lab.pass(.milliseconds(500))
    #expect(said(lab.takeActions()).isEmpty, "twice, and of a stranger")
    for lease in [leases[0], leases[2], leases[3]] { lab.tell(.slotEnded(0, lease.trial, result)) }
    lab.hear(.acknowledged(leases))
    #expect(lab.session.counts.running == 0)
    let next = try (10..<14).map { try Self.assignment($0) }
    lab.hear(.assign(next))
    #expect(started(lab.takeActions()) == [], "its process has not ended")
    lab.tell(.slotFreed(0))
    #expect(started(lab.takeActions()) == [next.map(\.lease)])
  }

  @Test(arguments: [true, false])
  func `killed in the middle, those without done have failed and those with have not`(isSlot: Bool) throws {
    let (lab, leases) = try running()
    lab.tell(.slotEnded(0, leases[2].trial, result))
    lab.tell(isSlot ? .slotDied(0, .crashed, "SIGKILL") : .slotFinished(0, .failure(.crashed, "SIGKILL")))
    lab.pass(.seconds(1))
    let reports = said(lab.takeActions())
    #expect(Set(reports.map(\.lease)) == Set(leases) && reports.count == 4)
    for report in reports { #expect((report.outcome == result) == (report.lease == leases[2])) }
  }

  @Test func `a process that hands back hands back what is not done`() throws {
    let (lab, leases) = try running()
    lab.tell(.slotEnded(0, leases[0].trial, result))
    lab.tell(.slotPutOff(0))
    let words = lab.takeWords()
    #expect(words.contains(.handedBack(Array(leases.dropFirst()))))
  }

  @Test func `a part that nobody wants leaves the others alone, and the last one takes the process with it`()
    throws
  {
    let (lab, leases) = try running()
    lab.hear(.revoked(Array(leases.prefix(3))))
    #expect(killed(lab.takeActions()) == [])
    lab.tell(.slotEnded(0, leases[0].trial, result))
    lab.pass(.milliseconds(100))
    #expect(said(lab.takeActions()).isEmpty, "nobody waits for it")
    lab.hear(.revoked([leases[3]]))
    #expect(killed(lab.takeActions()) == [0])
  }

  @Test func `beyond the time limit all that is not done has failed`() throws {
    let (lab, leases) = try running(time: .seconds(5))
    lab.tell(.slotEnded(0, leases[0].trial, result))
    lab.passHeard(.seconds(5))
    let actions = lab.takeActions()
    #expect(killed(actions) == [0])
    let late = said(actions).filter { if case .failure(.timedOut, _) = $0.outcome { true } else { false } }
    #expect(Set(late.map(\.lease)) == Set(leases.dropFirst()))
  }

  @Test func `a process that outlives its trials without a word is killed, and nothing has failed`() throws {
    let (lab, leases) = try running()
    for lease in leases { lab.tell(.slotEnded(0, lease.trial, result)) }
    lab.hear(.acknowledged(leases))
    lab.passHeard(.seconds(69))
    #expect(killed(lab.takeActions()) == [])
    lab.passHeard(.seconds(2))
    let actions = lab.takeActions()
    #expect(killed(actions) == [0] && said(actions).isEmpty)
  }

  @Test func `whoever leaves hands all of it back and lets the process end`() throws {
    let (lab, leases) = try running()
    lab.tell(.slotEnded(0, leases[3].trial, result))
    lab.tell(.askedToLeave)
    let actions = lab.takeActions()
    #expect(actions.contains(.release(0)))
    #expect(actions.contains(.say(.handedBack(leases.prefix(3).sorted()))))
  }

  @Test func `all of them move with their process`() throws {
    let (lab, leases) = try running()
    lab.tell(.slotMoved(0, steps: 5))
    lab.tell(.slotEnded(0, leases[0].trial, result))
    lab.passHeard(.seconds(2))
    let held = lab.takeBeat()?.held ?? []
    #expect(Set(held.filter { $0.phase == .running(steps: 5) }.map(\.lease)) == Set(leases.dropFirst()))
    #expect(held.filter { $0.phase == .reporting }.map(\.lease) == [leases[0]])
  }
}
