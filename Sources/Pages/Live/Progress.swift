package import Findings

/// How a run goes, as one line. The caller says what happened so far; no clock is read here.
package struct Progress: Hashable, Sendable {
  /// Trials of the sweep.
  package var trials: Int
  /// Whether it may ask for more.
  package var grows = false
  /// Results that were in the store when the run began; they say nothing about its speed.
  package var reused: Int
  /// Accepted results, reused and diverged ones included.
  package var done: Int
  package var failed: Int
  package var running: Int
  /// Since the first trial was assigned.
  package var elapsed: Duration

  package init(
    trials: Int, reused: Int, done: Int, failed: Int, running: Int, elapsed: Duration, grows: Bool = false
  ) {
    self.grows = grows
    (self.trials, self.reused, self.done, self.failed, self.running) = (trials, reused, done, failed, running)
    self.elapsed = elapsed
  }

  package var left: Int { max(0, trials - done - failed) }

  /// Trials that ended in this run, a minute; `nil` until the first has ended.
  package var trialsPerMinute: Double? {
    let ended = done + failed - reused
    let seconds = elapsed / .seconds(1)
    return ended > 0 && seconds > 0 ? 60 * Double(ended) / seconds : nil
  }

  package var remaining: Duration? {
    if grows { return nil }
    if left == 0 { return .zero }
    return trialsPerMinute.map { .seconds(60 * Double(left) / $0) }
  }

  /// For a terminal, to be written over itself: at most `width` characters, the least important cut.
  package func line(width: Int = 100) -> String {
    var parts = [
      "\(Numeral.grouped(done)) of \(grows ? "at least " : "")\(Numeral.count(trials, "trial")) done"
    ]
    if running > 0 { parts.append("\(Numeral.grouped(running)) running") }
    if failed > 0 { parts.append("\(Numeral.grouped(failed)) failed") }
    if !grows { parts.append("\(Numeral.grouped(left)) left") }
    if left > 0, let remaining { parts.append(Self.about(remaining) + " left") }
    if let rate = trialsPerMinute { parts.append("\(Numeral.rate(rate)) trials/min") }
    while parts.count > 1 && parts.joined(separator: ", ").count > width { parts.removeLast() }
    return String(parts.joined(separator: ", ").prefix(width))
  }

  /// For a pipe or log: one whole line with the time since the start, `00:01:05  12 of 84 trials done, …`.
  package var plainLine: String { "\(Self.clock(elapsed))  \(line(width: .max))" }

  /// A duration as a person would say it: `about 40 s`, `about 3 min`, `about 2 h 10 min`, `about 3 days`.
  package static func about(_ duration: Duration) -> String {
    // A microsecond less, so that whole seconds stay what they are after the division.
    let seconds = Int((duration / .seconds(1) - 1e-6).rounded(.up))
    switch seconds {
    case ..<10: return "less than 10 s"
    case ..<90: return "about \((seconds + 9) / 10 * 10) s"
    case ..<3600: return "about \((seconds + 59) / 60) min"
    case ..<86_400:
      let minutes = (seconds / 60 + 9) / 10 * 10
      return minutes % 60 == 0 ? "about \(minutes / 60) h" : "about \(minutes / 60) h \(minutes % 60) min"
    default: return "about \(Numeral.count((seconds + 43_200) / 86_400, "day"))"
    }
  }

  private static func clock(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}

extension Numeral {
  /// Whole above ten, one decimal below: `128`, `7.5`.
  package static func rate(_ value: Double) -> String {
    value >= 10 ? grouped(Int(value.rounded())) : "\((value * 10).rounded() / 10)"
  }
}
