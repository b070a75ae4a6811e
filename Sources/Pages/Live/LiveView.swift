internal import Findings
package import Foundation
package import Progress
package import SweepModel

/// What goes on just now: what `watch` and the live page show besides findings.
package struct LiveView: Hashable, Sendable {
  package var time: Date
  package var sweeps: [SweepProgress]
  /// Sweeps there are, of which some may be left out.
  package var sweepCount: Int
  package var workers: [LiveWorker]
  /// The latest first.
  package var failures: [LiveFailure]
  /// Whether a coordinator runs on the store.
  package var isCoordinated: Bool

  package init(
    time: Date, sweeps: [SweepProgress], sweepCount: Int, workers: [LiveWorker], failures: [LiveFailure],
    isCoordinated: Bool
  ) {
    (self.time, self.sweeps, self.sweepCount, self.workers) = (time, sweeps, sweepCount, workers)
    (self.failures, self.isCoordinated) = (failures, isCoordinated)
  }
}

/// How far a sweep is and how fast it goes.
package struct SweepProgress: Hashable, Sendable {
  package var status: SweepStatus
  /// `nil` until something has ended, or when nothing runs.
  package var pace: Pace?
  package var submitted: Date?

  package init(_ status: SweepStatus, pace: Pace?, submitted: Date? = nil) {
    (self.status, self.pace, self.submitted) = (status, pace, submitted)
  }

  /// Whether a coordinator gives its trials out.
  package var isActive: Bool { (left > 0 || status.grows) && status.state == .active }

  package var left: Int { status.trials - status.ended }

  /// `nil` when it cannot be told.
  package var remaining: Duration? {
    if status.grows { return nil }
    guard left > 0 else { return .zero }
    guard status.isCoordinated, status.state == .active, (status.counts[.running] ?? 0) > 0 else {
      return nil
    }
    return pace?.remaining(left)
  }

  /// `about 20 s left, 128 trials/min`, or why that cannot be told.
  package var forecast: String {
    if left == 0, !status.grows { return "every trial has ended" }
    if status.state != .active { return status.state.rawValue }
    if !status.isCoordinated { return "no coordinator runs on this store" }
    if left == 0 { return "its next trials are being chosen" }
    if status.grows, let pace { return "more may come, \(Numeral.rate(pace.trialsPerMinute)) trials/min" }
    if (status.counts[.running] ?? 0) == 0 {
      return status.shortage.map {
        "nothing runs: \($0.prefix(1).lowercased())\($0.dropFirst().prefix { $0 != "." })"
      }
        ?? "nothing runs"
    }
    guard let pace, let remaining else { return "no trial has ended yet" }
    return "\(Progress.about(remaining)) left, \(Numeral.rate(pace.trialsPerMinute)) trials/min"
  }
}

/// A worker and what its slots run.
package struct LiveWorker: Hashable, Sendable {
  package struct Job: Hashable, Sendable {
    package var trial: TrialID
    package var attempt: Attempt
    package var since: Date?
    package var spec: Specification?
    /// The epoch that it ended last, and the mean loss over its steps, where its worker has said so.
    package var epoch: Int?
    package var loss: Double?

    package init(
      _ trial: TrialID, _ attempt: Attempt, since: Date?, spec: Specification?, epoch: Int? = nil,
      loss: Double? = nil
    ) {
      (self.trial, self.attempt, self.since, self.spec) = (trial, attempt, since, spec)
      (self.epoch, self.loss) = (epoch, loss)
    }

    /// Such as `120 of 300`; empty where it was not said.
    var epochText: String {
      guard let epoch else { return "" }
      return "\(epoch)" + (spec?[.epochs].map { " of \($0)" } ?? "")
    }

    var lossText: String { loss.map(Numeral.measured) ?? "" }

    /// The parameters that people vary most, and the seed.
    package var description: String {
      guard let spec else { return "" }
      let names = [
        Parameter.depth.name, Parameter.width.name, Parameter.weightDecay.name, Parameter.targetRank.name,
        Parameter.seed.name,
      ]
      return names.compactMap { name in
        let value = parameter(name, of: spec)
        return value == .missing ? nil : "\(words(name)) \(value.text)"
      }.joined(separator: ", ")
    }
  }

  package var name: String
  package var host: String
  /// `nil` where only the store is read: it knows what is out, not what is in a slot.
  package var slots: Int?
  package var state: String
  package var jobs: [Job]
  /// Trials that it holds besides.
  package var queued: Int
  /// Ids of the GPUs that its slots share.
  package var gpus: [String]

  package init(
    name: String, host: String, slots: Int?, state: String, jobs: [Job], queued: Int, gpus: [String] = []
  ) {
    (self.name, self.host, self.slots, self.state, self.jobs) = (name, host, slots, state, jobs)
    (self.queued, self.gpus) = (queued, gpus)
  }
}

/// An attempt that failed.
package struct LiveFailure: Hashable, Sendable {
  package var trial: TrialID
  package var attempt: Attempt
  package var worker: String
  package var failure: FailureClass
  package var text: String
  package var isFinal: Bool
  package var time: Date

  package init(
    trial: TrialID, attempt: Attempt, worker: String, failure: FailureClass, text: String, isFinal: Bool,
    time: Date
  ) {
    (self.trial, self.attempt, self.worker, self.failure, self.text) = (trial, attempt, worker, failure, text)
    (self.isFinal, self.time) = (isFinal, time)
  }

  /// `out of memory: needed 3.1 GiB. Given up.`
  package var description: String {
    let end = text.last.map { ".!?".contains($0) } ?? true ? "" : "."
    return "\(words(failure.rawValue)): \(text)\(end)" + (isFinal ? " Given up." : " Tried again.")
  }
}
