/// Answers on their way, of which no more is given to libzmq than the other end takes: what waits there belongs to a connection
/// whose client may never read, and nobody can take it back.
package struct OpenAnswers: Sendable {
  package struct Part: Hashable, Sendable {
    package var to: RoutingID
    package var answer: ClientAnswer
  }

  fileprivate struct Open: Sendable {
    let ticket: RequestTicket
    let status: ClientAnswer.Status
    let bytes: [UInt8]
    var part = 0
    var lastMove: Duration

    var count: Int { max(1, (bytes.count + Limits.answerPart - 1) / Limits.answerPart) }
  }

  /// Bytes that may wait in the system for a client before it gets the next part.
  package static let window = 1 << 18
  /// A client that takes nothing for so long is cut off.
  package static let patience = Duration.seconds(30)
  /// Bytes of all answers that wait; beyond that, what was there first is sent first.
  package static let greatestBytes = 256 << 20

  private var open: [Open] = []
  private var unread: [Int32] = []

  package init() {}

  package var isEmpty: Bool { open.isEmpty }

  package func count(to connection: RoutingID) -> Int { open.count { $0.ticket.connection == connection } }
  package func contains(_ ticket: RequestTicket) -> Bool { open.contains { $0.ticket == ticket } }

  package mutating func add(
    _ ticket: RequestTicket, _ status: ClientAnswer.Status, _ text: String, at now: Duration
  ) {
    var (status, bytes) = (status, Array(text.utf8))
    let waiting = open.reduce(0) { $0 + $1.bytes.count }
    if let sentence = Self.objection(to: bytes.count, besides: waiting) {
      (status, bytes) = (.failed, Array(sentence.utf8))
    }
    open.append(Open(ticket: ticket, status: status, bytes: bytes, lastMove: now))
  }

  private static func objection(to bytes: Int, besides waiting: Int) -> String? {
    let limit = Limits.answerPart * Limits.answerParts
    if bytes > limit {
      return
        "The answer has \(bytes) bytes and \(limit) is the limit. Ask on the coordinator's machine with --store."
    }
    guard bytes > Limits.answerPart, waiting + bytes > greatestBytes else { return nil }
    return "The coordinator has \(waiting >> 20) MiB of answers that wait to be read. Ask again in a moment."
  }

  /// The parts that may go out now. One of each answer at most.
  ///
  /// - Parameter unsent: bytes that wait in the system for the other end of the connection with this descriptor.
  package mutating func due(at now: Duration, unsent: (Int32) -> Int) -> [Part] {
    var due: [Part] = []
    for place in open.indices {
      let ticket = open[place].ticket
      if open[place].part > 0, ticket.descriptor >= 0, unsent(ticket.descriptor) > Self.window {
        if now - open[place].lastMove > Self.patience { unread.append(ticket.descriptor) }
        continue
      }
      due.append(Part(to: ticket.connection, answer: open[place].next()))
      open[place].lastMove = now
    }
    open.removeAll { $0.part == $0.count || unread.contains($0.ticket.descriptor) }
    return due
  }

  package mutating func drop(_ connection: RoutingID) {
    open.removeAll { $0.ticket.connection == connection }
  }

  /// Connections whose clients read nothing.
  package mutating func takeUnread() -> [Int32] {
    defer { unread = [] }
    return unread
  }
}

extension OpenAnswers.Open {
  fileprivate mutating func next() -> ClientAnswer {
    defer { part += 1 }
    let start = part * Limits.answerPart
    return ClientAnswer(
      number: ticket.number, part: part, status: part == count - 1 ? status : .moreFollows,
      text: Array(bytes[start..<min(start + Limits.answerPart, bytes.count)]))
  }
}

/// A request of one connection.
package struct RequestTicket: Hashable, Sendable {
  package var connection: RoutingID
  package var number: UInt32
  /// Of the connection; -1 where it is not known.
  package var descriptor: Int32

  package init(connection: RoutingID, number: UInt32, descriptor: Int32 = -1) {
    (self.connection, self.number, self.descriptor) = (connection, number, descriptor)
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.connection == right.connection && left.number == right.number
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(connection)
    hasher.combine(number)
  }
}
