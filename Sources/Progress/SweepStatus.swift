package import SweepModel
package import Wording

/// How far one sweep is.
package struct SweepStatus: Hashable, Sendable {
  /// As selectors take it.
  package var number: Int
  package var id: SweepID
  package var name: String
  /// Missing states count as 0.
  package var counts: [TrialState: Int]
  package var state: SweepState
  package var priority: Int
  /// Whether a coordinator runs that serves it: what is `running` is watched only then.
  package var isCoordinated: Bool
  /// Why none of its trials can run on the workers that are there.
  package var shortage: String?
  /// It may ask for more trials than it has.
  package var grows = false

  package init(
    number: Int, id: SweepID, name: String, counts: [TrialState: Int], state: SweepState = .active,
    priority: Int = 0, isCoordinated: Bool = true, shortage: String? = nil, grows: Bool = false
  ) {
    (self.shortage, self.grows) = (shortage, grows)
    (self.number, self.id, self.name, self.counts, self.state) = (number, id, name, counts, state)
    (self.priority, self.isCoordinated) = (priority, isCoordinated)
  }

  package var trials: Int { counts.values.reduce(0, +) }
  /// Trials that need no more work: finished, diverged or failed.
  package var ended: Int { [.finished, .diverged, .failed].reduce(0) { $0 + (counts[$1] ?? 0) } }

  /// `state` for people: an active sweep whose trials have ended is done, unless every one of them failed.
  package var stateText: String {
    if state != .active { return state.rawValue }
    if trials == 0 { return "empty" }
    if grows { return "active" }
    if counts[.failed] == trials { return "failed" }
    return ended == trials ? "done" : "active"
  }

  /// `120`, or `at least 120` where more may come.
  package var trialsText: String { (grows ? "at least " : "") + Numeral.grouped(trials) }
  /// How much of it has ended; of a sweep that grows nobody knows.
  package var share: String { grows ? "–" : Numeral.share(ended, of: trials) }

  /// One line a sweep, and a sentence on what no coordinator watches.
  package static func text(_ sweeps: [SweepStatus], width: Int? = nil) -> String {
    if sweeps.isEmpty { return "No sweeps.\n" }
    var table = TextTable(
      [("number", .right), ("sweep", .left), ("id", .left), ("state", .left), ("priority", .right)]
        + TrialState.allCases.map { ($0.rawValue, .right) }
        + [("trials", .right), ("ended", .right)],
      givesWay: ["priority", "id", "diverged", "waiting", "running", "finished"])
    table.rows = sweeps.map { sweep in
      [String(sweep.number), sweep.name, sweep.id.short, sweep.stateText, String(sweep.priority)]
        + TrialState.allCases.map { Numeral.grouped(sweep.counts[$0] ?? 0) }
        + [sweep.trialsText, sweep.share]
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
    let shortages = sweeps.compactMap { sweep in sweep.shortage.map { "\(sweep.name): \($0)" } }
    let told = shortages.isEmpty ? [] : [""] + shortages
    return (table.lines(width: width ?? .max) + told + note).joined(separator: "\n") + "\n"
  }

  /// One JSON value: an array with an object for each sweep.
  package static func json(_ sweeps: [SweepStatus]) -> String {
    JSONValue.array(
      sweeps.map { sweep in
        var members = sweep.members
        members["number"] = .integer(sweep.number)
        members["priority"] = .integer(sweep.priority)
        members["coordinator"] = .text(sweep.isCoordinated ? "running" : "none")
        members["shortage"] = sweep.shortage.map { .text($0) }
        return .object(members)
      }
    ).document
  }

  /// What every file says of a sweep.
  package var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "sweep": .text(name), "id": .text(id.description), "state": .text(state.rawValue),
      "trials": .integer(trials), "ended": .integer(ended),
    ]
    for state in TrialState.allCases { members[state.rawValue] = .integer(counts[state] ?? 0) }
    if grows { members["grows"] = true }
    return members
  }
}
