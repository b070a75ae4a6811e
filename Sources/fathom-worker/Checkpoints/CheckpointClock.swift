internal import Answers

/// When a running trial is due for a checkpoint.
package struct CheckpointClock {
  /// At most this share of a trial's time goes into checkpoints, however slow the disk is.
  package static let greatestShare = 0.02

  /// `nil` is never.
  package let interval: Duration?
  private var last: ContinuousClock.Instant
  private var cost = Duration.zero

  package init(_ interval: Duration?, startingAt now: ContinuousClock.Instant) {
    self.interval = interval
    last = now
  }

  package func isDue(at now: ContinuousClock.Instant) -> Bool {
    guard let interval else { return false }
    return now - last >= max(interval, cost / Self.greatestShare)
  }

  package mutating func wrote(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    last = end
    cost = end - start
  }
}

/// How often checkpoints are written, from the environment.
package enum CheckpointInterval {
  package static let variable = "FATHOM_CHECKPOINT_SECONDS"
  package static let standard = Duration.seconds(10)

  /// `nil` is never.
  package static func read(_ environment: [String: String]) throws -> Duration? {
    guard let text = environment[variable] else { return standard }
    if text == "never" { return nil }
    guard let seconds = Double(text), (0...1e6).contains(seconds) else {
      throw CommandFailure.badInput("\(variable) is '\(text)'. Give seconds from 0 to 1000000, or 'never'.")
    }
    return .seconds(seconds)
  }
}
