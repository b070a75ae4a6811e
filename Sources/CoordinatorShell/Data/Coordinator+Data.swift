internal import Coordination
internal import Messaging
internal import RunStore
internal import SweepModel

/// Data sets that workers fetch: what is on its way to whom, over which connection, and who reads it.
struct DataService {
  typealias ReadingDesk = Desk<DataOutlet.Order, DataReader.Found>

  var outlet = DataOutlet(random: RandomStream(seed: .random(in: .min ... .max), for: .transport))
  var connections: [WorkerID: RoutingID] = [:]
  var desk: ReadingDesk?
  let reader = DataReader()
  /// Those whose refusal is in the log.
  var refused: Set<DataID> = []
}

/// Data sets for workers that do not have them. Only those that a planned sweep names are given out.
extension Coordinator {
  func serve(_ request: PieceRequest, to worker: WorkerID, at connection: RoutingID) throws {
    // What was on its way over an earlier connection is lost with it.
    if data.connections.updateValue(connection, forKey: worker) != connection { try forgetPieces(of: worker) }
    try read(data.outlet.asked(request, by: worker))
  }

  func forgetPieces(of worker: WorkerID) throws { try read(data.outlet.lost(worker)) }

  private func read(_ orders: [DataOutlet.Order]) throws {
    for order in orders {
      guard let path = try store.dataPath(of: order.request.data) else {
        try withhold(order, "No sweep of this coordinator names it.")
        continue
      }
      let desk = try data.desk ?? DataService.ReadingDesk(capacity: DataOutlet.Settings().inAll)
      data.desk = desk
      let isTaken = desk.take(order) { [reader = data.reader] in reader.read(order.request, path: path) }
      if !isTaken { try read(data.outlet.withdraw(order)) }
    }
  }

  func takeFromDataDesk() throws {
    for (order, outcome) in data.desk?.takeEnded() ?? [] {
      switch outcome {
      case .refused(let reason): try withhold(order, reason)
      case .piece(let files, let bytes):
        let request = order.request
        guard let connection = data.connections[order.worker], let receipt = data.outlet.take(order) else {
          continue
        }
        let piece = DataPiece(
          request.data, receipt: receipt, files: files, offset: request.offset, bytes: bytes)
        if try !say(.piece(piece), to: connection) {
          try read(data.outlet.withdraw(receipt, of: order.worker))
        }
      }
    }
  }

  private func withhold(_ order: DataOutlet.Order, _ reason: String) throws {
    if data.refused.count < 1_000, data.refused.insert(order.request.data).inserted {
      log("Data \(order.request.data.short) is not given to worker \(order.worker): \(reason)")
    }
    if let connection = data.connections[order.worker] {
      try say(.withheld(order.request.data, reason), to: connection)
    }
    try read(data.outlet.withdraw(order))
  }
}
