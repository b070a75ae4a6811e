internal import Answers
internal import Coordination
internal import Messaging
internal import RunStore
internal import SweepModel

/// What workers say.
extension Coordinator {
  func hear(_ incoming: Incoming, _ actions: inout [Dispatcher.Action]) throws {
    if let objection = admission?.objection(to: incoming, as: .worker) {
      return try turnAway(incoming, objection)
    }
    switch directory.receive(incoming, at: now, isInForce: { admission?.isInForce($0) ?? true }) {
    case .message(let worker, let message):
      note(message, from: worker)
      let (readable, isWhole) = read(message, from: worker, incoming.key)
      dispatcher.handle(.said(worker, readable), at: now, into: &actions)
      if case .probed(let number, let outcome) = message { hear(probe: number, outcome, from: worker) }
      if case .fetch(let request) = message { try serve(request, to: worker, at: incoming.from) }
      if !isWhole, let refusal = directory.receivedUnreadableResult(from: worker) {
        log("Worker \(worker) sends what cannot be read; it is heard no more.", .warning)
        try say(refusal, to: incoming.from)
      }
    case .answer(let message):
      try say(message, to: incoming.from)
    case .unreadable(let error, let answer):
      noteRefused(error.description)
      if let answer { try say(answer, to: incoming.from) }
    case .crowded: noteRefused("its key has \(PeerDirectory.workersOfAKey) workers, and no more are let in.")
    case .ignored: break
    }
  }

  /// Its worker, if it had one, is then silent: its trials' leases lapse.
  private func turnAway(_ incoming: Incoming, _ objection: String) throws {
    guard directory.turnAway(incoming.from, at: now) else { return }
    noteRefused(objection)
    try say(.refused(objection), to: incoming.from)
  }

  /// Results are read as far as somebody waits for them, and held against what their trial is.
  private func read(_ message: WorkerMessage, from worker: WorkerID, _ key: PublicKey?) -> (
    WorkerMessage, isWhole: Bool
  ) {
    reports.readable(
      message, from: worker, awaited: { dispatcher.awaits($0, from: worker) },
      otherSpelling: { upkeep.spelling.takes($0, by: key, at: now) }
    ) { [store] result, trial in
      if result.isBare { return nil }
      guard let stored = try store.specifications(of: [trial]).first else { return nil }
      return result.objection(for: try Specification(canonical: stored.specification))
    }
  }

  private func note(_ message: WorkerMessage, from worker: WorkerID) {
    switch message {
    case .reported: workers.unsure.insert(worker)
    case .beat(_, let held) where !held.contains { $0.phase == .reporting }: workers.unsure.remove(worker)
    case .left: workers.unsure.remove(worker)
    case .hello, .beat, .handedBack, .fetch, .probed: break
    }
  }

  /// Logs that a message was turned away; one that comes again and again is logged as a count.
  func noteRefused(_ reason: String) {
    if let sentence = upkeep.refusals.note(.message, reason, at: now) { log(sentence, .warning) }
  }
}
