internal import Coordination
internal import Messaging
internal import Sessions
internal import Synchronization

/// The agent's end of the data shelf: orders go to a thread of its own, so that no disk holds heart-beats up.
final class DataKeeper: Sendable {
  private let desk: Desk<Int, DataSupply.News?>
  private let shelf: Mutex<DataShelf>
  private let orders = Atomic(0)

  init(_ shelf: sending DataShelf) throws {
    // The session has a few orders out at a time, and one look for each data set that its trials name.
    desk = try Desk(capacity: .max)
    self.shelf = Mutex(shelf)
  }

  /// Readable when there is news.
  var descriptor: Int32 { desk.descriptor }

  func take(_ order: DataSupply.Order) {
    let number = orders.add(1, ordering: .relaxed).newValue
    _ = desk.take(number) { [self] in shelf.withLock { $0.carryOut(order) } }
  }

  func news() -> [DataSupply.News] { desk.takeEnded().compactMap(\.1) }
}
