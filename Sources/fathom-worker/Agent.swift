internal import Answers
internal import Coordination
internal import Foundation
internal import Glibc
internal import Messaging
internal import Processes
internal import SweepModel

/// The loop of one machine's worker: waits for the coordinator, the slots and signals, tells the session what
/// happened and carries out what it orders. It decides nothing.
final class Agent {
  private let address: JoinAddress
  private let environment: [String: String]
  private let leavesWithParent: Bool
  private let spool: Spool?
  private let data: DataKeeper?
  private let context: Context
  private let stop: StopRequest
  private let started = ContinuousClock.now
  private var session: WorkerSession
  private var socket: WorkerSocket?
  private var monitor: ConnectionMonitor?
  private var handshakes = HandshakeWatch()
  private var isConnected = false
  private(set) var isLeaving = false
  private var slots: [Int: SlotProcess] = [:]
  /// Slots whose memory the session wants to know.
  private var weighed: Set<Int> = []
  private var lastWeighing = Duration.zero
  private var ending: WorkerSession.Ending?
  /// The process of a trial beside the slots.
  private var probe: SlotProcess?
  private var connections = 0
  private var isJoined = false

  /// `environment` is the slots' own; `leavesWithParent` ends the agent with its standard input.
  init(
    _ session: WorkerSession, address: JoinAddress, environment: [String: String], leavesWithParent: Bool,
    spool: Spool?, data: DataKeeper?, stop: StopRequest
  ) throws {
    self.session = session
    self.spool = spool
    self.data = data
    self.stop = stop
    self.address = address
    self.environment = environment
    self.leavesWithParent = leavesWithParent
    context = try Context()
  }

  /// Works until the session ends; answers why it did.
  func run() throws -> WorkerSession.Ending {
    defer {
      for slot in slots.values { slot.release() }
      let deadline = ContinuousClock.now + SlotProcess.endingTime
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
      for event in try monitor?.take() ?? [] {
        switch handshakes.verdict(on: event, at: address) {
        case .end(let text): return .refused(text)
        case .tell(let text): tell(text + " It is tried on and on.")
        case .goOn: break
        }
      }
    }
  }

  private var now: Duration { ContinuousClock.now - started }

  /// A worker that somebody started by hand says how it goes; one that 'run' started leaves the talking to it.
  private func tell(_ sentence: String) {
    if !leavesWithParent { Output.say(sentence) }
  }

  private func carryOut(_ action: WorkerSession.Action, _ events: inout [WorkerSession.Event]) throws {
    switch action {
    case .connect:
      isConnected = false
      monitor = nil
      socket = nil
      let next = try WorkerSocket(
        context, connectTo: address.endpoint, settings: .init(security: address.security))
      monitor = try ConnectionMonitor(next)
      socket = next
      connections += 1
      // The second try comes after a few seconds of silence, and one sentence is enough.
      if connections == 2, !isJoined {
        tell("No answer from \(address.endpoint) yet. It is tried on and on.")
      }
    case .say(let message):
      for frame in try message.frames() where try socket?.send(frame) != .sent {
        isConnected = false
        return events.append(.disconnected)
      }
    case .spool(let report):
      if spool?.keep(report, of: session.worker) == true, report.isFinal {
        spool?.checkpoints.forget(report.lease.trial)
      }
    case .unspool(let lease): spool?.forget(lease)
    case .spawn(let slot):
      do {
        slots[slot] = try SlotProcess(environment: environment, checkpoints: spool?.checkpoints.path)
      } catch let error as ProcessError {
        events.append(.slotDied(slot, .crashed, error.description))
      }
    case .start(let slot, let assignment):
      if assignment.limits.residentBytes == nil { weighed.remove(slot) } else { weighed.insert(slot) }
      try slots[slot]?.run(assignment)
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

  /// What happened, or that time passed.
  private func wait() throws -> [WorkerSession.Event] {
    let order = slots.keys.sorted()
    var watched: [(source: Poller.Source, until: Poller.Readiness)] = [
      (.descriptor(stop.descriptor), .readable)
    ]
    if leavesWithParent, !isLeaving { watched.append((.descriptor(0), .readable)) }
    if let data { watched.append((.descriptor(data.descriptor), .readable)) }
    if let probe { watched.append((.descriptor(probe.descriptor), .readable)) }
    let firstSlot = watched.count
    for slot in order {
      if let process = slots[slot] { watched.append((.descriptor(process.descriptor), .readable)) }
    }
    let writing = order.filter { slots[$0]?.errors != nil }
    for slot in writing {
      if let errors = slots[slot]?.errors { watched.append((.descriptor(errors), .readable)) }
    }
    if let socket { watched.append((.socket(socket), isConnected ? .readable : [.readable, .writable])) }
    var limit = session.nextDeadline.map { max(.zero, $0 - now) } ?? .seconds(1)
    if !weighed.isEmpty { limit = min(limit, max(.zero, lastWeighing + Self.weighingInterval - now)) }
    // A stop that was heard stays readable; from then on the loop looks at it no more.
    if isLeaving { watched[0].until = [] }
    let ready = try Poller.wait(for: watched, upTo: limit)

    var events: [WorkerSession.Event] = []
    let firstOther = firstSlot - (data == nil ? 0 : 1) - (probe == nil ? 0 : 1)
    if !isLeaving, ready.prefix(firstOther).contains(where: { !$0.isEmpty }) {
      isLeaving = true
      events.append(.askedToLeave)
    }
    if let data, !ready[firstOther].isEmpty { events += data.news().map { .data($0) } }
    if probe != nil, !ready[firstSlot - 1].isEmpty { try hearProbe(&events) }
    let (said, written) = (ready.dropFirst(firstSlot), ready.dropFirst(firstSlot + order.count))
    for (slot, readiness) in zip(order, said) where !readiness.isEmpty { try hear(slot, &events) }
    for (slot, readiness) in zip(writing, written) where !readiness.isEmpty { hearErrors(of: slot, &events) }
    if socket != nil, let readiness = ready.last { try hear(readiness, &events) }
    if !weighed.isEmpty, lastWeighing + Self.weighingInterval <= now { weigh(&events) }
    return events.isEmpty ? [.timePassed] : events
  }

  private func beginProbe(_ specification: [UInt8], _ events: inout [WorkerSession.Event]) {
    do {
      let process = try SlotProcess(environment: environment, checkpoints: nil)
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
    for message in messages {
      switch message {
      case .ready, .moved, .noted: break
      case .finished(let result): events.append(.probed(.result(result)))
      case .failed(let failure, let text): events.append(.probed(.failure(failure, text)))
      }
    }
    if let ending { events.append(.probed(.failure(.crashed, "Its process ended with \(ending)."))) }
    if !events.isEmpty || ending != nil, case .probed? = events.last {
      process.release()
      probe = nil
    }
  }

  private static let weighingInterval = Duration.milliseconds(100)

  private func weigh(_ events: inout [WorkerSession.Event]) {
    lastWeighing = now
    for slot in weighed.sorted() {
      if let bytes = slots[slot]?.residentBytes { events.append(.slotHolds(slot, residentBytes: bytes)) }
    }
  }

  private func hear(_ readiness: Poller.Readiness, _ events: inout [WorkerSession.Event]) throws {
    if readiness.contains(.writable), !isConnected {
      isConnected = true
      events.append(.connected)
    }
    guard readiness.contains(.readable), let socket else { return }
    for frame in try socket.receive(max: 256) {
      let message = try CoordinatorMessage(frame: frame)
      if case .welcome = message {
        if !isJoined { tell("Joined \(address.endpoint).") }
        isJoined = true
      }
      events.append(.said(message))
    }
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
      case .moved(let steps): events.append(.slotMoved(slot, steps: steps))
      case .finished(let result): events.append(.slotFinished(slot, .result(result)))
      case .failed(let failure, let text): events.append(.slotFinished(slot, .failure(failure, text)))
      }
    }
    if let ending {
      slots[slot] = nil
      weighed.remove(slot)
      events.append(.slotDied(slot, .crashed, "The slot's process ended with \(ending)."))
    }
  }
}

extension Agent {
  private func hearErrors(of slot: Int, _ events: inout [WorkerSession.Event]) {
    let words = slots[slot]?.readErrors() ?? []
    if !words.isEmpty { events.append(.slotWrote(slot, words)) }
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
