package import Answers
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
  private let sink: (String, LogLevel) -> Void
  private let start = ContinuousClock.now

  var dispatcher: Dispatcher
  var directory = PeerDirectory()
  var upkeep = Upkeep()
  var connections = WatchedConnections()
  /// What this turn's reports hold.
  var reports = TurnReports()
  var workers = WorkersInTouch()
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
    log: @escaping (String, LogLevel) -> Void
  ) {
    self.store = store
    self.admission = admission
    self.socket = socket
    sink = log
    growing = GrowingSweeps(methods: methods)
    dispatcher = Dispatcher(settings)
  }

  package var counts: Dispatcher.Counts { dispatcher.counts }
  package var isComplete: Bool { dispatcher.isComplete }
  /// Whether some sweep may ask for more trials.
  package var mayGrow: Bool { dispatcher.mayGrow }
  package var presentWorkers: Int { dispatcher.presentWorkers }

  /// Messages, bytes and time of one turn, and so of one transaction.
  static let batch = 1_000
  private static let turnBytes = 64 << 20
  private static let turnTime = Duration.milliseconds(50)

  func log(_ sentence: String, _ level: LogLevel = .info) { sink(sentence, level) }

  var now: Duration { ContinuousClock.now - start }

  /// One turn, which waits for something to happen for `limit` at most. Returns early when `stop` is readable.
  package func turn(upTo limit: Duration, stop: Int32?) throws {
    connections.stop = stop
    try wait(upTo: limit)
    var actions: [Dispatcher.Action] = []
    var asked: [Incoming] = []
    try followConnections()
    let isDrained = try hearAll(&actions, &asked)
    for sentence in admission?.refresh() ?? [] { log(sentence, .warning) }
    if isDrained, let deadline = dispatcher.nextDeadline, deadline <= now {
      dispatcher.handle(.timePassed, at: now, into: &actions)
    }
    try carryOut(actions)
    reports.removeAll()
    for request in asked { try hear(request: request) }
    try takeFromDesk()
    try goOnAnswering()
    try takeFromDataDesk()
    try takeGrowth()
    try endComparison()
    try lookAfterMemory()
    connections.keys.removeAll(keepingCapacity: true)
    if upkeep.looksAtStore(at: now) { try store.checkPlace() }
    if upkeep.tellsRefusals(at: now) { tellWhatWasTurnedAway() }
    if upkeep.expiresPeers(at: now) { directory.expire(at: now) }
  }

  private func wait(upTo limit: Duration) throws {
    let due = dispatcher.nextDeadline.map { $0 - now }
    var pause = max(.zero, min(limit, due ?? limit))
    // What strangers and those who are answered do wakes nobody, and neither does a message before its last part.
    if connections.strangers.count + directory.count > 0 { pause = min(pause, BacklogWatch.interval) }
    if !requests.answers.isEmpty { pause = min(pause, .milliseconds(5)) }
    let desks = [
      requests.desk?.descriptor, requests.planner?.descriptor, requests.longReader?.descriptor,
      data.desk?.descriptor, growing.desk?.descriptor,
    ]
    let descriptors = ([connections.stop] + desks).compactMap { $0 }
    let monitor = connections.monitor.map { [$0.source] } ?? []
    _ = try Poller.wait(
      for: ([.socket(socket)] + monitor + descriptors.map { .descriptor($0) }).map { ($0, .readable) },
      upTo: pause)
  }

  /// Answers whether nothing is left to hear. A turn ends by time as well: some messages take long to read.
  private func hearAll(_ actions: inout [Dispatcher.Action], _ asked: inout [Incoming]) throws -> Bool {
    let end = now + Self.turnTime
    var bytes = 0
    for _ in 0..<Self.batch {
      guard let message = try socket.receive() else { return true }
      bytes += message.frame.count
      connections.strangers.left(message.descriptor)
      if let key = message.key { connections.keys.append(key) }
      if ClientRequest.speaks(message.frame) {
        asked.append(message)
      } else {
        tally.heard(message.frame)
        try hear(message, &actions)
      }
      if bytes > Self.turnBytes || now >= end { return false }
    }
    return false
  }

  /// Goes on answering until every worker knows that its reports are on disk, so that none is left in a spool: what is
  /// sent just before a process ends is lost with the connection, unread.
  package func sayGoodbye(within limit: Duration) throws {
    let deadline = now + limit
    while !workers.unsure.isEmpty, now < deadline { try turn(upTo: deadline - now, stop: nil) }
  }
}

/// What is remembered of workers beside what the dispatcher knows.
struct WorkersInTouch {
  /// Those that may not know yet that their last reports are on disk: none of their beats has said so.
  var unsure: Set<WorkerID> = []
  /// Those that have joined and were given no trial yet: with that they get a row in the store.
  var newcomers: [WorkerID: StoreRecord] = [:]
}
