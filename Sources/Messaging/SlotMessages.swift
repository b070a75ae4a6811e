package import Coordination
package import SweepModel

/// What an agent says to one of its slots, over the slot's standard input.
package enum SlotOrder: Hashable, Sendable, FrameMessage {
  /// - Parameter more: so many of the orders that follow are for the same process.
  case run(Assignment, more: Int = 0)

  package static let speaker = "an agent"
  package static let examples: [SlotOrder] = [.run(.blank)]

  package var kind: MessageKind { .run }

  package init(_ coder: inout FrameCoder, _ order: SlotOrder) {
    switch order {
    case .run(let assignment, let more):
      let assignment = Assignment(&coder, assignment)
      self = .run(
        assignment,
        more: coder.hasMore(more > 0) ? coder.number(more, in: 1...CommandManner.Batch.most, "more") : 0)
    }
  }
}

/// What a slot says to its agent, over a pipe.
package enum SlotMessage: Hashable, Sendable, FrameMessage {
  /// The slot runs and waits for its first trial.
  case ready(coreType: String)
  /// Training steps and measured layers of the trial so far, and the epoch that it ended last.
  case moved(steps: Int, TrialNews? = nil)
  /// The trial's result in JSON. The slot is free.
  case finished([UInt8])
  /// The trial has no result. The slot is free.
  case failed(FailureClass, String)
  /// A line for the trial's log, of the trial that runs.
  case noted(String)
  /// The trial wants to be tried at another time, and no attempt is counted. The slot is free.
  case putOff(String)
  /// One of several trials has ended, and its process goes on. What the process's own end means, as `failed` or `putOff`, holds
  /// for those that had not.
  case ended(TrialID, Report.Outcome)
  /// The process of several trials has ended after all of them. The slot is free.
  case free

  package static let speaker = "a slot"
  package static let examples: [SlotMessage] = [
    .ready(coreType: ""), .moved(steps: 0), .finished([]), .failed(.crashed, ""), .noted(""), .putOff(""),
    .ended(TrialID(high: 0, low: 0), .result([])), .free,
  ]

  package var kind: MessageKind {
    switch self {
    case .ready: .ready
    case .moved: .moved
    case .finished: .finished
    case .failed: .failed
    case .noted: .noted
    case .putOff: .putOff
    case .ended: .ended
    case .free: .free
    }
  }

  package init(_ coder: inout FrameCoder, _ message: SlotMessage) {
    switch message {
    case .ready(let coreType): self = .ready(coreType: coder.name(coreType, "core type"))
    case .moved(let steps, let news):
      let steps = coder.steps(steps)
      self = .moved(steps: steps, coder.hasMore(news != nil) ? TrialNews(&coder, news) : nil)
    case .finished(let payload): self = .finished(coder.result(payload))
    case .failed(let failure, let text): self = .failed(coder.failureClass(failure), coder.sentence(text))
    case .noted(let line): self = .noted(coder.sentence(line, "line"))
    case .putOff(let text): self = .putOff(coder.sentence(text))
    case .ended(let trial, let outcome):
      self = .ended(coder.identifier(trial, "trial"), coder.outcome(outcome, codes: 0...1).0)
    case .free: self = .free
    }
  }
}
