import Foundation
import Glibc
import Messaging
import Testing

/// Waits for facts on real sockets, always with a limit.
enum SocketLab {
  static let patience = Duration.seconds(20)

  /// A path for one test's socket, short enough for the system.
  static func path() -> String { "/tmp/fathom-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock" }

  /// Runs `step` until it gives a value, waiting for `watched` in between; an issue when patience ends.
  static func until<Value>(
    _ what: String, watching watched: [(source: Poller.Source, until: Poller.Readiness)],
    location: SourceLocation = #_sourceLocation, _ step: () throws -> Value?
  ) throws -> Value {
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
      if let value = try step() { return value }
      _ = try Poller.wait(for: watched, upTo: .milliseconds(20))
    }
    try #require(Bool(false), "waited \(patience) in vain for \(what)", sourceLocation: location)
    preconditionFailure("the line above throws")
  }

  static func next(at coordinator: CoordinatorSocket) throws -> Incoming {
    try until("a message to the coordinator", watching: [(.socket(coordinator), .readable)]) {
      try coordinator.receive(max: 1).first
    }
  }

  static func next(at worker: WorkerSocket) throws -> [UInt8] {
    try until("a message to the worker", watching: [(.socket(worker), .readable)]) {
      try worker.receive(max: 1).first
    }
  }

  static func send(_ frame: [UInt8], from worker: WorkerSocket) throws {
    _ = try until("room to send", watching: [(.socket(worker), .writable)]) {
      try worker.send(frame) == .sent ? true : nil
    }
  }
}
