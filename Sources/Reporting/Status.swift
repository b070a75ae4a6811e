package import SweepModel

/// How far one sweep is.
package struct SweepStatus: Hashable, Sendable {
  package var id: SweepID
  package var name: String
  /// Missing states count as 0.
  package var counts: [TrialState: Int]
  package var state: SweepState
  package var priority: Int
  /// Whether a coordinator runs that serves it: what is `running` is watched only then.
  package var isCoordinated: Bool

  package init(
    id: SweepID, name: String, counts: [TrialState: Int], state: SweepState = .active, priority: Int = 0,
    isCoordinated: Bool = true
  ) {
    self.id = id
    self.name = name
    self.counts = counts
    self.state = state
    self.priority = priority
    self.isCoordinated = isCoordinated
  }

  package init(_ rows: SweepRows) {
    let counts = Dictionary(grouping: rows.trials, by: \.state).mapValues(\.count)
    self.init(id: rows.sweep.id, name: rows.sweep.name, counts: counts)
  }

  package var trials: Int { counts.values.reduce(0, +) }
  /// Trials that need no more work: finished, diverged or failed.
  package var ended: Int { [.finished, .diverged, .failed].reduce(0) { $0 + (counts[$1] ?? 0) } }

  /// `state` for people: an active sweep whose trials have ended is done.
  private var stateText: String { state == .active ? (ended == trials ? "done" : "active") : state.rawValue }

  /// One line a sweep, and a sentence on what no coordinator watches.
  package static func text(_ sweeps: [SweepStatus], width: Int = 100) -> String {
    if sweeps.isEmpty { return "No sweeps.\n" }
    var table = TextTable(
      [("sweep", .left), ("id", .left), ("state", .left), ("priority", .right)]
        + TrialState.allCases.map { ($0.rawValue, .right) }
        + [("trials", .right), ("ended", .right)])
    table.rows = sweeps.map { sweep in
      [sweep.name, sweep.id.short, sweep.stateText, String(sweep.priority)]
        + TrialState.allCases.map { Numeral.grouped(sweep.counts[$0] ?? 0) }
        + [Numeral.grouped(sweep.trials), Numeral.share(sweep.ended, of: sweep.trials)]
    }
    let lost = sweeps.filter { !$0.isCoordinated }.reduce(0) { $0 + ($1.counts[.running] ?? 0) }
    let note =
      lost == 0
      ? []
      : [
        "",
        "No coordinator runs on this store: the trials called running were out with workers when it ended.",
        "Workers may still compute them, and deliver once 'fathom coordinator' or 'fathom run' is started again.",
      ]
    return (table.lines(width: width) + note).joined(separator: "\n") + "\n"
  }

  /// One JSON value: an array with an object for each sweep.
  package static func json(_ sweeps: [SweepStatus]) -> String {
    JSONValue.array(
      sweeps.map { sweep in
        var members: [String: JSONValue] = [
          "sweep": .text(sweep.name), "id": .text(sweep.id.description), "trials": .integer(sweep.trials),
          "ended": .integer(sweep.ended), "state": .text(sweep.state.rawValue),
          "priority": .integer(sweep.priority),
          "coordinator": .text(sweep.isCoordinated ? "running" : "none"),
        ]
        for state in TrialState.allCases { members[state.rawValue] = .integer(sweep.counts[state] ?? 0) }
        return .object(members)
      }
    ).document
  }
}

/// A listing of trials for a terminal: what varies, the state, and the loss or what went wrong.
package func trialsText(
  _ trials: [TrialRow], dataNames: [DataID: String] = [:], width: Int = 100
) -> String {
  if trials.isEmpty { return "No trials.\n" }
  let specs = trials.map(\.spec)
  let names = (Set(specs.map(\.dataset)).count > 1 ? ["dataset"] : []) + variedWithinData(specs) + ["seed"]
  var table = TextTable(
    [("trial", .left)] + names.map { (words($0), .right) }
      + [
        ("state", .left), ("attempt", .right), ("train loss", .right), ("test loss", .right), ("note", .left),
      ])
  table.rows = trials.map { trial in
    [trial.id.short]
      + names.map {
        $0 == "dataset" ? trial.spec.dataset.title(dataNames) : parameter($0, of: trial.spec).text
      }
      + [
        trial.state.rawValue, trial.attempt?.description ?? "",
        trial.figures[.trainLoss].map(Numeral.figure) ?? "",
        trial.figures[.testLoss].map(Numeral.figure) ?? "",
        trial.note,
      ]
  }
  return table.lines(width: width).joined(separator: "\n") + "\n"
}

extension TrialRow {
  /// What is special about the trial, in a few words; empty when nothing is.
  var note: String {
    switch TrialKind(self) {
    case .trivial: return "trivial"
    case .diverged: return divergedEpoch.map { "diverged at epoch \($0)" } ?? "diverged"
    case .failed:
      return [failure.map { words($0.rawValue) }, failureText].compactMap { $0 }.joined(separator: ": ")
    case .counted, .running, .waiting: return ""
    }
  }
}

extension Dataset {
  var shortText: String { if case .file(let id) = self { id.short } else { text } }

  /// What people call a file; `nil` for data that is no file and for one without a name.
  func name(_ names: [DataID: String]) -> String? { if case .file(let id) = self { names[id] } else { nil } }
}
