internal import Findings
package import Foundation

/// How fast a sweep goes, from the trials that ended last.
///
/// Only the time counts in which something was out without a break: a night without workers, or a pause, says nothing
/// about what is to come.
package struct Pace: Hashable, Sendable {
  /// Trials that ended, a minute.
  package var trialsPerMinute: Double

  /// Ends that are looked at.
  package static let limit = 200

  /// Seconds between two trials that count as going on.
  private static let greatestBreak = 5.0

  /// - `spans`: when each trial was given out and when it ended, the latest end first, at most `limit`.
  /// - Returns: `nil` when nothing has ended, or all of it at this very moment.
  package init?(spans: [(started: Date, ended: Date)], now: Date) {
    guard let last = spans.first else { return nil }
    var start = last.started
    var count = 0
    for span in spans {
      // Nothing was out between this end and the start of everything after it, and not only while a result was stored.
      if start.timeIntervalSince(span.ended) > Self.greatestBreak { break }
      start = min(start, span.started)
      count += 1
    }
    if count == spans.count, count == Self.limit {
      // What came before is not known: count from the oldest end on.
      start = spans[count - 1].ended
      count -= 1
    }
    let seconds = now.timeIntervalSince(start)
    guard count > 0, seconds > 0 else { return nil }
    trialsPerMinute = 60 * Double(count) / seconds
  }

  package func remaining(_ trials: Int) -> Duration { .seconds(60 * Double(trials) / trialsPerMinute) }
}
