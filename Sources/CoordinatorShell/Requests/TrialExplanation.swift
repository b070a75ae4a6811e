internal import Answers
internal import Coordination
internal import Foundation
internal import RunStore
internal import SweepModel

/// A trial's history in words and as JSON.
struct TrialExplanation: Answer, Encodable {
  struct Step: Encodable {
    var attempt: Int
    var worker: String
    var host: String
    var state: String
    var started: Date?
    var ended: Date?
    var reason: String
    /// What it wrote last.
    var log: String?
  }

  var trial: String
  var state: String
  var sweep: String
  var reason: String
  /// Why it waits, as far as is known, the most telling first.
  var waitsBecause: [String]
  var parameters: [String: String]
  var attempts: [Step]
  /// Of its result, when it has one.
  var figures: [String: Double]
  var computedBy: String?

  /// - Parameters:
  ///   - isCoordinated: whether a coordinator runs that serves the trial's sweep.
  ///   - reasons: what that coordinator says, when it was asked.
  init(
    _ row: TrialRow, _ history: [AttemptRow], logs: [AttemptLog] = [], sweep: StoredSweep,
    isCoordinated: Bool, reasons: [String], dataNames: [DataID: String]
  ) {
    trial = row.id.description
    state = row.state.rawValue
    self.sweep = sweep.sweep.name
    figures = Dictionary(uniqueKeysWithValues: row.metrics.map { ($0.key.name, $0.value) })
    computedBy = row.provenance.map { provenance in
      "\(provenance.coreType) kernels on \(provenance.host) (\(provenance.processor)), "
        + String(
          format: "%.2f s training, %.2f s measuring", provenance.trainSeconds, provenance.measureSeconds)
    }
    parameters = row.spec.parameters.mapValues(\.description)
    if let id = row.spec.dataset.id { parameters["dataset_name"] = dataNames[id] }
    attempts = history.map { attempt in
      Step(
        attempt: attempt.attempt.number, worker: attempt.worker.name, host: attempt.host,
        state: attempt.state.rawValue, started: attempt.started, ended: attempt.ended,
        reason: Self.reason(attempt), log: logs.first { $0.attempt == attempt.attempt }?.text)
    }
    reason = Self.reason(row, attempts.last, isCoordinated)
    waitsBecause = row.state == .waiting ? Self.waits(sweep, isCoordinated, reasons) : []
  }

  private static func waits(_ sweep: StoredSweep, _ isCoordinated: Bool, _ reasons: [String]) -> [String] {
    if !reasons.isEmpty { return reasons }
    guard isCoordinated else {
      return ["No coordinator runs on this store. 'fathom coordinator' or 'fathom run' starts one."]
    }
    switch sweep.state {
    case .active: return ["Its coordinator knows why: ask it with --server."]
    case .paused: return [WaitReason.sweepPaused.description]
    case .cancelled: return [WaitReason.sweepCancelled.description]
    case .replaced: return ["Its sweep was replaced by a grown one of the same name."]
    }
  }

  func text(width: Int) -> String {
    var lines = ["Trial \(trial) of '\(sweep)' is \(state): \(reason)"]
    lines += waitsBecause.map { "  \($0)" }
    if !figures.isEmpty || computedBy != nil { lines.append("") }
    lines += figures.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
    if let computedBy { lines.append("  computed with \(computedBy)") }
    lines.append("")
    lines += parameters.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    lines.append("")
    for step in attempts {
      let time = step.started.map { "\($0.formatted(.iso8601)), " } ?? ""
      lines.append("  attempt \(step.attempt): \(time)worker \(step.worker) on \(step.host): \(step.reason)")
    }
    return lines.joined(separator: "\n") + "\n" + lastWords
  }

  private static let shownLines = 15

  /// The end of what the last failed attempt wrote; `--log` gives all.
  private var lastWords: String {
    let failed = attempts.last { $0.state == AttemptState.failed.rawValue && $0.log != nil }
    guard let failed, let log = failed.log else { return "" }
    let lines = log.split(separator: "\n")
    let shown = lines.suffix(Self.shownLines).map { "    \($0)\n" }.joined()
    let left = lines.count - Self.shownLines
    let more = left > 0 ? " (\(left) lines before are shown by '--log')" : ""
    return "\n  the last words of attempt \(failed.attempt)\(more):\n\(shown)"
  }

  private static func reason(_ row: TrialRow, _ last: Step?, _ isCoordinated: Bool) -> String {
    switch row.state {
    case .finished: return "attempt \(row.attempt?.description ?? "?") gave its one accepted result."
    case .diverged:
      return "its loss was no longer finite or grew without bound at epoch \(row.divergedEpoch ?? 0). "
        + "That is its result."
    case .failed: return "it is out of attempts. \(row.failureText ?? "")"
    case .running:
      let place = "attempt \(row.attempt?.description ?? "?") is out with worker \(row.worker?.name ?? "?")"
      if isCoordinated { return place + "." }
      return "\(place), and no coordinator runs on this store. The worker delivers once one is started."
    case .waiting:
      guard let last else { return "no worker has had it yet." }
      return "attempt \(last.attempt) ended (\(last.reason)) and the next one waits."
    }
  }

  private static func reason(_ attempt: AttemptRow) -> String {
    switch attempt.state {
    case .leased: return "holds the lease"
    case .accepted: return "gave the accepted result"
    case .superseded: return "reported after another attempt had the lease; dropped"
    case .expired: return "the lease ran out without news"
    case .handedBack:
      return
        "handed back: its worker left, its sweep was cancelled, or its program asked for another time"
    case .failed: return "\(attempt.failure?.rawValue ?? "failed"): \(attempt.failureText ?? "")"
    }
  }
}
