internal import ArgumentParser
internal import Foundation
internal import RunStore
internal import SweepModel

/// Why a trial is where it is: its parameters, every attempt and how each ended.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell what became of a trial, and why.")

  @Argument(help: "The first digits of a trial's id.") var trial: String
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    let row = try find(in: store)
    let attempts = try store.attempts(of: row.id)
    let explanation = TrialExplanation(row, attempts, dataNames: try store.dataNames())
    if format.isJSON { try Output.json(explanation) } else { Output.write(explanation.text) }
  }

  private func find(in store: Store) throws -> TrialRow {
    let matches = try asInput { try store.trials(startingWith: trial) }
    guard let id = matches.first else {
      throw CommandFailure.badInput(["No trial's id starts with '\(trial)'. 'fathom trials' lists them."])
    }
    guard matches.count == 1 else {
      let some = matches.prefix(5).map { "'\($0.short)'" }.joined(separator: ", ")
      throw CommandFailure.badInput(["'\(trial)' is the start of several trials: \(some). Give more digits."])
    }
    for sweep in try store.sweeps(with: id).reversed() {
      if let row = try store.trials(of: sweep.id).first(where: { $0.id == id }) { return row }
    }
    throw CommandFailure.failed("Trial \(id.short) belongs to no sweep of this store.")
  }
}

/// A trial's history in words and as JSON.
struct TrialExplanation: Encodable {
  struct Step: Encodable {
    var attempt: Int
    var worker: String
    var host: String
    var state: String
    var started: Date?
    var ended: Date?
    var reason: String
  }

  var trial: String
  var state: String
  var reason: String
  var parameters: [String: String]
  var attempts: [Step]

  init(_ row: TrialRow, _ history: [AttemptRow], dataNames: [DataID: String]) {
    trial = row.id.description
    state = row.state.rawValue
    parameters = row.spec.parameters.mapValues(\.description)
    if let id = row.spec.dataset.id { parameters["dataset_name"] = dataNames[id] }
    attempts = history.map { attempt in
      Step(
        attempt: attempt.attempt.number, worker: attempt.worker.name, host: attempt.host,
        state: attempt.state.rawValue, started: attempt.started, ended: attempt.ended,
        reason: Self.reason(attempt))
    }
    reason = Self.reason(row, attempts.last)
  }

  var text: String {
    var lines = ["Trial \(trial) is \(state): \(reason)", ""]
    lines += parameters.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    lines.append("")
    for step in attempts {
      let time = step.started.map { "\($0.formatted(.iso8601)), " } ?? ""
      lines.append("  attempt \(step.attempt): \(time)worker \(step.worker) on \(step.host): \(step.reason)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func reason(_ row: TrialRow, _ last: Step?) -> String {
    switch row.state {
    case .finished: return "attempt \(row.attempt?.description ?? "?") gave its one accepted result."
    case .diverged:
      return "its loss was no longer finite or grew without bound at epoch \(row.divergedEpoch ?? 0). "
        + "That is its result."
    case .failed: return "it is out of attempts. \(row.failureText ?? "")"
    case .running: return "attempt \(row.attempt?.description ?? "?") holds the lease."
    case .waiting:
      guard let last else { return "no worker has had room for it yet." }
      return "attempt \(last.attempt) ended (\(last.reason)) and the next one waits for a worker with room."
    }
  }

  private static func reason(_ attempt: AttemptRow) -> String {
    switch attempt.state {
    case .leased: return "holds the lease"
    case .accepted: return "gave the accepted result"
    case .superseded: return "reported after another attempt had the lease; dropped"
    case .expired: return "the lease ran out without news"
    case .handedBack: return "handed back by the worker as it left"
    case .failed: return "\(attempt.failure?.rawValue ?? "failed"): \(attempt.failureText ?? "")"
    }
  }
}
