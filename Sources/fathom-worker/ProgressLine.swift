internal import Glibc

/// What a long command is doing, on standard error: one line that changes on a terminal, else a line now and then.
struct ProgressLine {
  private let isTerminal = isatty(2) == 1
  private var last: ContinuousClock.Instant?

  mutating func show(_ text: @autoclosure () -> String) {
    let now = ContinuousClock.now
    if let last, now - last < (isTerminal ? .milliseconds(100) : .seconds(10)) { return }
    // The first line of a command whose output goes elsewhere waits until the command proves long.
    if isTerminal {
      StandardError.write("\r\u{1b}[K" + text())
    } else if last != nil {
      StandardError.say(text())
    }
    last = now
  }

  func clear() {
    if isTerminal { StandardError.write("\r\u{1b}[K") }
  }
}
