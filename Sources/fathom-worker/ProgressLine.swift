internal import Answers

/// What a long command is doing, on standard error: one line that changes on a terminal, else a line now and then.
struct ProgressLine {
  private let isTerminal = Output.Stream.error.isTerminal
  private var last: ContinuousClock.Instant?

  mutating func show(_ text: @autoclosure () -> String) {
    let now = ContinuousClock.now
    if let last, now - last < (isTerminal ? .milliseconds(100) : .seconds(10)) { return }
    // The first line of a command whose output goes elsewhere waits until the command proves long.
    if isTerminal {
      Output.write("\r\u{1b}[K" + text(), to: .error)
    } else if last != nil {
      Output.say(text())
    }
    last = now
  }

  func clear() {
    if isTerminal { Output.write("\r\u{1b}[K", to: .error) }
  }
}
