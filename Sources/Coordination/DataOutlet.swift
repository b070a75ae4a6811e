package import SweepModel

/// Bounds what a coordinator reads and keeps of data files for workers that ask for pieces.
///
/// A piece counts against its worker and against all from the moment its reading is ordered until the worker has shown,
/// with a later piece's request, that it arrived: so neither a slow worker nor one that never reads what it asks for makes
/// the coordinator's queues long. Requests beyond a worker's share are not answered; it asks again.
package struct DataOutlet: Sendable {
  package struct Settings: Hashable, Sendable {
    /// Pieces that may be out to one worker, and to all together.
    package var perWorker = 4
    package var inAll = 128

    package init() {}
  }

  /// A piece to read; the reading is answered with `take` or `withdraw`.
  package struct Order: Hashable, Sendable {
    package var worker: WorkerID
    package var request: PieceRequest
  }

  private struct Flight: Sendable {
    let request: PieceRequest
    /// Given when it is sent.
    var receipt: UInt64?
  }

  private let settings: Settings
  private var random: RandomStream
  private var flights: [WorkerID: [Flight]] = [:]
  private var line = Fifo<Order>()
  /// Of `line`, by worker.
  private var waiting: [WorkerID: Int] = [:]
  package private(set) var out = 0

  /// - Parameter random: draws the receipts, which a worker must not guess.
  package init(_ settings: Settings = Settings(), random: RandomStream) {
    (self.settings, self.random) = (settings, random)
  }

  /// Answers what to read now, which may be other workers' pieces that waited for room.
  package mutating func asked(_ request: PieceRequest, by worker: WorkerID) -> [Order] {
    settle(request.receipt, of: worker)
    let known = flights[worker] ?? []
    let isDouble = known.contains {
      $0.receipt == nil && $0.request.data == request.data && $0.request.offset == request.offset
    }
    if !isDouble, known.count + waiting[worker, default: 0] < settings.perWorker {
      line.append(Order(worker: worker, request: request))
      waiting[worker, default: 0] += 1
    }
    return fill()
  }

  /// The piece was read and goes out now, under this receipt; `nil` when its worker is gone.
  package mutating func take(_ order: Order) -> UInt64? {
    guard let place = place(of: order) else { return nil }
    let receipt = max(random.next(), 1)
    flights[order.worker]?[place].receipt = receipt
    return receipt
  }

  /// The piece does not go out. Answers what to read in its place.
  package mutating func withdraw(_ order: Order) -> [Order] {
    withdraw(place(of: order), of: order.worker)
  }

  /// The connection that went out under this receipt took nothing.
  package mutating func withdraw(_ receipt: UInt64, of worker: WorkerID) -> [Order] {
    withdraw(flights[worker]?.firstIndex { $0.receipt == receipt }, of: worker)
  }

  private mutating func withdraw(_ place: Int?, of worker: WorkerID) -> [Order] {
    if let place {
      flights[worker]?.remove(at: place)
      out -= 1
    }
    return fill()
  }

  /// The worker is gone, or speaks over another connection: nothing is on its way to it.
  package mutating func lost(_ worker: WorkerID) -> [Order] {
    out -= flights.removeValue(forKey: worker)?.count ?? 0
    if waiting.removeValue(forKey: worker) != nil {
      var kept = Fifo<Order>()
      while let order = line.popFirst() { if order.worker != worker { kept.append(order) } }
      line = kept
    }
    return fill()
  }

  private mutating func settle(_ receipt: UInt64, of worker: WorkerID) {
    guard receipt != 0, let place = flights[worker]?.firstIndex(where: { $0.receipt == receipt }) else {
      return
    }
    flights[worker]?.removeFirst(place + 1)
    out -= place + 1
  }

  private mutating func fill() -> [Order] {
    var orders: [Order] = []
    while out < settings.inAll, let order = line.popFirst() {
      let left = waiting[order.worker, default: 1] - 1
      waiting[order.worker] = left > 0 ? left : nil
      flights[order.worker, default: []].append(Flight(request: order.request))
      out += 1
      orders.append(order)
    }
    return orders
  }

  private func place(of order: Order) -> Int? {
    flights[order.worker]?.firstIndex { $0.receipt == nil && $0.request == order.request }
  }
}
