internal import Answers
internal import Coordination
internal import Pages

/// Progress on standard error: one line written over itself on a terminal, a line now and then in a pipe.
final class ProgressLine {
  private let isTerminal = Output.Stream.error.isTerminal
  private let reused: Int
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var lastLine = ""

  init(reused: Int) { self.reused = reused }

  func show(_ coordinator: Coordinator) {
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < (isTerminal ? .milliseconds(250) : .seconds(5)) { return }
    lastShown = now
    write(coordinator)
  }

  /// The last state, and an end to the line.
  func finish(_ coordinator: Coordinator) {
    write(coordinator)
    if isTerminal { Output.say("") }
    lastLine = ""
  }

  /// A sentence between two states of the line; what comes often has its place in the line itself.
  func interrupt(_ sentence: String, _ level: LogLevel) {
    if level == .debug { return }
    let cleared = isTerminal && !lastLine.isEmpty ? "\r\u{1b}[K" : ""
    Output.write(cleared + sentence + "\n" + (isTerminal ? lastLine : ""), to: .error)
  }

  private func write(_ coordinator: Coordinator) {
    let counts = coordinator.counts
    let elapsed = ContinuousClock.now - (coordinator.tally.firstAssignment ?? start)
    let progress = Progress(
      trials: counts.all, reused: reused, done: counts.finished, failed: counts.failed,
      running: counts.running,
      elapsed: elapsed, grows: coordinator.mayGrow)
    guard isTerminal else { return Output.say(progress.plainLine) }
    let columns = Output.Stream.error.size.map(\.columns) ?? 0
    lastLine = progress.line(width: (columns > 20 ? columns : 80) - 1)
    Output.write("\r" + lastLine + "\u{1b}[K", to: .error)
  }
}
