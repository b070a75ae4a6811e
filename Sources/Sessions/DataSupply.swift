package import Coordination
package import SweepModel

/// Decides how a worker's machine comes by the data sets of its trials: one look on the machine, and where that fails one
/// fetch from the coordinator, however many slots wait.
///
/// One data set is fetched at a time, in pieces that are asked for, taken and written in order. No more of them are out than
/// `window`, counted from the request until the piece is on the disk, so that neither a slow disk nor a coordinator that
/// sends what nobody asked for fills memory.
package struct DataSupply: Sendable {
  package struct Settings: Hashable, Sendable {
    package var pieceBytes = 512 << 10
    package var window = 4
    /// Bytes that the machine keeps of fetched data in all; what is larger is not fetched.
    package var bound = 2 << 30
    /// When a piece is asked for again.
    package var askAgainAfter = Duration.seconds(10)

    package init() {}
  }

  /// What to do on the machine, in this order.
  package enum Order: Hashable, Sendable {
    /// Look for the data set under the path where it was planned, in the user's folder and in the cache.
    case look(DataID, path: String)
    /// Make room for these files and begin to write them.
    case begin(DataID, [DataPart])
    /// Write these bytes at this place of the files one after the other.
    case keep(DataID, offset: Int, [UInt8])
    /// Everything is written: hold it against the hash and make it usable.
    case check(DataID)
    /// Take what was written off the disk.
    case drop(DataID)
    /// No trial here uses the data set any more: it may be removed when room is needed.
    case letGo(DataID)
  }

  /// What became of it.
  package enum News: Hashable, Sendable {
    /// It lies there with the right content.
    case found(DataID, path: String)
    /// It is not on this machine; the text says where was looked.
    case missing(DataID, String)
    /// Written up to this place.
    case kept(DataID, upTo: Int)
    /// The disk refused, or the content is not what it should be. What was written is gone.
    case failed(DataID, String)
  }

  enum Stage: Sendable {
    /// Next: here, in line, or gone.
    case looking
    /// Missing here; waits for its turn to be fetched. Next: fetching.
    case inLine(String)
    /// Next: checking, or gone.
    case fetching
    /// Next: here, or gone.
    case checking
    /// Next: gone, with the last use.
    case here(path: String)
  }

  struct Need: Sendable {
    var stage = Stage.looking
    /// Trials in hand that need it, and where one of them was planned to find it.
    var uses: Int
    var path: String
    /// Pieces that have arrived: the progress of the trials that wait.
    var steps = 0
  }

  struct Fetch: Sendable {
    let data: DataID
    /// Why it is not read on this machine.
    let missing: String
    /// Known once the first piece is there.
    var files: [DataPart]?
    var asked = 0
    var received = 0
    var written = 0
    var lastMove: Duration
  }

  /// What the session does about it.
  enum Effect: Sendable {
    case order(Order)
    case ask(PieceRequest)
    case ready(DataID, path: String)
    case failed(DataID, String)
  }

  let settings: Settings
  var needs: [DataID: Need] = [:]
  var line: [DataID] = []
  var fetch: Fetch?
  /// Of the last piece that came over this connection.
  var receipt: UInt64 = 0
  var isOnline = false
  /// What changes ask for, in this order.
  var effects: [Effect] = []

  init(_ settings: Settings) { self.settings = settings }

  mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  /// One more trial needs the data. Answers its path where it is at hand already.
  mutating func want(_ data: DataID, path: String) -> String? {
    if needs[data] != nil {
      needs[data]?.uses += 1
      if case .here(let path) = needs[data]?.stage { return path }
    } else {
      needs[data] = Need(uses: 1, path: path)
      effects.append(.order(.look(data, path: path)))
    }
    return nil
  }

  /// One trial less needs it; nothing is kept or fetched for nobody.
  mutating func done(_ data: DataID, at now: Duration) {
    guard var need = needs[data] else { return }
    need.uses -= 1
    needs[data] = need
    guard need.uses == 0 else { return }
    needs[data] = nil
    switch need.stage {
    case .looking, .checking, .here: effects.append(.order(.letGo(data)))
    case .inLine: line.removeAll { $0 == data }
    case .fetching: if fetch?.data == data { giveUp(at: now) }
    }
  }

  /// Pieces of the data set that have arrived.
  func steps(of data: DataID) -> Int { needs[data]?.steps ?? 0 }

  mutating func hear(_ news: News, at now: Duration) {
    switch news {
    case .found(let data, let path):
      switch needs[data]?.stage {
      case nil: effects.append(.order(.letGo(data)))
      case .looking, .checking:
        needs[data]?.stage = .here(path: path)
        effects.append(.ready(data, path: path))
      case .inLine, .fetching, .here: break
      }
    case .missing(let data, let text):
      guard case .looking = needs[data]?.stage else { return }
      needs[data]?.stage = .inLine(text)
      line.append(data)
      fetchNext(at: now)
    case .kept(let data, let place):
      // What an earlier fetch of the same data has left in hand says nothing of this one.
      guard fetch?.data == data, place <= fetch?.received ?? 0 else { return }
      fetch?.written = place
      proceed(at: now)
    case .failed(let data, let text):
      if fetch?.data == data { fetch = nil }
      if needs[data] != nil { effects.append(.failed(data, text)) }
      fetchNext(at: now)
    }
  }

  /// The conversation begins anew; what was asked before is lost.
  mutating func reconnected(at now: Duration) {
    isOnline = true
    receipt = 0
    askAgain(at: now)
  }

  mutating func hear(_ piece: DataPiece, at now: Duration) {
    receipt = piece.receipt
    // What comes for nobody, unasked, twice or out of order is forgotten.
    guard var fetch, piece.data == fetch.data, piece.offset == fetch.received, fetch.received < fetch.asked
    else { return }
    let total = piece.files.reduce(0) { $0 &+ $1.byteCount }
    if let objection = objection(to: piece, of: fetch, total: total) {
      return fail(objection, at: now)
    }
    if fetch.files == nil { effects.append(.order(.begin(fetch.data, piece.files))) }
    effects.append(.order(.keep(fetch.data, offset: piece.offset, piece.bytes)))
    fetch.files = piece.files
    fetch.received += piece.bytes.count
    fetch.lastMove = now
    self.fetch = fetch
    needs[fetch.data]?.steps += 1
    proceed(at: now)
  }

  /// The coordinator does not give it out.
  mutating func refused(_ data: DataID, _ text: String, at now: Duration) {
    guard fetch?.data == data else { return }
    fail(text, at: now)
  }

  /// When to look at the time.
  var nextDeadline: Duration? {
    guard isOnline, let fetch, isWaiting(fetch) else { return nil }
    return fetch.lastMove + settings.askAgainAfter
  }

  mutating func timePassed(at now: Duration) {
    guard let due = nextDeadline, due <= now else { return }
    askAgain(at: now)
  }
}
