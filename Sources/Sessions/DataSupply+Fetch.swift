internal import Coordination
internal import SweepModel

/// Asking for pieces.
extension DataSupply {
  /// Files of one data set at most.
  package static let greatestFiles = 16

  mutating func fetchNext(at now: Duration) {
    guard fetch == nil, let next = line.first else { return }
    line.removeFirst()
    guard case .inLine(let text) = needs[next]?.stage else { return fetchNext(at: now) }
    needs[next]?.stage = .fetching
    fetch = Fetch(data: next, missing: text, lastMove: now)
    proceed(at: now)
  }

  /// Asks for as many pieces as may be out, or has all checked. The first is asked for alone: it tells how many there are.
  mutating func proceed(at now: Duration) {
    guard var fetch else { return }
    let total = fetch.files.map { $0.reduce(0) { $0 + $1.byteCount } }
    if let total, fetch.written == total {
      needs[fetch.data]?.stage = .checking
      effects.append(.order(.check(fetch.data)))
      self.fetch = nil
      return fetchNext(at: now)
    }
    guard isOnline else { return }
    let end = total ?? 1
    while fetch.asked < end, fetch.asked < fetch.written + settings.window * settings.pieceBytes {
      let length = min(settings.pieceBytes, total.map { $0 - fetch.asked } ?? settings.pieceBytes)
      effects.append(
        .ask(PieceRequest(fetch.data, offset: fetch.asked, length: length, receipt: receipt)))
      fetch.asked += length
      if total == nil { break }
    }
    self.fetch = fetch
  }

  /// Whether pieces are on their way, or should be.
  func isWaiting(_ fetch: Fetch) -> Bool { fetch.asked > fetch.received || fetch.files == nil }

  mutating func askAgain(at now: Duration) {
    guard let fetch else { return }
    self.fetch?.asked = fetch.received
    self.fetch?.lastMove = now
    proceed(at: now)
  }

  mutating func fail(_ text: String, at now: Duration) {
    guard let fetch else { return }
    effects.append(.failed(fetch.data, "\(fetch.missing) \(text)"))
    giveUp(at: now)
  }

  mutating func giveUp(at now: Duration) {
    guard let fetch else { return }
    if fetch.files != nil { effects.append(.order(.drop(fetch.data))) }
    self.fetch = nil
    fetchNext(at: now)
  }

  /// Why the piece cannot be taken: nothing of it has touched the disk yet.
  func objection(to piece: DataPiece, of fetch: Fetch, total: Int) -> String? {
    if let files = fetch.files {
      if piece.files != files { return "The coordinator's data set changed on the way." }
    } else {
      guard (1...Self.greatestFiles).contains(piece.files.count), total >= 0,
        piece.files.allSatisfy({ $0.byteCount >= 0 && $0.byteCount <= total })
      else { return "The coordinator describes a data set of no size." }
      let names = piece.files.map(\.name)
      guard Set(names).count == names.count, names.allSatisfy(Self.isPlain) else {
        return "The coordinator names files that no folder can hold."
      }
      guard total <= settings.bound else {
        return
          "It has \(Self.size(total)) and this machine keeps \(Self.size(settings.bound)) of fetched data. "
          + "Raise --data-cache."
      }
    }
    guard piece.bytes.count == min(settings.pieceBytes, total - fetch.received) else {
      return "The coordinator sent other bytes than were asked for."
    }
    return nil
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }

  static func size(_ bytes: Int) -> String {
    bytes >= 10 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
  }
}
