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
    switch directory.receive(incoming, at: now) {
    case .message(let worker, let message):
      note(message, from: worker)
      let (readable, isWhole) = reports.readable(message, from: worker) { [store] trial in
        try store.trial(trial)?.row.spec.measuresTestRows ?? false
      }
      dispatcher.handle(.said(worker, readable), at: now, into: &actions)
      if case .probed(let number, let outcome) = message { hear(probe: number, outcome, from: worker) }
      if case .fetch(let request) = message { try serve(request, to: worker, at: incoming.from) }
      if !isWhole, let refusal = directory.receivedUnreadableResult(from: worker) {
        log("Worker \(worker) sends what cannot be read; it is heard no more.")
        try say(refusal, to: incoming.from)
      }
    case .answer(let message):
      try say(message, to: incoming.from)
    case .unreadable(let error, let answer):
      noteRefused(error.description)
      if let answer { try say(answer, to: incoming.from) }
    case .ignored: break
    }
  }

  /// Its worker, if it had one, is then silent: its trials' leases lapse.
  private func turnAway(_ incoming: Incoming, _ objection: String) throws {
    guard directory.turnAway(incoming.from, at: now) else { return }
    noteRefused(objection)
    try say(.refused(objection), to: incoming.from)
  }

  /// Somebody sends faster than anybody could read. Workers and clients connect again and say again what was not answered.
  func dropConnections(floodedBy incoming: [Incoming]) throws {
    let name = admission?.commonest(of: incoming)
    log(
      "Messages come faster than they are read and have filled \(BacklogWatch.limit >> 20) MiB; every connection is dropped. "
        + (name.map { "Most of them came with the key of '\($0)': 'fathom keys revoke \($0)' ends that." }
          ?? "Without keys it is not known whose they are."))
    try socket.startOver()
    try admission?.watch(socket)
    for worker in directory.lostAll() {
      try carryOut(dispatcher.handle(.disconnected(worker), at: now))
    }
  }

  private func note(_ message: WorkerMessage, from worker: WorkerID) {
    switch message {
    case .reported: unsure.insert(worker)
    case .beat(_, let held) where !held.contains { $0.phase == .reporting }: unsure.remove(worker)
    case .left: unsure.remove(worker)
    case .hello, .beat, .handedBack, .fetch, .probed: break
    }
  }

  /// Logs that a message was turned away; one that comes again and again is logged as a count.
  func noteRefused(_ reason: String) {
    if let sentence = upkeep.refusals.note(.message, reason, at: now) { log(sentence) }
  }
}
