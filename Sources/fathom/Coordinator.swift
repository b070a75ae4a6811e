internal import Coordination
internal import Foundation
internal import Messaging
internal import RunStore
internal import SweepModel

/// The loop around the dispatcher: it owns the clock, the socket and the store, and decides nothing.
///
/// One turn receives what is there, tells the dispatcher, puts all records of its answers on disk in one
/// transaction, and only then sends. When the disk refuses, it keeps the batch, receives nothing and tries again.
final class Coordinator {
  let store: Store
  let socket: CoordinatorSocket
  let admission: Admission?
  let log: (String) -> Void
  var dispatcher: Dispatcher
  var directory = PeerDirectory()
  private var lastExpiry = Duration.zero
  /// Messages that were turned away.
  private var refusals = Refusals()
  private var lastRefusals = Duration.zero
  private var backlog = BacklogWatch()
  /// Of the trials that have any. One that several sweeps ask for gets the wider ones.
  private var limits: [TrialID: AttemptLimits] = [:]
  /// Results of the reports of this turn, read once. Whose they are matters: anybody can report any lease.
  var results: [Sender: TrialResult] = [:]
  /// The last words of this turn's reports, fit to be shown.
  var logs: [Sender: String] = [:]

  /// Workers that may not know yet that their last reports are on disk: none of their beats has said so.
  private var unsure: Set<WorkerID> = []

  struct Sender: Hashable {
    var worker: WorkerID
    var lease: Lease
  }
  private let start = ContinuousClock.now

  /// Does for submitters what takes long; made when it is first needed.
  var desk: RequestDesk?

  /// Data sets that workers fetch: what is on its way to whom, over which connection, and who reads it.
  var outlet = DataOutlet(random: RandomStream(seed: .random(in: .min ... .max), for: .transport))
  var dataConnections: [WorkerID: RoutingID] = [:]
  var dataDesk: DataDesk?
  let dataReader = DataReader()
  /// Those whose refusal is in the log.
  var refusedData: Set<DataID> = []

  var comparison: RunningComparison?

  /// When the first assignment was sent and the last result was on disk.
  private(set) var firstAssignment: ContinuousClock.Instant?
  var lastResult: ContinuousClock.Instant?
  /// Results on disk since the start, and the core time in them.
  var totals = ResultTotals()
  /// Bytes of all frames heard and said.
  private(set) var traffic = (heard: 0, said: 0)
  private(set) var messagesHeard = 0

  /// `admission`: who may speak; `nil` where whoever can connect may.
  init(
    store: Store, socket: CoordinatorSocket, admission: Admission? = nil,
    settings: Dispatcher.Settings = .init(), log: @escaping (String) -> Void
  ) {
    self.store = store
    self.admission = admission
    self.socket = socket
    self.log = log
    dispatcher = Dispatcher(settings)
  }

  var counts: Dispatcher.Counts { dispatcher.counts }
  var isComplete: Bool { dispatcher.isComplete }
  var presentWorkers: Int { dispatcher.presentWorkers }

  /// Feeds a stored sweep's trials to the dispatcher as events: for a new sweep and after a restart alike.
  ///
  /// - Parameters:
  ///   - workersAreGone: no worker of an earlier coordinator can reach this one, so that its leases are over.
  ///   - retryingFailed: trials that were given up start over.
  func plan(_ sweep: StoredSweep, workersAreGone: Bool = false, retryingFailed: Bool = false) throws {
    if workersAreGone { try endLeases(of: sweep.sweep.id) }
    var actions: [Dispatcher.Action] = []
    try plan(sweep, retryingFailed: retryingFailed, into: &actions)
    try carryOut(actions)
  }

  func plan(_ sweep: StoredSweep, retryingFailed: Bool = false, into actions: inout [Dispatcher.Action])
    throws
  {
    var planned: [DispatchedTrial] = []
    try store.forEachRestartRow(of: sweep.sweep.id) { row in
      note(AttemptLimits(sweep.limits), of: row.trial, isFirst: !dispatcher.knows(row.trial))
      var trial = DispatchedTrial(row, retries: sweep.limits.retryMax)
      if retryingFailed, case .failed = trial.standing { (trial.standing, trial.failures) = (.waiting, 0) }
      planned.append(trial)
    }
    let asked = DispatchedSweep(
      sweep.sweep.id, state: sweep.state, priority: sweep.priority, isOver: sweep.isOver)
    dispatcher.handle(.planned(planned, of: asked), at: now, into: &actions)
  }

  private func note(_ asked: AttemptLimits, of trial: TrialID, isFirst: Bool) {
    if isFirst {
      if asked != .none { limits[trial] = asked }
    } else if let known = limits[trial] {
      limits[trial] = known.wider(asked)
    }
  }

  private func endLeases(of sweep: SweepID) throws {
    var over: [StoreRecord] = []
    try store.forEachRestartRow(of: sweep) { row in
      if case .leased(let attempt, _) = row.state {
        over.append(.leaseExpired(row.trial, attempt, at: Date()))
      }
    }
    try commit(over)
  }

  /// One turn, which waits for something to happen for `limit` at most. Returns early when `stop` is readable.
  func turn(upTo limit: Duration, stop: Int32?) throws {
    let due = dispatcher.nextDeadline.map { $0 - now }
    let pause = max(.zero, min(limit, due ?? limit))
    let descriptors = [stop, desk?.descriptor, dataDesk?.descriptor].compactMap { $0 }
    _ = try Poller.wait(
      for: [(.socket(socket), .readable)] + descriptors.map { (.descriptor($0), .readable) }, upTo: pause)
    var actions: [Dispatcher.Action] = []
    let incoming = try socket.receive(max: Self.batch)
    var requests: [Incoming] = []
    for sentence in admission?.refresh() ?? [] { log(sentence) }
    for message in incoming {
      guard !ClientRequest.speaks(message.frame) else {
        requests.append(message)
        continue
      }
      traffic.heard += message.frame.count
      messagesHeard += 1
      try hear(message, &actions)
    }
    if incoming.count < Self.batch, let deadline = dispatcher.nextDeadline, deadline <= now {
      dispatcher.handle(.timePassed, at: now, into: &actions)
    }
    try carryOut(actions)
    results.removeAll(keepingCapacity: true)
    logs.removeAll(keepingCapacity: true)
    for request in requests { try hear(request: request) }
    try takeFromDesk()
    try takeFromDataDesk()
    try endComparison()
    if backlog.isTooMuch(isDrained: incoming.count < Self.batch, at: now, Usage.residentBytes) {
      try dropConnections(floodedBy: incoming)
    }
    if now - lastRefusals >= .seconds(1) {
      refusals.due(at: now).forEach(log)
      lastRefusals = now
    }
    if now - lastExpiry > .seconds(60) {
      directory.expire(at: now)
      lastExpiry = now
    }
  }

  /// Goes on answering until every worker knows that its reports are on disk, so that none is left in a spool: what is
  /// sent just before a process ends is lost with the connection, unread.
  func sayGoodbye(within limit: Duration) throws {
    let deadline = now + limit
    while !unsure.isEmpty, now < deadline { try turn(upTo: deadline - now, stop: nil) }
  }

  private func note(_ message: WorkerMessage, from worker: WorkerID) {
    switch message {
    case .reported: unsure.insert(worker)
    case .beat(_, let held) where !held.contains { $0.phase == .reporting }: unsure.remove(worker)
    case .left: unsure.remove(worker)
    case .hello, .beat, .handedBack, .fetch, .probed: break
    }
  }

  /// Messages of one turn, and so of one transaction.
  private static let batch = 1_000

  var now: Duration { ContinuousClock.now - start }

  private func hear(_ incoming: Incoming, _ actions: inout [Dispatcher.Action]) throws {
    if let objection = admission?.objection(to: incoming, as: .worker) {
      return try turnAway(incoming, objection)
    }
    switch directory.receive(incoming, at: now) {
    case .message(let worker, let message):
      note(message, from: worker)
      let (readable, isWhole) = readable(message, from: worker)
      dispatcher.handle(.said(worker, readable), at: now, into: &actions)
      if case .probed(let number, let outcome) = message { hear(probe: number, outcome, from: worker) }
      if case .fetch(let request) = message { try serve(request, to: worker, at: incoming.from) }
      if !isWhole, let refusal = directory.receivedUnreadableResult(from: worker) {
        log("Worker \(worker) sends what cannot be read; it is heard no more.")
        try say(refusal, to: incoming.from)
      }
    case .answer(let message):
      try say(message, to: incoming.from)
    case .unreadable(let error, let answer):
      noteRefused(error.description)
      if let answer { try say(answer, to: incoming.from) }
    case .ignored: break
    }
  }

  /// Its worker, if it had one, is then silent: its trials' leases lapse.
  private func turnAway(_ incoming: Incoming, _ objection: String) throws {
    guard directory.turnAway(incoming.from, at: now) else { return }
    noteRefused(objection)
    try say(.refused(objection), to: incoming.from)
  }

  /// Somebody sends faster than anybody could read. Workers and clients connect again and say again what was not answered.
  private func dropConnections(floodedBy incoming: [Incoming]) throws {
    let name = admission?.commonest(of: incoming)
    log(
      "Messages come faster than they are read and have filled \(BacklogWatch.limit >> 20) MiB; every connection is dropped. "
        + (name.map { "Most of them came with the key of '\($0)': 'fathom keys revoke \($0)' ends that." }
          ?? "Without keys it is not known whose they are."))
    try socket.startOver()
    try admission?.watch(socket)
    for worker in directory.lostAll() {
      try carryOut(dispatcher.handle(.disconnected(worker), at: now))
    }
  }

  /// Logs that a message was turned away; one that comes again and again is logged as a count.
  func noteRefused(_ reason: String) {
    if let sentence = refusals.note(.message, reason, at: now) { log(sentence) }
  }

  /// Reports whose result cannot be read become failures, so that the dispatcher only ever accepts what can be stored.
  private func readable(_ message: WorkerMessage, from worker: WorkerID) -> (WorkerMessage, isWhole: Bool) {
    guard case .reported(let room, let reports) = message else { return (message, true) }
    var isWhole = true
    let readable = WorkerMessage.reported(
      room: room,
      reports.map { report in
        if !report.log.isEmpty {
          logs[Sender(worker: worker, lease: report.lease)] = LogTail.printable(report.log)
        }
        guard case .result(let bytes) = report.outcome else { return report }
        do {
          let result = try ResultCodec.decode(bytes)
          if let objection = result.objection { return Report(report.lease, .failure(.crashed, objection)) }
          results[Sender(worker: worker, lease: report.lease)] = result
          return report
        } catch {
          isWhole = false
          return Report(report.lease, .failure(.crashed, "Its result cannot be read: \(error)"))
        }
      })
    return (readable, isWhole)
  }

  /// Records first, in one transaction; then everything else, in order.
  func carryOut(_ actions: [Dispatcher.Action]) throws {
    guard !actions.isEmpty else { return }
    try commit(
      try actions.flatMap { action -> [StoreRecord] in
        if case .record(let record) = action { try storeRecords(record) } else { [] }
      })
    for action in actions {
      switch action {
      case .record(let record): tell(record)
      case .send(let worker, let message): try send(message, to: worker)
      case .assign(let worker, let leases): try assign(leases, to: worker)
      // Every sweep that is planned here is over: a grid asks for all its trials at once.
      case .propose: break
      case .forget(let worker):
        unsure.remove(worker)
        if dataConnections.removeValue(forKey: worker) != nil { try forgetPieces(of: worker) }
        directory.forget(worker)
      }
    }
  }

  /// Tries until the disk takes the batch: nothing is acknowledged or assigned meanwhile.
  private func commit(_ records: [StoreRecord]) throws {
    guard !records.isEmpty else { return }
    var isWaiting = false
    while true {
      do {
        try store.commit(records)
        if isWaiting { log("The store takes rows again; dispatching goes on.") }
        return
      } catch let error as StoreError where error.isPassing {
        if !isWaiting { log("\(error) Nothing is dispatched or acknowledged until it does.") }
        isWaiting = true
        // Whatever arrives meanwhile is said again until it is acknowledged. Left unread, it would fill memory.
        for _ in 0..<10 {
          _ = try socket.receive(max: Self.batch)
          Thread.sleep(forTimeInterval: 0.05)
        }
      }
    }
  }

  private func send(_ message: CoordinatorMessage, to worker: WorkerID) throws {
    guard let connection = directory.connection(of: worker) else { return }
    try say(message, to: connection)
  }

  private func assign(_ leases: [Lease], to worker: WorkerID) throws {
    let specifications = try store.specifications(of: leases.map(\.trial))
    let assignments = zip(leases, specifications).map { lease, stored in
      Assignment(
        lease, specification: stored.specification, dataPath: stored.dataPath,
        limits: limits[lease.trial] ?? .none)
    }
    if firstAssignment == nil { firstAssignment = .now }
    try send(.assign(assignments), to: worker)
  }

  /// A connection that is gone or takes no more loses the message: leases lapse, reports are repeated. Answers whether all of
  /// it is on its way.
  @discardableResult
  func say(_ message: CoordinatorMessage, to connection: RoutingID) throws -> Bool {
    for frame in try message.frames() {
      traffic.said += frame.count
      switch try socket.send(frame, to: connection) {
      case .sent: break
      case .full:
        log("A worker's connection takes no more for now; it will be told again.")
        return false
      case .peerGone:
        guard let worker = directory.lost(connection) else { return false }
        if dataConnections.removeValue(forKey: worker) != nil { try forgetPieces(of: worker) }
        try carryOut(dispatcher.handle(.disconnected(worker), at: now))
        return false
      }
    }
    return true
  }
}

extension AttemptLimits {
  fileprivate init(_ limits: SweepLimits) {
    self.init(time: limits.time, residentBytes: limits.memoryBytes)
  }

  fileprivate func wider(_ other: AttemptLimits) -> AttemptLimits {
    func wider<Limit: Comparable>(_ one: Limit?, _ other: Limit?) -> Limit? {
      one.flatMap { one in other.map { max(one, $0) } }
    }
    return AttemptLimits(
      time: wider(time, other.time), residentBytes: wider(residentBytes, other.residentBytes))
  }
}

extension DispatchedTrial {
  /// Where a stored trial stands, in the dispatcher's words.
  fileprivate init(_ row: RestartRow, retries: Int) {
    let standing: Standing =
      switch row.state {
      case .accepted: .finished
      case .failed(let failure): .failed(failure)
      case .leased(_, let worker): .leased(worker)
      case .lapsed(let worker, let counted): .lapsed(worker, counted: counted)
      case .waiting: .waiting
      }
    self.init(
      row.trial, retries: retries, standing: standing, attempt: row.attempt,
      failures: row.failures.values.reduce(0, +))
  }
}

extension StoreError {
  /// The disk may take the same rows later.
  fileprivate var isPassing: Bool {
    switch self {
    case .diskFull, .readOnly, .inputOutput, .busy: true
    default: false
    }
  }
}
