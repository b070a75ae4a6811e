internal import Coordination
internal import Findings
internal import Messaging
internal import Pages
internal import RunStore
internal import SweepModel

/// What `status`, `list`, `trials`, `watch` and `explain` print, whether a store is read here or by its coordinator.
enum Reading {
  /// - Parameters:
  ///   - reasons: what the coordinator's dispatcher says of the trial to explain.
  ///   - workers: what it says of the workers to watch; `nil` when only the store is read.
  static func answer(
    _ question: Inquiry, in store: Store, asJSON: Bool, reasons: [String] = [],
    workers: [WorkerStanding]? = nil
  ) throws -> String {
    switch question {
    case .status(let selector, let width):
      return try status(
        selector.map { try store.sweeps(named: $0).sweeps } ?? store.storedSweeps(), store, width, asJSON)
    case .trials(let inquiry): return try trials(inquiry, store, asJSON)
    case .explain(let digits):
      let (sweep, row) = try trial(digits, in: store)
      let explanation = TrialExplanation(
        row, try store.attempts(of: row.id), logs: try store.logs(of: row.id), sweep: sweep,
        isCoordinated: store.isOwned, reasons: reasons,
        dataNames: try store.dataNames())
      return asJSON ? try Output.jsonText(explanation) : explanation.text
    case .watch(let sweep, let width, let height):
      let view = try LiveReading.view(of: sweep, in: store, workers: workers)
      return asJSON ? view.json : view.text(width: width, height: height > 0 ? height : nil)
    }
  }

  private static func status(_ sweeps: [StoredSweep], _ store: Store, _ width: Int, _ asJSON: Bool) throws
    -> String
  {
    let isCoordinated = store.isOwned
    let rows = try sweeps.map { stored in
      SweepStatus(stored, try store.counts(of: stored.sweep.id), isCoordinated: isCoordinated)
    }
    return asJSON ? SweepStatus.json(rows) : SweepStatus.text(rows, width: width > 0 ? width : nil)
  }

  private static func trials(_ inquiry: TrialInquiry, _ store: Store, _ asJSON: Bool) throws -> String {
    let sweep = try store.sweep(named: inquiry.sweep)
    let query: TrialQuery
    do throws(FindingsError) {
      query = try TrialQuery(
        state: inquiry.state, condition: inquiry.condition, order: inquiry.order,
        limit: inquiry.limit > 0 ? inquiry.limit : nil)
    } catch { throw CommandFailure.badInput([error.description]) }
    let dataNames = try store.dataNames()
    let trials = query.chosen(try store.trials(of: sweep.id), dataNames: dataNames)
    guard asJSON else {
      return trialsText(
        trials, dataNames: dataNames, mentioned: query.mentioned,
        width: inquiry.width > 0 ? inquiry.width : nil)
    }
    var export = Export(.trials, as: .json, dataNames: dataNames)
    var text = export.opening
    for trial in trials { text += export.row(trial) }
    return text + export.closing
  }

  private static func trial(_ digits: String, in store: Store) throws -> (StoredSweep, TrialRow) {
    let matches = try asInput { try store.trials(startingWith: digits) }
    guard let id = matches.first else {
      throw CommandFailure.badInput(["No trial's id starts with '\(digits)'. 'fathom trials' lists them."])
    }
    guard matches.count == 1 else {
      let some = matches.prefix(5).map { "'\($0.short)'" }.joined(separator: ", ")
      throw CommandFailure.badInput(["'\(digits)' is the start of several trials: \(some). Give more digits."]
      )
    }
    guard let found = try store.trial(id) else {
      throw CommandFailure.failed("Trial \(id.short) belongs to no sweep of this store.")
    }
    return (found.sweep, found.row)
  }
}
