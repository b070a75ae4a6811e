internal import SweepModel

/// What the dispatcher knows of one worker.
struct WorkerEntry: Sendable {
  enum Presence: Sendable {
    /// A restored lease names it; it has not said hello yet. Next: present, or expired and forgotten.
    case expected
    /// Heard lately; gets trials. Next: suspect, or gone because it left.
    case present
    /// Silent, or its connection is lost; keeps what it holds and gets nothing new. Next: present with any
    /// message, or expired and forgotten.
    case suspect
  }

  let id: WorkerID
  fileprivate(set) var presence = Presence.expected
  /// When it was last heard; for a suspect, when it became one.
  fileprivate(set) var since: Duration
  fileprivate(set) var slots = 0
  var host = ""
  /// `nil` of a worker that is too old to say.
  var offer: ProgramOffer?
  /// How its attempts ended, once one has failed.
  var conduct: Conduct?
  /// How many leases in all it is willing to hold.
  var room = 0
  /// Places of its leases.
  var leases: [Int32] = []
  /// How many times it listed what it holds.
  var beats: UInt32 = 0
  var deeds = WorkerDeeds()
  /// A trial of it moved or ended since its last beat, or its slots are only starting.
  var progressed = true
}

/// What a worker has done lately beside the ends of its attempts.
struct WorkerDeeds: Sendable {
  /// When it last ended a trial, or was given one while it held none.
  var lastEnd = Duration.zero
  /// When it last asked for data.
  var lastFetch = Duration.zero
  /// In a row, with no end of a trial between them: messages that gave back what was granted, and that reported what it does
  /// not hold.
  var handBacks = 0
  var foreignReports = 0
  /// It is set aside for holding what it does not end.
  var isHolding = false
  /// It is better not there than alone.
  var isShunned = false
  /// How often it was set aside for handing back.
  var pauses = 0
}

extension WorkerEntry {
  /// Whether it runs trials of a sweep whose programs ask for so many GPUs; `nil` is no programs.
  func takes(_ programGPUs: Int?) -> Bool {
    guard let programGPUs, let offer else { return true }
    return offer.takes(programsOf: programGPUs, slots: slots)
  }
}

/// The workers that are known, each in one of two lists by how long it was silent.
struct WorkerTable: Sendable {
  private var entries: [WorkerEntry] = []
  private var places: [WorkerID: Int] = [:]
  private var free: [Int] = []
  private var present = RecencyList()
  private var silent = RecencyList()
  /// Slots of all workers that are present.
  private(set) var presentSlots = 0

  var presentCount: Int { present.count }
  /// Every place, in use or not.
  var all: Range<Int> { entries.indices }
  var longestUnheard: Int? { present.oldest }
  var longestSuspect: Int? { silent.oldest }

  subscript(place: Int) -> WorkerEntry {
    _read { yield entries[place] }
    _modify { yield &entries[place] }
  }

  func place(of worker: WorkerID) -> Int? { places[worker] }
  func isPresent(_ place: Int) -> Bool { present.contains(place) }
  func isKnown(_ place: Int) -> Bool { present.contains(place) || silent.contains(place) }

  /// A worker that nobody has heard of yet.
  mutating func insert(_ worker: WorkerID, at now: Duration) -> Int {
    let place: Int
    if let last = free.popLast() {
      place = last
      entries[place] = WorkerEntry(id: worker, since: now)
    } else {
      place = entries.count
      entries.append(WorkerEntry(id: worker, since: now))
    }
    places[worker] = place
    silent.touch(place)
    return place
  }

  /// The worker spoke. `slots` is what a hello says.
  mutating func heard(_ place: Int, slots: Int? = nil, at now: Duration) {
    if present.contains(place) { presentSlots -= entries[place].slots }
    silent.remove(place)
    if let slots { entries[place].slots = slots }
    entries[place].presence = .present
    entries[place].since = now
    presentSlots += entries[place].slots
    present.touch(place)
  }

  mutating func suspect(_ place: Int, at now: Duration) {
    guard present.contains(place) else { return }
    present.remove(place)
    presentSlots -= entries[place].slots
    entries[place].presence = .suspect
    entries[place].since = now
    silent.touch(place)
  }

  mutating func remove(_ place: Int) {
    if present.contains(place) { presentSlots -= entries[place].slots }
    present.remove(place)
    silent.remove(place)
    places[entries[place].id] = nil
    entries[place].leases = []
    free.append(place)
  }
}
