internal import SweepModel

/// What the dispatcher knows of one sweep.
struct SweepEntry: Sendable {
  let id: SweepID
  var state: SweepState
  /// Trials of a higher priority come first.
  var priority: Int
  /// Its method asks for no more trials.
  fileprivate(set) var isOver: Bool
  /// Its method was asked for more and has not answered.
  var isAsked = false
  /// While it is not over: a trial has ended that its method was not told of.
  var hasNews = false
  /// Places of all its trials, in plan order.
  var members: [Int32] = []
  /// While it is not over: how many of its members have ended.
  var ended = 0
  /// Its waiting trials in plan order, and those that came back, which go first; both empty unless it is active.
  /// A trial that no longer waits is skipped when its turn comes.
  var fresh = Fifo<Int32>()
  var returned = Fifo<Int32>()
  /// GPUs that each of its programs asks for; `nil` where its trials are no programs.
  let programGPUs: Int?
  /// Leases that are out on its account.
  var running = 0
  /// The turn in which it was last given a lease.
  fileprivate(set) var served = 0
  fileprivate var isOpen = false

  fileprivate init(_ sweep: DispatchedSweep) {
    (id, state, priority, isOver) = (sweep.id, sweep.state, sweep.priority, sweep.isOver)
    programGPUs = sweep.programGPUs
  }

  /// The next one of its trials that may still wait.
  fileprivate mutating func popFirst() -> Int32? { returned.popFirst() ?? fresh.popFirst() }
}

/// The sweeps that were planned, and whose turn it is.
///
/// The rule: the highest priority first; among equals the sweep with the fewest leases out; among those the one whose
/// last turn was longest ago.
struct SweepTable: Sendable {
  private var entries: [SweepEntry] = []
  private var places: [SweepID: Int] = [:]
  /// Those whose queues may hold something.
  private var open: [Int] = []
  private var turn = 0
  /// Those that are not over.
  private(set) var growing: [Int] = []

  var all: Range<Int> { entries.indices }

  subscript(place: Int) -> SweepEntry {
    _read { yield entries[place] }
    _modify { yield &entries[place] }
  }

  func place(of sweep: SweepID) -> Int? { places[sweep] }

  mutating func append(_ sweep: DispatchedSweep) -> Int {
    places[sweep.id] = entries.count
    if !sweep.isOver { growing.append(entries.count) }
    entries.append(SweepEntry(sweep))
    return entries.count - 1
  }

  /// Its method has said that this is all.
  mutating func close(_ place: Int) {
    entries[place].isOver = true
    growing.removeAll { $0 == place }
  }

  /// More is asked of it than it has, and its method is asked again.
  mutating func reopen(_ place: Int, ended: Int) {
    entries[place].isOver = false
    entries[place].ended = ended
    growing.append(place)
  }

  mutating func queue(_ trial: Int32, in place: Int, isFirst: Bool) {
    if isFirst { entries[place].returned.append(trial) } else { entries[place].fresh.append(trial) }
    guard !entries[place].isOpen else { return }
    entries[place].isOpen = true
    open.append(place)
  }

  mutating func empty(_ place: Int) {
    entries[place].fresh = Fifo()
    entries[place].returned = Fifo()
  }

  /// The next trial by the rule, of those that `isWaiting` in sweeps that `isTaken`, and on whose account it goes. Takes
  /// time in proportion to how many sweeps have trials waiting.
  mutating func popFirst(
    of isTaken: (SweepEntry) -> Bool, where isWaiting: (Int32) -> Bool
  ) -> (trial: Int32, sweep: Int)? {
    while let index = nextOpen(of: isTaken) {
      let place = open[index]
      while let trial = entries[place].popFirst() {
        guard isWaiting(trial) else { continue }
        turn += 1
        entries[place].served = turn
        return (trial, place)
      }
      entries[place].isOpen = false
      open.remove(at: index)
    }
    return nil
  }

  private func nextOpen(of isTaken: (SweepEntry) -> Bool) -> Int? {
    if open.count == 1 { return isTaken(entries[open[0]]) ? 0 : nil }
    return open.indices.filter { isTaken(entries[open[$0]]) }
      .min { isBefore(entries[open[$0]], entries[open[$1]]) }
  }

  private func isBefore(_ one: SweepEntry, _ other: SweepEntry) -> Bool {
    if one.priority != other.priority { return one.priority > other.priority }
    if one.running != other.running { return one.running < other.running }
    return one.served < other.served
  }
}
