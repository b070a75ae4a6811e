internal import Coordination
internal import Messaging
internal import Sessions

/// An agent's connection to its coordinator, made anew whenever the session asks for it.
struct CoordinatorLink {
  private let address: JoinAddress
  private let context: Context
  /// Takes sentences for a person who watches.
  private let tell: (String) -> Void
  private var socket: WorkerSocket?
  private var monitor: ConnectionMonitor?
  private var handshakes = HandshakeWatch()
  private var isConnected = false
  private var connections = 0
  private var toldTrouble: String?
  private(set) var isJoined = false

  init(_ address: JoinAddress, tell: @escaping (String) -> Void) throws {
    (self.address, self.tell, context) = (address, tell, try Context())
  }

  mutating func connect() throws {
    isConnected = false
    monitor = nil
    socket = nil
    // Once it has joined the name is known to be right, and looking it up may take long.
    if !isJoined, let trouble = address.endpoint.lookUpTrouble {
      if trouble != toldTrouble { tell("\(trouble) It is tried on and on.") }
      toldTrouble = trouble
    }
    let next = try WorkerSocket(
      context, connectTo: address.endpoint, settings: .init(security: address.security))
    monitor = try ConnectionMonitor(next)
    socket = next
    connections += 1
    // The second try comes after a few seconds of silence, and one sentence is enough.
    if connections == 2, !isJoined { tell("No answer from \(address.endpoint) yet. It is tried on and on.") }
  }

  /// Answers whether all of it is under way.
  mutating func send(_ message: WorkerMessage) throws -> Bool {
    for frame in try message.frames() where try socket?.send(frame) != .sent {
      isConnected = false
      return false
    }
    return true
  }

  /// What the agent's loop waits for.
  var watched: (source: Poller.Source, until: Poller.Readiness)? {
    socket.map { (.socket($0), isConnected ? .readable : [.readable, .writable]) }
  }

  mutating func hear(_ readiness: Poller.Readiness) throws -> [WorkerSession.Event] {
    var events: [WorkerSession.Event] = []
    if readiness.contains(.writable), !isConnected {
      isConnected = true
      events.append(.connected)
    }
    guard readiness.contains(.readable), let socket else { return events }
    for frame in try socket.receive(max: 256) {
      let message = try CoordinatorMessage(frame: frame)
      if case .welcome = message {
        if !isJoined { tell("Joined \(address.endpoint).") }
        isJoined = true
      }
      events.append(.said(message))
    }
    return events
  }

  /// Why the coordinator refuses this worker's key, if it does.
  mutating func refusal() throws -> String? {
    for event in try monitor?.take() ?? [] {
      switch handshakes.verdict(on: event, at: address) {
      case .end(let text): return text
      case .tell(let text): tell(text + " It is tried on and on.")
      case .goOn: break
      }
    }
    return nil
  }
}
