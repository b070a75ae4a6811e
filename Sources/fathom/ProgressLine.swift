internal import Coordination
internal import Findings
internal import Foundation
internal import Glibc

/// Progress on standard error: one line written over itself on a terminal, a line now and then in a pipe.
final class ProgressLine {
  private let isTerminal = Output.isTerminal(.error)
  private let trials: Int
  private let reused: Int
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var lastLine = ""

  init(trials: Int, reused: Int) {
    self.trials = trials
    self.reused = reused
  }

  func show(_ coordinator: Coordinator) {
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < (isTerminal ? .milliseconds(250) : .seconds(5)) { return }
    lastShown = now
    write(coordinator)
  }

  /// The last state, and an end to the line.
  func finish(_ coordinator: Coordinator) {
    write(coordinator)
    if isTerminal { Output.write("\n", to: .error) }
    lastLine = ""
  }

  /// A sentence between two states of the line.
  func interrupt(_ sentence: String) {
    let cleared = isTerminal && !lastLine.isEmpty ? "\r\u{1b}[K" : ""
    Output.write(cleared + sentence + "\n" + (isTerminal ? lastLine : ""), to: .error)
  }

  private func write(_ coordinator: Coordinator) {
    let counts = coordinator.counts
    let elapsed = ContinuousClock.now - (coordinator.firstAssignment ?? start)
    let progress = Progress(
      trials: trials, reused: reused, done: counts.finished, failed: counts.failed, running: counts.running,
      elapsed: elapsed)
    guard isTerminal else { return Output.write(progress.plainLine + "\n", to: .error) }
    lastLine = progress.line(width: Self.terminalWidth - 1)
    Output.write("\r" + lastLine + "\u{1b}[K", to: .error)
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
