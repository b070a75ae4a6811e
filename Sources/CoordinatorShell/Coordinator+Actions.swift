internal import Coordination
internal import Foundation
internal import Messaging
internal import RunStore
internal import SweepModel

/// What the dispatcher decides, done in its order.
extension Coordinator {
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
      case .propose(let sweep): try propose(for: sweep)
      case .forget(let worker):
        unsure.remove(worker)
        if data.connections.removeValue(forKey: worker) != nil { try forgetPieces(of: worker) }
        directory.forget(worker)
      }
    }
  }

  func commit(_ records: [StoreRecord]) throws {
    if !records.isEmpty { try untilTaken { try store.commit(records) } }
  }

  /// Tries until the disk takes it: nothing is acknowledged or assigned meanwhile.
  func untilTaken<Answer>(_ write: () throws -> Answer) throws -> Answer {
    var isWaiting = false
    while true {
      do {
        let answer = try write()
        if isWaiting { log("The store takes rows again; dispatching goes on.") }
        return answer
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
      let asked = limits[lease.trial]
      return Assignment(
        lease, specification: AssignedText.write(stored.specification, asked.manner),
        dataPath: stored.dataPath, limits: asked)
    }
    tally.assigned()
    try send(.assign(assignments), to: worker)
  }

  /// A connection that is gone or takes no more loses the message: leases lapse, reports are repeated. Answers whether all of
  /// it is on its way.
  @discardableResult
  func say(_ message: CoordinatorMessage, to connection: RoutingID) throws -> Bool {
    for frame in try message.frames() {
      tally.said(frame)
      switch try socket.send(frame, to: connection) {
      case .sent: break
      case .full:
        log("A worker's connection takes no more for now; it will be told again.")
        return false
      case .peerGone:
        guard let worker = directory.lost(connection) else { return false }
        if data.connections.removeValue(forKey: worker) != nil { try forgetPieces(of: worker) }
        try carryOut(dispatcher.handle(.disconnected(worker), at: now))
        return false
      }
    }
    return true
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
