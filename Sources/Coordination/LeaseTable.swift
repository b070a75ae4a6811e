/// One lease that is out.
struct LeaseEntry: Sendable {
  let trial: Int32
  let worker: Int32
  /// Place of the sweep on whose account it runs.
  var sweep: Int32
  /// Place in the worker's list.
  var position: Int32
  /// The worker's `beats` when it last listed this lease.
  var listed: UInt32 = 0
  /// The highest step counter told; -1 until the trial is known to have started.
  var steps: Int
  /// How far its trial has come, as its worker last said.
  var news: TrialNews?
  /// Beats that listed it as ended while its report did not come.
  var reportingBeats = 0
  var deadline: Duration
  /// When it was first said to run; not before its data is there, where that was fetched.
  var started: Duration?
  /// When it was last assigned or listed.
  var known: Duration

  var isStarted: Bool { steps >= 0 }
}

/// The leases that are out. A place is used again once its lease ended.
struct LeaseTable: Sendable {
  private var entries: [LeaseEntry] = []
  private var free: [Int32] = []
  /// By renewal, so that the first is the first to expire.
  private var byRenewal = RecencyList()

  var count: Int { byRenewal.count }
  var oldest: Int? { byRenewal.oldest }
  func next(after place: Int) -> Int? { byRenewal.next(after: place) }

  subscript(place: Int) -> LeaseEntry {
    _read { yield entries[place] }
    _modify { yield &entries[place] }
  }

  func contains(_ place: Int) -> Bool { byRenewal.contains(place) }

  mutating func insert(_ entry: LeaseEntry) -> Int {
    let place: Int
    if let last = free.popLast() {
      place = Int(last)
      entries[place] = entry
    } else {
      place = entries.count
      entries.append(entry)
    }
    byRenewal.touch(place)
    return place
  }

  mutating func renew(_ place: Int, until deadline: Duration) {
    entries[place].deadline = deadline
    byRenewal.touch(place)
  }

  mutating func remove(_ place: Int) {
    byRenewal.remove(place)
    free.append(Int32(place))
  }
}
