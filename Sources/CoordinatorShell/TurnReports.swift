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

  /// Reports whose result cannot be read, or is none of its trial, become failures, so that the dispatcher only ever accepts
  /// what can be stored. What nobody waits for is left as it is: the dispatcher does not accept it.
  ///
  /// - Parameters:
  ///   - awaited: whether a report on this lease would end its attempt.
  ///   - otherSpelling: whether so many bytes that are slow to read may be read.
  ///   - objection: why a result is none of the trial's.
  mutating func readable(
    _ message: WorkerMessage, from worker: WorkerID, awaited: (Lease) -> Bool,
    otherSpelling: (Int) -> Bool, objection: (TrialResult, TrialID) throws -> TrialResult.Objection?
  ) -> (WorkerMessage, isWhole: Bool) {
    guard case .reported(let room, let reports) = message else { return (message, true) }
    var isWhole = true
    let readable = WorkerMessage.reported(
      room: room,
      reports.map { report in
        guard awaited(report.lease) else { return report }
        if !report.log.isEmpty { logs[Sender(worker: worker, lease: report.lease)] = report.log }
        guard case .result(let bytes) = report.outcome else { return report }
        do {
          let result = try ResultCodec.decode(bytes, inOtherSpelling: otherSpelling)
          if let objection = try objection(result, report.lease.trial) {
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
