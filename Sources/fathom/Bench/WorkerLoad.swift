internal import Answers
internal import Coordination
internal import Messaging
internal import Sessions
internal import SweepModel

/// Worker sessions with a connection each and no trial to run, all on one thread, until standard input ends.
final class WorkerLoad {
  /// libzmq allows 1,023 sockets a context.
  private static let socketsInContext = 500

  private var sessions: [WorkerSession]
  private var sockets: [WorkerSocket?]
  private var isConnected: [Bool]
  private var contexts: [Context] = []
  private let endpoint: Endpoint
  private let start = ContinuousClock.now

  init(_ endpoint: Endpoint, workers: Int) throws {
    self.endpoint = endpoint
    sessions = (0..<workers).map { number in
      WorkerSession(
        .init(worker: WorkerID("load-\(number)"), host: "load", slots: 1, coreType: "none"),
        random: RandomStream(seed: number, for: .transport))
    }
    sockets = Array(repeating: nil, count: workers)
    isConnected = Array(repeating: false, count: workers)
    for _ in 0..<(workers + Self.socketsInContext - 1) / Self.socketsInContext {
      contexts.append(try Context())
    }
  }

  func run() throws {
    for number in sessions.indices { try handle(.timePassed, number) }
    while true {
      let now = ContinuousClock.now - start
      let due = sessions.compactMap(\.nextDeadline).min().map { max(.zero, $0 - now) } ?? .seconds(1)
      var watched: [(source: Poller.Source, until: Poller.Readiness)] = [(.descriptor(0), .readable)]
      for number in sessions.indices {
        guard let socket = sockets[number] else { continue }
        watched.append((.socket(socket), isConnected[number] ? .readable : [.readable, .writable]))
      }
      let ready = try Poller.wait(for: watched, upTo: min(due, .milliseconds(100)))
      if !ready[0].isEmpty { return }
      for (number, readiness) in zip(sessions.indices, ready.dropFirst()) { try hear(readiness, number) }
      let later = ContinuousClock.now - start
      for number in sessions.indices where sessions[number].nextDeadline.map({ $0 <= later }) ?? false {
        try handle(.timePassed, number)
      }
    }
  }

  private func hear(_ readiness: Poller.Readiness, _ number: Int) throws {
    if readiness.contains(.writable), !isConnected[number] {
      isConnected[number] = true
      try handle(.connected, number)
    }
    guard readiness.contains(.readable), let socket = sockets[number] else { return }
    for frame in try socket.receive(max: 16) { try handle(.said(CoordinatorMessage(frame: frame)), number) }
  }

  private func handle(_ event: WorkerSession.Event, _ number: Int) throws {
    var actions: [WorkerSession.Action] = []
    sessions[number].handle(event, at: ContinuousClock.now - start, into: &actions)
    for action in actions {
      switch action {
      case .connect:
        isConnected[number] = false
        sockets[number] = try WorkerSocket(contexts[number / Self.socketsInContext], connectTo: endpoint)
      case .say(let message):
        for frame in try message.frames() where try sockets[number]?.send(frame) != .sent {
          return try handle(.disconnected, number)
        }
      case .end(.refused(let text)): throw CommandFailure.failed("A worker was refused: \(text)")
      case .spawn(let slot): try handle(.slotReady(slot), number)
      case .spool, .unspool, .start, .startTogether, .kill, .release, .supply, .probe, .endProbe, .end: break
      }
    }
  }
}
