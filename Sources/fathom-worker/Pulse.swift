internal import Coordination
internal import Foundation
internal import Messaging
internal import Processes
internal import Synchronization

/// Tells that a trial moves while its data are made ready. That may take longer than a lease and says nothing itself, so what
/// is told is that this process works or reads: one that hangs does neither.
final class Pulse: Sendable {
  private struct State {
    var isOn = false
    var steps = 0
    var work = Work()
    var isRunning = false
  }

  /// What this process has done so far.
  private struct Work: Equatable {
    /// In hundredths of a second, which looking itself does not take.
    var processor = 0
    var bytesRead = 0

    static var now: Work {
      // A kernel that does not tell what was read leaves the processor's time.
      let text = (try? String(contentsOfFile: "/proc/self/io", encoding: .utf8)) ?? ""
      let bytes = text.split(separator: "\n").first?.split(separator: " ").last.flatMap { Int($0) }
      return Work(processor: Int(Usage.ofThisProcess.microseconds / 1e4), bytesRead: bytes ?? 0)
    }
  }

  private static let interval = 0.5
  private let state = Mutex(State())
  private let descriptor: Int32

  /// - Parameter descriptor: where this slot says what it does, on which nothing else is said meanwhile.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Does `work` and answers what it gives, and how many steps were told meanwhile.
  func beating<Result>(during work: () throws -> Result) rethrows -> (Result, steps: Int) {
    let starts = state.withLock { state in
      defer { state.isRunning = true }
      (state.isOn, state.steps, state.work) = (true, 0, Work())
      return !state.isRunning
    }
    if starts { Thread.detachNewThread { [self] in while true { beat() } } }
    defer { state.withLock { $0.isOn = false } }
    let result = try work()
    return (result, state.withLock { $0.steps })
  }

  /// What is told has ended before the slot says more: the lock is held meanwhile.
  private func beat() {
    Thread.sleep(forTimeInterval: Self.interval)
    state.withLock { state in
      guard state.isOn else { return }
      let now = Work.now
      guard now != state.work else { return }
      (state.work, state.steps) = (now, state.steps + 1)
      var writer = PipeWriter(descriptor)
      // Who reads no more ends this process soon.
      if let frame = try? SlotMessage.moved(steps: state.steps, nil).frame() { try? writer.write(frame) }
    }
  }
}
