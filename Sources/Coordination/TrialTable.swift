internal import SweepModel

/// What the dispatcher knows of one trial: 40 bytes, since there may be a million of them.
struct TrialEntry: Sendable {
  enum Phase: UInt8, Sendable, CaseIterable {
    /// In the queues of every active sweep that asks for it. Next: leased, finished by a report that was late, or
    /// held or withdrawn when its sweeps are paused or cancelled.
    case waiting
    /// Waits, and every sweep that asks for it is paused, or some are and the rest is cancelled. Next: waiting,
    /// withdrawn, leased when its silent worker comes back with it, or finished.
    case held
    /// No sweep asks for it any more. Next: waiting or held, when one does again.
    case withdrawn
    /// `lease` is its place in the lease table. Next: any other phase.
    case leased
    /// It has its one result. The end.
    case finished
    /// Out of attempts. Next: finished or leased, when the worker that lost the last attempt comes back with it;
    /// waiting, when the trial is planned again.
    case failed
  }

  static let noLease: Int32 = -1

  let id: TrialID
  /// The highest attempt granted so far; 0 before the first.
  var attempt: Int32 = 0
  var lease = Self.noLease
  /// Attempts that count against `retries`.
  var failures: UInt16 = 0
  var retries: UInt16
  /// Place of the first sweep that asked for it.
  var sweep: Int32
  fileprivate(set) var phase = Phase.waiting
  var lastFailure: FailureClass?

  init(id: TrialID, retries: Int, sweep: Int) {
    self.id = id
    self.sweep = Int32(sweep)
    self.retries = UInt16(clamping: retries)
  }

  /// The lease of the last attempt granted.
  var lastLease: Lease { Lease(id, Attempt(Int(attempt))) }
}

/// The trials in plan order, and how many are in each phase.
struct TrialTable: Sendable {
  private var entries: [TrialEntry] = []
  private var places: [TrialID: Int32] = [:]
  private(set) var counts = Dispatcher.Counts()
  var limits = PlannedLimits()

  var all: Range<Int> { entries.indices }

  subscript(place: Int) -> TrialEntry {
    _read { yield entries[place] }
    _modify { yield &entries[place] }
  }

  func place(of trial: TrialID) -> Int? { places[trial].map(Int.init) }

  /// For the first trials only: to reserve exactly, again and again, would copy everything each time.
  mutating func reserve(_ count: Int) {
    entries.reserveCapacity(count)
    places.reserveCapacity(count)
  }

  mutating func append(_ entry: TrialEntry) -> Int {
    let place = entries.count
    places[entry.id] = Int32(place)
    entries.append(entry)
    counts[entry.phase] += 1
    return place
  }

  mutating func move(_ place: Int, to phase: TrialEntry.Phase) {
    counts[entries[place].phase] -= 1
    counts[phase] += 1
    entries[place].phase = phase
  }
}

extension Dispatcher {
  /// How many trials are in each phase.
  package struct Counts: Hashable, Sendable {
    private var byPhase = Array(repeating: 0, count: TrialEntry.Phase.allCases.count)

    /// Ready to be given out.
    package var waiting: Int { self[.waiting] }
    /// Of paused sweeps.
    package var held: Int { self[.held] }
    /// Of cancelled sweeps.
    package var withdrawn: Int { self[.withdrawn] }
    /// Leased to a worker: in a slot, queued there, or ended and not yet reported.
    package var running: Int { self[.leased] }
    package var finished: Int { self[.finished] }
    package var failed: Int { self[.failed] }
    package var unfinished: Int { waiting + held + running }
    package var all: Int { byPhase.reduce(0, +) }

    subscript(phase: TrialEntry.Phase) -> Int {
      get { byPhase[Int(phase.rawValue)] }
      set { byPhase[Int(phase.rawValue)] = newValue }
    }
  }
}
