internal import Coordination
internal import Messaging
internal import RunStore
internal import SweepModel

/// Data sets for workers that do not have them. Only those that a planned sweep names are given out.
extension Coordinator {
  typealias DataDesk = Desk<DataOutlet.Order, DataReader.Outcome>

  func serve(_ request: PieceRequest, to worker: WorkerID, at connection: RoutingID) throws {
    // What was on its way over an earlier connection is lost with it.
    if dataConnections.updateValue(connection, forKey: worker) != connection { try forgetPieces(of: worker) }
    try read(outlet.asked(request, by: worker))
  }

  func forgetPieces(of worker: WorkerID) throws { try read(outlet.lost(worker)) }

  private func read(_ orders: [DataOutlet.Order]) throws {
    for order in orders {
      guard let path = try store.dataPath(of: order.request.data) else {
        try withhold(order, "No sweep of this coordinator names it.")
        continue
      }
      let desk = try dataDesk ?? DataDesk(capacity: DataOutlet.Settings().inAll)
      dataDesk = desk
      let isTaken = desk.take(order) { [reader = dataReader] in reader.read(order.request, path: path) }
      if !isTaken { try read(outlet.withdraw(order)) }
    }
  }

  func takeFromDataDesk() throws {
    for (order, outcome) in dataDesk?.takeEnded() ?? [] {
      switch outcome {
      case .refused(let reason): try withhold(order, reason)
      case .piece(let files, let bytes):
        let request = order.request
        guard let connection = dataConnections[order.worker], let receipt = outlet.take(order) else {
          continue
        }
        let piece = DataPiece(
          request.data, receipt: receipt, files: files, offset: request.offset, bytes: bytes)
        if try !say(.piece(piece), to: connection) { try read(outlet.withdraw(receipt, of: order.worker)) }
      }
    }
  }

  private func withhold(_ order: DataOutlet.Order, _ reason: String) throws {
    if refusedData.count < 1_000, refusedData.insert(order.request.data).inserted {
      log("Data \(order.request.data.short) is not given to worker \(order.worker): \(reason)")
    }
    if let connection = dataConnections[order.worker] {
      try say(.withheld(order.request.data, reason), to: connection)
    }
    try read(outlet.withdraw(order))
  }
}
