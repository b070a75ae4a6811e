package import Answers
package import Coordination
internal import Exports
internal import Findings
package import Messaging
package import Pages
internal import Progress
package import RunStore
internal import SweepModel

/// What `status`, `list`, `trials`, `watch` and `explain` print, whether a store is read here or by its coordinator.
package enum Reading {
  /// - Parameters:
  ///   - reasons: what the coordinator's dispatcher says of the trial to explain.
  ///   - workers: what it says of its workers; `nil` when only the store is read.
  package static func answer(
    _ question: Inquiry, in store: Store, as format: Format, reasons: [String] = [],
    workers: [WorkerStanding]? = nil
  ) throws -> String {
    let found: any Answer
    switch question {
    case .status(let selector, _):
      found = try status(
        selector.map { try store.sweeps(named: $0).sweeps } ?? store.storedSweeps(), store, workers ?? [])
    case .trials(let inquiry): found = try trials(inquiry, store)
    case .explain(let digits):
      let (sweep, row) = try trial(digits, in: store)
      found = TrialExplanation(
        row, try store.attempts(of: row.id), logs: try store.logs(of: row.id), sweep: sweep,
        isCoordinated: store.isOwned, reasons: reasons, dataNames: try store.dataNames())
    case .watch(let sweep, _, let height):
      let view = try LiveReading.view(of: sweep, in: store, workers: workers)
      found = Found(
        words: { view.text(width: $0, height: height > 0 ? height : nil) }, data: { view.json })
    }
    return try found.written(as: format, width: question.width > 0 ? question.width : .max)
  }

  private static func status(
    _ sweeps: [StoredSweep], _ store: Store, _ workers: [WorkerStanding]
  ) throws -> Found {
    let isCoordinated = store.isOwned
    let counts = sweeps.count > 20 ? try store.countsOfSweeps() : nil
    let rows = try sweeps.map { stored in
      SweepStatus(
        stored, try counts.map { $0[stored.number] ?? [:] } ?? store.counts(of: stored.sweep.id),
        isCoordinated: isCoordinated, workers: workers)
    }
    return Found(words: { SweepStatus.text(rows, width: $0) }, data: { SweepStatus.json(rows) })
  }

  private static func trials(_ inquiry: TrialInquiry, _ store: Store) throws -> Found {
    let sweep = try store.sweep(named: inquiry.sweep)
    let trials = try store.trials(of: sweep.id)
    let own = try store.ownColumns(of: sweep.id, trials)
    let query = try asInput { () throws(FindingsError) in
      try TrialQuery(
        state: inquiry.state, condition: inquiry.condition, order: inquiry.order,
        limit: inquiry.limit > 0 ? inquiry.limit : nil, own: own)
    }
    let dataNames = try store.dataNames()
    let rows = query.chosen(trials, dataNames: dataNames)
    return Found {
      trialsText(rows, of: trials, dataNames: dataNames, mentioned: query.mentioned, own: own, width: $0)
    } data: {
      var export = Export(.trials, as: .json, dataNames: dataNames, own: own)
      return export.opening + rows.map { export.row($0) }.joined() + export.closing
    }
  }

  private static func trial(_ digits: String, in store: Store) throws -> (StoredSweep, TrialRow) {
    let matches = try asInput { try store.trials(startingWith: digits) }
    guard let id = matches.first else {
      throw CommandFailure.badInput("No trial's id starts with '\(digits)'. 'fathom trials' lists them.")
    }
    guard matches.count == 1 else {
      let some = matches.prefix(5).map { "'\($0.short)'" }.joined(separator: ", ")
      throw CommandFailure.badInput(
        "'\(digits)' is the start of several trials: \(some). Give more digits."
      )
    }
    guard let found = try store.trial(id) else {
      throw CommandFailure.failed("Trial \(id.short) belongs to no sweep of this store.")
    }
    return (found.sweep, found.row)
  }
}

extension Inquiry {
  /// Of the longest line; 0 for any width.
  fileprivate var width: Int {
    switch self {
    case .status(_, let width), .watch(_, let width, _): width
    case .trials(let inquiry): inquiry.width
    case .explain: 0
    }
  }
}

/// Words and data of others' making.
private struct Found: Answer {
  let words: (_ width: Int) -> String
  let data: () -> String

  func text(width: Int) -> String { words(width) }
  var json: String { data() }
}
