internal import Coordination
internal import Pages

/// Lets the live page know how the coordinator's loop is, a few times a second at most.
package final class LiveTeller {
  private let board = LiveBoard()
  private let server: LiveServer
  private let start = ContinuousClock.now
  private var lastLook: ContinuousClock.Instant?

  /// Serves the store in `folder` at `address` from now on.
  package init(_ address: LiveAddress, of folder: String, log: (String) -> Void) throws {
    server = try LiveServer(address, store: folder, board: board)
    log("The live page is at \(try server.start())")
  }

  /// Looking at the workers takes time in proportion to the leases that are out: not after each of many turns.
  package func tell(of coordinator: Coordinator) {
    let results = coordinator.tally
    let totals = CoordinatorTotals(
      seconds: (ContinuousClock.now - start) / .seconds(1), accepted: results.accepted,
      trainSeconds: results.trainSeconds, measureSeconds: results.measureSeconds)
    let isDue = lastLook.map { ContinuousClock.now - $0 >= .milliseconds(500) } ?? true
    if isDue { lastLook = .now }
    board.turned(isDue ? coordinator.dispatcher.workerStandings : nil, totals)
  }
}
