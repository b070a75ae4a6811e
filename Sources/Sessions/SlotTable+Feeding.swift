internal import Coordination
internal import SweepModel

/// Which slot runs what of the work that waits, and how much work is wanted.
extension SlotTable {
  mutating func feed(from work: inout WorkTable, at now: Duration, _ actions: inout [WorkerSession.Action]) {
    gatheringUntil = nil
    guard work.queued > 0 else { return }
    for slot in entries.indices {
      guard case .idle = entries[slot].state else { continue }
      if let first = work.first(), let batch = work.batch(of: first.lease) {
        guard hasRoom(for: first.limits, in: slot), !isGathering(batch, work, at: now) else { break }
        let share = share(of: batch, work)
        let together = work.queued(in: batch, atMost: share)
        run(together, in: slot, now, &work)
        actions.append(.startTogether(slot, together))
      } else {
        guard let assignment = next(for: slot, &work) else { break }
        run([assignment], in: slot, now, &work)
        actions.append(.start(slot, assignment))
      }
    }
    feedAhead(from: &work, &actions)
  }

  private var idle: Int { entries.count { if case .idle = $0.state { true } else { false } } }

  /// Whether more trials that may share a process are about to come, so that a slot waits for them.
  private mutating func isGathering(_ batch: BatchKey, _ work: WorkTable, at now: Duration) -> Bool {
    let end = lastBatched + settings.gathering
    guard now < end, work.batchesInLine[batch, default: 0] < batch.most * idle else { return false }
    gatheringUntil = end
    return true
  }

  /// How many trials the next process is given: idle slots share what is in line, each one kind of them where there are several.
  private func share(of batch: BatchKey, _ work: WorkTable) -> Int {
    let kinds = work.batchesInLine
    let slots = max(1, idle - (kinds.count - 1))
    return min(batch.most, (kinds[batch, default: 1] + slots - 1) / slots)
  }

  /// Gives slots that will soon be done more trials, several at once, and each slot its share of what is queued.
  private mutating func feedAhead(from work: inout WorkTable, _ actions: inout [WorkerSession.Action]) {
    guard let meanSeconds else { return }
    let depth = Int(min(settings.aheadWork / .seconds(1) / meanSeconds, Double(settings.greatestAhead)))
    for slot in entries.indices where depth > 1 && entries[slot].ahead.count * 2 < depth {
      guard case .running = entries[slot].state else { continue }
      let share = (work.queued + entries.count - 1) / entries.count
      for _ in 0..<min(depth - entries[slot].ahead.count, share) {
        guard let first = work.first(), work.batch(of: first.lease) == nil,
          let assignment = next(for: slot, &work)
        else { break }
        entries[slot].ahead.append(assignment.lease)
        work.move(assignment.lease, to: .ahead(assignment))
        actions.append(.start(slot, assignment))
      }
    }
  }

  /// - Parameter together: one trial, or those of one process, which may use the same.
  mutating func run(_ together: [Assignment], in slot: Int, _ now: Duration, _ work: inout WorkTable) {
    entries[slot].state = .running(together.map(\.lease), steps: 0, since: now)
    entries[slot].limits = together[0].limits
    entries[slot].until = together[0].limits.time.map { now + $0 }
    for assignment in together { work.move(assignment.lease, to: .running(slot: slot)) }
  }

  /// The first in line, if memory is left for it.
  private func next(for slot: Int, _ work: inout WorkTable) -> Assignment? {
    work.next { hasRoom(for: $0, in: slot) }
  }

  private func hasRoom(for limits: AttemptLimits, in slot: Int) -> Bool {
    fits(limits, in: slot) && hasCores(for: limits.cpus, in: slot)
  }

  /// Whether so many cores are left by what runs in the other slots. Where every trial uses one, how many slots there are is
  /// the user's own choice. Behind another trial of its slot it takes that one's place, and no more.
  private func hasCores(for need: Int, in slot: Int) -> Bool {
    if case .running = entries[slot].state { return need <= entries[slot].limits.cpus }
    let others = entries.compactMap { entry in
      if case .running = entry.state { entry.limits.cpus } else { nil }
    }
    return others.isEmpty || (others + [need]).allSatisfy { $0 == 1 }
      || others.reduce(need, +) <= settings.cores
  }

  /// Whether the memory that a trial may use is left by what runs in the other slots. Behind another trial of its slot it
  /// takes that one's place, and no more.
  private func fits(_ limits: AttemptLimits, in slot: Int) -> Bool {
    guard let memory = settings.memoryBytes, let need = limits.residentBytes else { return true }
    if case .running = entries[slot].state { return need <= entries[slot].limits.residentBytes ?? 0 }
    // An idle slot has no limits.
    return entries.reduce(need) { $0 + ($1.limits.residentBytes ?? 0) } <= memory
  }

  /// A trial with these limits was given. Those that come with it are taken to need as much.
  mutating func expect(_ limits: AttemptLimits, at now: Duration) {
    (memoryNeed, cpuNeed) = (limits.residentBytes, limits.cpus)
    batchNeed = min(limits.manner?.batch?.max ?? 1, CommandManner.Batch.most)
    if batchNeed > 1 { lastBatched = now }
  }

  /// Why an attempt that uses all its memory does not end here.
  func misfit(of limits: AttemptLimits) -> WorkerSession.Misfit? {
    guard let need = limits.residentBytes, let memory = settings.memoryBytes, need > memory else {
      return nil
    }
    return .memory(need, of: memory)
  }

  mutating func learn(_ length: Duration) {
    let seconds = max(length / .seconds(1), 1e-6)
    meanSeconds = meanSeconds.map { $0 + 0.1 * (seconds - $0) } ?? seconds
  }

  /// How many leases in all are wanted: one for each slot, and more when trials are short.
  func room(at now: Duration) -> Int {
    let least = parallel * max(batchNeed, entries.map(\.together).max() ?? 1)
    guard let meanSeconds else { return min(settings.greatestRoom, least) }
    let ahead = settings.queuedWork / .seconds(1) / max(meanSeconds, leastElapsed(now) / 4)
    let depth = max(1, min(settings.greatestDepth, 1 + Int(min(ahead, 1e6).rounded())))
    return min(settings.greatestRoom, max(least, parallel * depth))
  }

  /// Trials that may run at once: one a slot, or as many as memory and cores hold of those that come now.
  private var parallel: Int {
    let byCores = cpuNeed > 1 ? min(offered, max(1, settings.cores / cpuNeed)) : offered
    guard let memory = settings.memoryBytes, let need = memoryNeed, need > 0 else { return byCores }
    return min(byCores, max(1, memory / need))
  }

  /// Seconds that every running trial has taken so far; 0 while a slot is free.
  private func leastElapsed(_ now: Duration) -> Double {
    var least = Double.infinity
    for entry in entries {
      guard case .running(_, _, let since) = entry.state else { return 0 }
      least = min(least, (now - since) / .seconds(1))
    }
    return least.isFinite ? least : 0
  }
}

extension SlotTable.Entry {
  /// Trials that its process has not ended.
  fileprivate var together: Int { if case .running(let leases, _, _) = state { leases.count } else { 0 } }
}
