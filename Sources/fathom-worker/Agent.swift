internal import Answers
internal import Coordination
internal import Experiments
internal import Glibc
internal import Messaging
internal import Processes
internal import Sessions
internal import SweepModel

/// The loop of one machine's worker: waits for the coordinator, the slots and signals, tells the session what
/// happened and carries out what it orders. It decides nothing.
final class Agent {
  private let environment: [String: String]
  private let leavesWithParent: Bool
  /// What each slot is told of programs of users; nothing where they are not run.
  private let commands: (Int) -> SlotProcess.Commands?
  private let spool: Spool?
  private let data: DataKeeper?
  private let stop: StopRequest
  /// Of a clock that stands still while the machine is suspended: a trial cannot use that time.
  private let started = SuspendingClock.now
  private var session: WorkerSession
  private var link: CoordinatorLink
  private(set) var isLeaving = false
  private var slots: [Int: SlotProcess] = [:]
  private var lastWeighing = Duration.zero
  private var ending: WorkerSession.Ending?
  /// The process of a trial beside the slots.
  private var probe: SlotProcess?

  /// `environment` is the slots' own; `leavesWithParent` ends the agent with its standard input.
  init(
    _ session: WorkerSession, address: JoinAddress, environment: [String: String], leavesWithParent: Bool,
    spool: Spool?, data: DataKeeper?, commands: @escaping (Int) -> SlotProcess.Commands? = { _ in nil },
    stop: StopRequest
  ) throws {
    self.commands = commands
    (self.session, self.spool, self.data, self.stop) = (session, spool, data, stop)
    (self.environment, self.leavesWithParent) = (environment, leavesWithParent)
    // A worker that somebody started by hand says how it goes; one that 'run' started leaves the talking to it.
    link = try CoordinatorLink(address) { if !leavesWithParent { Output.say($0) } }
  }

  /// Works until the session ends; answers why it did.
  func run() throws -> WorkerSession.Ending {
    defer {
      for slot in slots.values { slot.release() }
      let leaving = commands(0)?.leaving ?? .zero
      let deadline = ContinuousClock.now + SlotProcess.endingTime + leaving
      for slot in slots.values { slot.end(by: deadline) }
    }
    var events: [WorkerSession.Event] = [.timePassed]
    while true {
      var actions: [WorkerSession.Action] = []
      for event in events { session.handle(event, at: now, into: &actions) }
      events = []
      for action in actions { try carryOut(action, &events) }
      for slot in slots.values { try slot.flush() }
      if let ending { return ending }
      if events.isEmpty { events = try wait() }
      if let reason = try link.refusal() { return .refused(reason) }
    }
  }

  /// Whether a coordinator has ever welcomed it.
  var hasJoined: Bool { link.isJoined }

  private var now: Duration { SuspendingClock.now - started }

  private func carryOut(_ action: WorkerSession.Action, _ events: inout [WorkerSession.Event]) throws {
    switch action {
    case .connect: try link.connect()
    case .say(let message): if !(try link.send(message)) { events.append(.disconnected) }
    case .spool(let report):
      if spool?.keep(report, of: session.worker) == true, report.isFinal {
        spool?.checkpoints.forget(report.lease.trial)
      }
    case .unspool(let lease):
      spool?.forget(lease)
      if let base = commands(0)?.folder {
        DataCache.remove(CommandHost.keptFolder(in: base) + "/\(lease.trial)")
      }
    case .spawn(let slot):
      do {
        slots[slot] = try SlotProcess(
          environment: environment, checkpoints: spool?.checkpoints.path, commands: commands(slot),
          capturingErrors: true)
      } catch {
        events.append(.slotDied(slot, .crashed, error.description))
      }
    case .start(let slot, let assignment):
      slots[slot]?.isWeighed = assignment.limits.residentBytes != nil
      try slots[slot]?.run(assignment)
    case .startTogether(let slot, let together):
      slots[slot]?.isWeighed = together.contains { $0.limits.residentBytes != nil }
      try slots[slot]?.run(together)
    case .kill(let slot): slots[slot]?.kill()
    case .release(let slot): slots[slot]?.release()
    case .supply(let order): data?.take(order)
    case .probe(let specification): beginProbe(specification, &events)
    case .endProbe:
      probe?.kill()
      probe = nil
    case .end(let ending): self.ending = ending
    }
  }

  /// Whom the loop listens to.
  private enum Voice {
    case stop, data, probe, coordinator
    case slot(Int)
    /// What a slot writes for people.
    case errors(Int)
  }

  private var watched: [(voice: Voice, source: Poller.Source, until: Poller.Readiness)] {
    var watched: [(voice: Voice, source: Poller.Source, until: Poller.Readiness)] = []
    func watch(_ voice: Voice, _ descriptor: Int32?) {
      if let descriptor { watched.append((voice, .descriptor(descriptor), .readable)) }
    }
    // A stop that was heard stays readable; from then on the loop looks at it no more.
    if !isLeaving { watch(.stop, stop.descriptor) }
    if leavesWithParent, !isLeaving { watch(.stop, 0) }
    watch(.data, data?.descriptor)
    watch(.probe, probe?.descriptor)
    let order = slots.sorted { $0.key < $1.key }
    for (slot, process) in order { watch(.slot(slot), process.descriptor) }
    for (slot, process) in order { watch(.errors(slot), process.errors) }
    if let (source, until) = link.watched { watched.append((.coordinator, source, until)) }
    return watched
  }

  /// What happened, or that time passed.
  private func wait() throws -> [WorkerSession.Event] {
    let isWeighing = slots.values.contains(where: \.isWeighed)
    var limit = session.nextDeadline.map { max(.zero, $0 - now) } ?? .seconds(1)
    if isWeighing { limit = min(limit, max(.zero, lastWeighing + Self.weighingInterval - now)) }
    let watched = watched
    let ready = try Poller.wait(for: watched.map { ($0.source, $0.until) }, upTo: limit)
    var events: [WorkerSession.Event] = []
    for (voice, readiness) in zip(watched.map(\.voice), ready) where !readiness.isEmpty {
      switch voice {
      case .stop:
        if !isLeaving { events.append(.askedToLeave) }
        isLeaving = true
      case .data: events += data?.news().map { .data($0) } ?? []
      case .probe: try hearProbe(&events)
      case .slot(let slot): try hear(slot, &events)
      case .errors(let slot): hearErrors(of: slot, &events)
      case .coordinator: events += try link.hear(readiness)
      }
    }
    if isWeighing, lastWeighing + Self.weighingInterval <= now { weigh(&events) }
    return events.isEmpty ? [.timePassed] : events
  }

  private static let weighingInterval = Duration.milliseconds(100)

  private func weigh(_ events: inout [WorkerSession.Event]) {
    lastWeighing = now
    for (slot, process) in slots.sorted(by: { $0.key < $1.key }) where process.isWeighed {
      if let bytes = process.residentBytes { events.append(.slotHolds(slot, residentBytes: bytes)) }
    }
  }

  private func beginProbe(_ specification: [UInt8], _ events: inout [WorkerSession.Event]) {
    do {
      let process = try SlotProcess(environment: environment, capturingErrors: true)
      var hash = ContentHash()
      hash.update(specification)
      try process.run(
        Assignment(Lease(hash.finish(), .first), specification: specification, dataPath: ""))
      try process.flush()
      probe = process
    } catch { events.append(.probed(.failure(.crashed, "\(error)"))) }
  }

  private func hearProbe(_ events: inout [WorkerSession.Event]) throws {
    guard let process = probe else { return }
    let (messages, ending) = try process.read()
    var outcomes = messages.compactMap(\.outcome)
    if let ending { outcomes.append(.failure(.crashed, "Its process ended with \(ending).")) }
    guard let outcome = outcomes.first else { return }
    events.append(.probed(outcome))
    process.release()
    probe = nil
  }

  private func hear(_ slot: Int, _ events: inout [WorkerSession.Event]) throws {
    guard let process = slots[slot] else { return }
    let (messages, ending) = try process.read()
    // A trial's own words were written before its end was said.
    hearErrors(of: slot, &events)
    for message in messages {
      switch message {
      case .noted(let line): events.append(.slotWrote(slot, Array((line + "\n").utf8)))
      case .ready: events.append(.slotReady(slot))
      case .moved(let steps, let news): events.append(.slotMoved(slot, steps: steps, news: news))
      case .finished, .failed: events += message.outcome.map { [.slotFinished(slot, $0)] } ?? []
      case .putOff: events.append(.slotPutOff(slot))
      case .ended(let trial, let outcome): events.append(.slotEnded(slot, trial, outcome))
      case .free: events.append(.slotFreed(slot))
      }
    }
    if let ending {
      slots[slot] = nil
      events.append(.slotDied(slot, .crashed, "The slot's process ended with \(ending)."))
    }
  }

  private func hearErrors(of slot: Int, _ events: inout [WorkerSession.Event]) {
    let words = slots[slot]?.readErrors() ?? []
    if !words.isEmpty { events.append(.slotWrote(slot, words)) }
  }
}

extension SlotMessage {
  /// How a trial ended, where this says so.
  fileprivate var outcome: Report.Outcome? {
    switch self {
    case .ready, .moved, .noted, .putOff, .ended, .free: nil
    case .finished(let result): .result(result)
    case .failed(let failure, let text): .failure(failure, text)
    }
  }
}

extension Report {
  /// Whether the trial is not tried again, so that nothing goes on from its checkpoint.
  fileprivate var isFinal: Bool {
    switch outcome {
    case .result, .failure(.badInput, _): true
    case .failure: false
    }
  }
}
