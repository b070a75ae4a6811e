internal import Coordination
internal import Messaging
internal import RunStore
internal import SweepModel

/// What the reports of one turn hold, each read once. Whose they are matters: anybody can report any lease.
struct TurnReports {
  private struct Sender: Hashable {
    var worker: WorkerID
    var lease: Lease
  }

  private var results: [Sender: TrialResult] = [:]
  /// The last words, fit to be shown.
  private var logs: [Sender: String] = [:]

  func result(of lease: Lease, by worker: WorkerID) -> TrialResult? {
    results[Sender(worker: worker, lease: lease)]
  }

  func log(of lease: Lease, by worker: WorkerID) -> String? { logs[Sender(worker: worker, lease: lease)] }

  mutating func removeAll() {
    results.removeAll(keepingCapacity: true)
    logs.removeAll(keepingCapacity: true)
  }

  /// Reports whose result cannot be read, or measures rows that nobody asked for, become failures, so that the dispatcher
  /// only ever accepts what can be stored.
  ///
  /// - Parameter asksForTestRows: asked only of a trial whose result has test rows.
  mutating func readable(
    _ message: WorkerMessage, from worker: WorkerID, asksForTestRows: (TrialID) throws -> Bool
  ) -> (WorkerMessage, isWhole: Bool) {
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
          if let objection = result.objectionToTestRows, try !asksForTestRows(report.lease.trial) {
            throw MessagingError.badResult(objection)
          }
          results[Sender(worker: worker, lease: report.lease)] = result
          return report
        } catch {
          isWhole = false
          return Report(report.lease, .failure(.crashed, "Its result cannot be read: \(error)"))
        }
      })
    return (readable, isWhole)
  }
}
