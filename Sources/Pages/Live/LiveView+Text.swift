internal import Findings
internal import Foundation
internal import Progress
internal import SweepModel

extension LiveView {
  /// One frame for a terminal: sweeps with their bars, workers with what they run, the latest failures.
  ///
  /// - Parameters:
  ///   - width: no line is longer.
  ///   - height: about as many lines as a terminal has; workers give way first. `nil` for everything.
  package func text(width: Int = 100, height: Int? = nil) -> String {
    if sweeps.isEmpty { return "No sweeps.\n" }
    var lines = sweeps.flatMap { $0.lines(width: width) }
    if sweepCount > sweeps.count {
      lines.append("\(Numeral.count(sweepCount - sweeps.count, "more sweep")): 'fathom status' lists them.")
    }
    let ends = failureLines(width: width)
    let room = height.map { max(3, $0 - lines.count - ends.count - 2) }
    lines += [""] + workerLines(width: width, room: room) + ends
    return lines.joined(separator: "\n") + "\n"
  }

  private func workerLines(width: Int, room: Int?) -> [String] {
    if !isCoordinated { return wrapped(Self.unwatched, width: width) }
    if workers.isEmpty {
      return wrapped("Nothing runs. 'fathom-worker --join ADDRESS' adds a machine.", width: width)
    }
    var table = TextTable(
      [
        ("worker", .left), ("host", .left), ("trial", .left), ("try", .right), ("time", .right),
      ] + (hasNews ? [("epoch", .right), ("loss", .right)] : []) + [("runs", .left)],
      givesWay: ["host", "try"])
    table.rows = workers.flatMap(rows)
    let all = table.lines(width: width)
    guard let room, all.count > room else { return all }
    return all.prefix(room - 1) + ["\(all.count - room + 1) more lines of workers."]
  }

  /// Whether some worker has said how far a trial has come.
  var hasNews: Bool { workers.contains { $0.jobs.contains { $0.epoch != nil } } }

  /// A worker's slots, one a row; a worker that runs nothing has one row that says so.
  private func rows(_ worker: LiveWorker) -> [[String]] {
    var rows = worker.jobs.map { job in
      [
        "", "", job.trial.short, job.attempt.description,
        job.since.map { Self.clock(from: $0, to: time) } ?? "",
      ] + (hasNews ? [job.epochText, job.lossText] : []) + [job.description]
    }
    let blank = [String](repeating: "", count: hasNews ? 7 : 5)
    if rows.isEmpty { rows = [blank + ["idle"]] }
    (rows[0][0], rows[0][1]) = (worker.name, worker.host)
    let notes = worker.notes
    if !notes.isEmpty { rows.append(blank + [notes]) }
    return rows
  }

  private func failureLines(width: Int) -> [String] {
    if failures.isEmpty { return [] }
    var table = TextTable(
      [
        ("failed", .left), ("trial", .left), ("try", .right), ("worker", .left), ("why", .left),
      ], givesWay: ["worker", "try"])
    table.rows = failures.map { failure in
      [
        Self.clock(from: failure.time, to: time) + " ago", failure.trial.short, failure.attempt.description,
        failure.worker, failure.description,
      ]
    }
    return [""] + table.lines(width: width)
  }

  package static let unwatched =
    "No coordinator runs on this store. 'fathom coordinator' or 'fathom run' starts one."

  /// `5 s`, `12 min`, `3 h`, `4 days`.
  static func age(from start: Date, to end: Date) -> String {
    let seconds = max(0, Int(end.timeIntervalSince(start)))
    switch seconds {
    case ..<90: return "\(seconds) s"
    case ..<5400: return "\((seconds + 30) / 60) min"
    case ..<172_800: return "\((seconds + 1800) / 3600) h"
    default: return "\(seconds / 86_400) days"
    }
  }

  /// `00:12`, `1:02:03`, `3 days`.
  static func clock(from start: Date, to end: Date) -> String {
    let seconds = max(0, Int(end.timeIntervalSince(start)))
    if seconds >= 172_800 { return "\(seconds / 86_400) days" }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let short = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds < 3600 ? short : "\(seconds / 3600):\(short)"
  }
}

extension SweepProgress {
  fileprivate func lines(width: Int) -> [String] {
    let counts = TrialState.allCases.compactMap { state -> String? in
      let count = status.counts[state] ?? 0
      return count == 0 ? nil : "\(Numeral.grouped(count)) \(state.rawValue)"
    }
    let title = TextTable.printable("\(status.name)  \(status.id.short)")
    return [title.count > width ? String(title.prefix(width - 1)) + "…" : title, bar(width: width)]
      + (counts.isEmpty ? [] : ["  " + String(counts.joined(separator: ", ").prefix(width - 2))])
  }

  /// `  [######----]  60 %  6 of 10 trials, about 40 s left`: one mark for the ended part, whatever its colour.
  private func bar(width: Int) -> String {
    let words =
      "  \(status.share)  \(Numeral.grouped(status.ended)) of \(status.trialsText) "
      + "\(status.trials == 1 ? "trial" : "trials") ended"
      + (left == 0 && !status.grows ? "" : ", \(forecast)")
    let room = min(30, width - words.count - 4)
    guard room >= 5 else { return String(words.prefix(width)) }
    let full = status.trials == 0 ? 0 : room * status.ended / status.trials
    return "  [" + String(repeating: "#", count: full) + String(repeating: "-", count: room - full) + "]"
      + words
  }
}

extension LiveWorker {
  /// What is special about it, in a few words.
  var notes: String {
    var notes: [String] = []
    if state != "present", !state.isEmpty { notes.append(state) }
    if let slots, slots > jobs.count, !jobs.isEmpty {
      notes.append("\(Numeral.count(slots - jobs.count, "slot")) idle")
    }
    if queued > 0 { notes.append("\(Numeral.grouped(queued)) prefetched") }
    if !gpus.isEmpty { notes.append("GPU \(gpus.joined(separator: ", "))") }
    return notes.joined(separator: ", ")
  }
}

extension LiveView {
  /// One JSON value.
  package var json: String {
    JSONValue.object([
      "time": .text(time.formatted(.iso8601)), "coordinator": .text(isCoordinated ? "running" : "none"),
      "sweeps": .array(sweeps.map(\.json)), "workers": .array(workers.map(\.json)),
      "failures": .array(failures.map(\.json)),
    ]).document
  }
}

extension SweepProgress {
  fileprivate var json: JSONValue {
    var members = status.members
    members["remaining_seconds"] = JSONValue(remaining.map { $0 / .seconds(1) })
    members["trials_per_minute"] = JSONValue(pace?.trialsPerMinute)
    return .object(members)
  }
}

extension LiveWorker {
  fileprivate var json: JSONValue {
    [
      "worker": .text(name), "host": .text(host), "slots": slots.map { .integer($0) } ?? .null,
      "state": .text(state), "queued": .integer(queued), "gpus": .array(gpus.map { .text($0) }),
      "runs": .array(
        jobs.map { job in
          [
            "trial": .text(job.trial.description), "attempt": .integer(job.attempt.number),
            "since": job.since.map { .text($0.formatted(.iso8601)) } ?? .null,
            "epoch": job.epoch.map { .integer($0) } ?? .null, "loss": JSONValue(job.loss),
            "parameters": .text(job.description),
          ]
        }),
    ]
  }
}

extension LiveFailure {
  fileprivate var json: JSONValue {
    [
      "trial": .text(trial.description), "attempt": .integer(attempt.number), "worker": .text(worker),
      "failure": .text(failure.rawValue), "text": .text(text), "final": .flag(isFinal),
      "time": .text(time.formatted(.iso8601)),
    ]
  }
}
