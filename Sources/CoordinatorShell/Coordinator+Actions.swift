internal import Answers
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
        workers.unsure.remove(worker)
        if data.connections.removeValue(forKey: worker) != nil { try forgetPieces(of: worker) }
        // Who was given nothing has no row, and its name is free.
        workers.newcomers[worker] = nil
        directory.forget(worker)
      }
    }
  }

  func commit(_ records: [StoreRecord]) throws {
    if !records.isEmpty { try untilTaken { try store.commit(records) } }
  }

  /// What ends the loop in the middle of a turn: the process was asked to end while the disk refused.
  package struct Stopped: Error, CustomStringConvertible {
    package let description = "Stopped while the store took nothing; what was not acknowledged is said again."
  }

  /// Tries until the disk takes it: nothing is acknowledged or assigned meanwhile, and readers are answered.
  ///
  /// - Throws: `Stopped` once the process is asked to end.
  func untilTaken<Answer>(_ write: () throws -> Answer) throws -> Answer {
    var isWaiting = false
    while true {
      do {
        let answer = try write()
        if isWaiting { log("The store takes rows again; dispatching goes on.") }
        return answer
      } catch let error as StoreError where error.isPassing {
        if !isWaiting { log("\(error) Nothing is dispatched or acknowledged until it does.", .error) }
        isWaiting = true
        try pass(.milliseconds(500))
      }
    }
  }

  /// Whatever workers say meanwhile is said again until it is acknowledged; left unread, it would fill memory.
  private func pass(_ time: Duration) throws {
    let end = now + time
    while now < end {
      if let stop = connections.stop,
        try Poller.wait(for: [(.descriptor(stop), .readable)], upTo: .milliseconds(50))[0] != []
      {
        throw Stopped()
      }
      if connections.stop == nil { Thread.sleep(forTimeInterval: 0.05) }
      for message in try socket.receive(max: Self.batch) where ClientRequest.speaks(message.frame) {
        try hear(request: message, whileStoreIsStuck: true)
      }
      try takeFromDesk(whileStoreIsStuck: true)
      try goOnAnswering()
    }
  }

  private func send(_ message: CoordinatorMessage, to worker: WorkerID) throws {
    guard let connection = directory.connection(of: worker) else { return }
    try say(message, to: connection)
  }

  private func assign(_ leases: [Lease], to worker: WorkerID) throws {
    let specifications = try store.specifications(of: leases.map(\.trial))
    let assignments = zip(leases, specifications).map { lease, stored in
      let asked = dispatcher.limits[lease.trial]
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
    let frames: [[UInt8]]
    do { frames = try message.frames() } catch {
      // What cannot be said to one peer is no reason to leave the others.
      noteRefused("what was to be said to it is none: \(error)")
      return false
    }
    for frame in frames {
      tally.said(frame)
      switch try socket.send(frame, to: connection) {
      case .sent: break
      case .full:
        noteRefused("a worker's connection takes no more for now; it will be told again.")
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
