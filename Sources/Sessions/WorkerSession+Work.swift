internal import Coordination
internal import SweepModel

/// What becomes of a lease: its slot ends it, a limit ends it, or nobody wants it any more.
extension WorkerSession {
  mutating func finish(_ slot: Int, _ outcome: Report.Outcome) {
    for ended in slots.finish(slot, at: now, &work) { keepReport(ended, outcome) }
  }

  /// One of several trials has ended, and their program goes on.
  mutating func end(_ trial: TrialID, in slot: Int, _ outcome: Report.Outcome) {
    if let ended = slots.end(trial, in: slot, at: now, work) { keepReport(ended, outcome) }
  }

  mutating func putOff(_ slot: Int) {
    let leases = slots.finish(slot, at: now, &work).map(\.lease)
    for lease in leases { if let data = work.remove(lease)?.data { letGo(data) } }
    if !leases.isEmpty { actions.append(.say(.handedBack(leases))) }
  }

  mutating func bury(_ slot: Int, _ failure: FailureClass, _ text: String) {
    switch slots.bury(slot, at: now, &work) {
    case .nothing: break
    case .attempts(let all):
      for ended in all {
        let words = DeathWords(failure, text, log: ended.log)
        keepReport(ended, .failure(words.failure, words.text))
      }
    case .everything: end(.noSlotRuns(text), sayingSo: link.isWelcomed)
    }
  }

  mutating func endWhatIsOverdue() {
    for (slot, limit) in slots.overdue(at: now) {
      stop(slot, .timedOut, "It ran longer than its limit of \(limit).")
    }
  }

  mutating func weigh(_ slot: Int, _ residentBytes: Int) {
    guard let limit = slots.exceeded(slot, by: residentBytes) else { return }
    stop(
      slot, .outOfMemory,
      "Its slot had \(residentBytes >> 20) MiB in use, above its limit of \(limit >> 20) MiB.")
  }

  /// Its slot is ended because the attempt goes beyond a limit; the attempt has failed.
  private mutating func stop(_ slot: Int, _ failure: FailureClass, _ text: String) {
    guard let ended = slots.stop(slot) else { return }
    actions.append(.kill(slot))
    for ended in ended { keepReport(ended, .failure(failure, text)) }
  }

  mutating func keepReport(_ ended: SlotTable.Ended, _ outcome: Report.Outcome) {
    if let data = work.remove(ended.lease)?.data { letGo(data) }
    let report = Report(ended.lease, outcome, log: ended.log)
    if reports.add(report, after: now - ended.since, at: now) { actions.append(.spool(report)) }
  }

  /// Forgets a lease; the slot that runs it is killed, or ended in another way.
  mutating func drop(_ lease: Lease, by ending: (Int) -> Action = Action.kill) {
    guard let entry = work.remove(lease) else { return forgetReport(of: lease) }
    if let data = entry.data { letGo(data) }
    guard case .running(let slot) = entry.stage else { return }
    if slots.abandon(lease, in: slot, &work) { actions.append(ending(slot)) }
  }

  mutating func forgetReport(of lease: Lease) {
    if reports.remove(lease) == true { actions.append(.unspool(lease)) }
  }
}
