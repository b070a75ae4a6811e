internal import Coordination
internal import SweepModel

/// The leases of a worker that have not ended, the latest attempt of each trial, and the line of those that wait for a slot.
struct WorkTable: Sendable {
  struct Entry: Sendable {
    let attempt: Attempt
    fileprivate(set) var stage: Stage
    /// The data set that it reads.
    let data: DataID?
    /// What trials have in common that may share its process; `nil` where it has one of its own.
    let batch: BatchKey?
    /// Pieces of its data that had come when it was started: its counter goes on from there.
    fileprivate(set) var steps = 0
  }

  /// What becomes of a lease here. Each one may also be dropped.
  enum Stage: Sendable {
    /// Its data is looked for or on its way. Next: queued, or ended when there is none.
    case awaiting(Assignment)
    /// Waits for a slot. Next: running, or ahead.
    case queued(Assignment)
    /// Given to a slot that runs another trial first. Next: running, or queued when the slot dies.
    case ahead(Assignment)
    /// Next: ended.
    case running(slot: Int)

    fileprivate var isQueued: Bool { if case .queued = self { true } else { false } }
  }

  private(set) var entries: [TrialID: Entry] = [:]
  /// One that is no longer queued is skipped when its turn comes.
  private var line = Fifo<Lease>()
  private(set) var queued = 0

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var leases: [Lease] { entries.map { Lease($0, $1.attempt) }.sorted() }
  func attempt(of trial: TrialID) -> Attempt? { entries[trial]?.attempt }

  /// What becomes of a lease, unless it is unknown or another attempt took its place.
  subscript(lease: Lease) -> Stage? {
    guard let entry = entries[lease.trial], entry.attempt == lease.attempt else { return nil }
    return entry.stage
  }

  /// Not so when it was revoked while the slot had it in hand: then nobody waits for it.
  func runs(_ lease: Lease, in slot: Int) -> Bool {
    if case .running(slot) = self[lease] { true } else { false }
  }

  /// A new lease, of which no other attempt is known.
  mutating func add(_ lease: Lease, _ stage: Stage, data: DataID? = nil, batch: BatchKey? = nil) {
    entries[lease.trial] = Entry(attempt: lease.attempt, stage: stage, data: data, batch: batch)
    if stage.isQueued { stand(lease) }
  }

  /// Its data has come, in so many pieces: the lease waits for a slot.
  mutating func queue(_ assignment: Assignment, steps: Int) {
    entries[assignment.lease.trial]?.steps = steps
    move(assignment.lease, to: .queued(assignment))
  }

  /// One that is queued anew is the last in line.
  mutating func move(_ lease: Lease, to stage: Stage) {
    guard let index = entries.index(forKey: lease.trial) else { return }
    if entries.values[index].stage.isQueued { queued -= 1 }
    entries.values[index].stage = stage
    if stage.isQueued { stand(lease) }
  }

  private mutating func stand(_ lease: Lease) {
    queued += 1
    line.append(lease)
  }

  mutating func remove(_ lease: Lease) -> Entry? {
    guard self[lease] != nil, let entry = entries.removeValue(forKey: lease.trial) else { return nil }
    if entry.stage.isQueued { queued -= 1 }
    return entry
  }

  /// Takes the first in line out of it, unless it does not fit. It is to be moved to another stage.
  mutating func next(where fits: (AttemptLimits) -> Bool) -> Assignment? {
    while let lease = line.first {
      let assignment = queuedAssignment(lease)
      if let assignment, !fits(assignment.limits) { return nil }
      _ = line.popFirst()
      if let assignment { return assignment }
    }
    return nil
  }

  /// The first in line.
  mutating func first() -> Assignment? {
    while let lease = line.first {
      if let assignment = queuedAssignment(lease) { return assignment }
      _ = line.popFirst()
    }
    return nil
  }

  func batch(of lease: Lease) -> BatchKey? { entries[lease.trial]?.batch }

  /// How many in line may share a process, by what they have in common.
  var batchesInLine: [BatchKey: Int] {
    var found: [BatchKey: Int] = [:]
    for entry in entries.values where entry.stage.isQueued {
      if let batch = entry.batch { found[batch, default: 0] += 1 }
    }
    return found
  }

  /// So many of those in line, the first ones, that may share a process. They are to be moved to another stage, one by one.
  func queued(in batch: BatchKey, atMost count: Int) -> [Assignment] {
    var found: [Assignment] = []
    var leases: Set<Lease> = []
    for lease in line.waiting {
      guard found.count < count else { break }
      guard self.batch(of: lease) == batch, let assignment = queuedAssignment(lease) else { continue }
      if leases.insert(lease).inserted { found.append(assignment) }
    }
    return found
  }

  /// The last in line, taken out of it. It is to be removed.
  mutating func last() -> Lease? {
    while let lease = line.popLast() { if queuedAssignment(lease) != nil { return lease } }
    return nil
  }

  func waiting(for data: DataID) -> [Assignment] {
    entries.values.compactMap { entry in
      if entry.data == data, case .awaiting(let assignment) = entry.stage { assignment } else { nil }
    }.sorted { $0.lease < $1.lease }
  }

  private func queuedAssignment(_ lease: Lease) -> Assignment? {
    if case .queued(let assignment) = self[lease] { assignment } else { nil }
  }

  func brokenInvariant() -> String? {
    let inLine = Set(line.waiting)
    var counted = 0
    for (trial, entry) in entries {
      switch entry.stage {
      case .awaiting: if entry.data == nil { return "\(trial.short) awaits no data" }
      case .queued:
        counted += 1
        if !inLine.contains(Lease(trial, entry.attempt)) { return "\(trial.short) is queued and not in line" }
      case .ahead, .running: break
      }
    }
    return counted == queued ? nil : "\(counted) trials are queued, \(queued) were counted"
  }
}
