package import Coordination
package import Messaging
internal import Processes
package import RunStore
package import SweepLanguage
internal import SweepModel

/// The loop around the dispatcher: it owns the clock, the socket and the store, and decides nothing.
///
/// One turn receives what is there, tells the dispatcher, puts all records of its answers on disk in one
/// transaction, and only then sends. When the disk refuses, it keeps the batch, receives nothing and tries again.
package final class Coordinator {
  let store: Store
  let socket: CoordinatorSocket
  let admission: Admission?
  let log: (String) -> Void
  private let start = ContinuousClock.now

  var dispatcher: Dispatcher
  var directory = PeerDirectory()
  var upkeep = Upkeep()
  var limits = PlannedLimits()
  /// What this turn's reports hold.
  var reports = TurnReports()
  /// Workers that may not know yet that their last reports are on disk: none of their beats has said so.
  var unsure: Set<WorkerID> = []
  var requests = OpenRequests()
  var data = DataService()
  var growing: GrowingSweeps
  package internal(set) var tally = Tally()

  /// - Parameters:
  ///   - admission: who may speak; `nil` where whoever can connect may.
  ///   - methods: those that sweep files can name.
  package init(
    store: Store, socket: CoordinatorSocket, admission: Admission? = nil,
    settings: Dispatcher.Settings = .init(), methods: [any SweepMethod.Type] = SweepMethods.all,
    log: @escaping (String) -> Void
  ) {
    self.store = store
    self.admission = admission
    self.socket = socket
    self.log = log
    growing = GrowingSweeps(methods: methods)
    dispatcher = Dispatcher(settings)
  }

  package var counts: Dispatcher.Counts { dispatcher.counts }
  package var isComplete: Bool { dispatcher.isComplete }
  package var presentWorkers: Int { dispatcher.presentWorkers }

  /// Messages of one turn, and so of one transaction.
  static let batch = 1_000

  var now: Duration { ContinuousClock.now - start }

  /// One turn, which waits for something to happen for `limit` at most. Returns early when `stop` is readable.
  package func turn(upTo limit: Duration, stop: Int32?) throws {
    let due = dispatcher.nextDeadline.map { $0 - now }
    let pause = max(.zero, min(limit, due ?? limit))
    let desks = [requests.desk?.descriptor, data.desk?.descriptor, growing.desk?.descriptor]
    let descriptors = ([stop] + desks).compactMap { $0 }
    _ = try Poller.wait(
      for: [(.socket(socket), .readable)] + descriptors.map { (.descriptor($0), .readable) }, upTo: pause)
    var actions: [Dispatcher.Action] = []
    let incoming = try socket.receive(max: Self.batch)
    var asked: [Incoming] = []
    for sentence in admission?.refresh() ?? [] { log(sentence) }
    for message in incoming {
      guard !ClientRequest.speaks(message.frame) else {
        asked.append(message)
        continue
      }
      tally.heard(message.frame)
      try hear(message, &actions)
    }
    if incoming.count < Self.batch, let deadline = dispatcher.nextDeadline, deadline <= now {
      dispatcher.handle(.timePassed, at: now, into: &actions)
    }
    try carryOut(actions)
    reports.removeAll()
    for request in asked { try hear(request: request) }
    try takeFromDesk()
    try takeFromDataDesk()
    try takeGrowth()
    try endComparison()
    if upkeep.backlog.isTooMuch(
      isDrained: incoming.count < Self.batch, at: now, { Usage.residentBytes() ?? 0 })
    {
      try dropConnections(floodedBy: incoming)
    }
    if upkeep.tellsRefusals(at: now) { upkeep.refusals.due(at: now).forEach(log) }
    if upkeep.expiresPeers(at: now) { directory.expire(at: now) }
  }

  /// Goes on answering until every worker knows that its reports are on disk, so that none is left in a spool: what is
  /// sent just before a process ends is lost with the connection, unread.
  package func sayGoodbye(within limit: Duration) throws {
    let deadline = now + limit
    while !unsure.isEmpty, now < deadline { try turn(upTo: deadline - now, stop: nil) }
  }
}
