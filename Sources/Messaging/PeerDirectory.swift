package import Coordination
package import SweepModel

/// Which connection speaks for which worker, and what to answer those that speak out of turn.
///
/// A connection is first a stranger. Its `hello` binds it to the worker that it names; the newest connection
/// of a worker is the one that counts. A stranger that says anything else is asked who it is, once in
/// `askInterval`. A connection that sends what cannot be read is told why, and after that nothing it says is
/// read.
package struct PeerDirectory: Sendable {
  package enum Reception: Hashable, Sendable {
    /// Pass it on.
    case message(WorkerID, WorkerMessage)
    /// Send this back to the connection.
    case answer(CoordinatorMessage)
    /// The frame could not be read. Log the fact, and send `answer` back where there is one.
    case unreadable(MessagingError, answer: CoordinatorMessage?)
    /// Nothing to do.
    case ignored
  }

  private struct Peer: Sendable {
    var worker: WorkerID?
    var lastHeard: Duration
    var lastAsked: Duration?
    var unreadable = 0
    var isMuted = false
  }

  /// A stranger's frames within this time of a question get no second one.
  package static let askInterval = Duration.seconds(1)
  /// So many unreadable frames or results of a known worker are dropped before its connection is refused.
  package static let unreadableLimit = 3
  /// Connections remembered at most.
  package static let capacity = 50_000

  private let lifetime: Duration
  private var peers: [RoutingID: Peer] = [:]
  private var connections: [WorkerID: RoutingID] = [:]

  /// - Parameter lifetime: a connection silent for so long is forgotten by `expire(at:)`.
  package init(lifetime: Duration = .seconds(600)) { self.lifetime = lifetime }

  /// Connections remembered, strangers included.
  package var count: Int { peers.count }

  /// Where to send what is for `worker`; `nil` while it has no connection.
  package func connection(of worker: WorkerID) -> RoutingID? { connections[worker] }

  /// Reads one frame and says what to do about it.
  package mutating func receive(_ incoming: Incoming, at now: Duration) -> Reception {
    var peer = peers[incoming.from] ?? Peer(lastHeard: now)
    guard !peer.isMuted else { return .ignored }
    guard hasRoom(for: incoming.from) else {
      return .answer(.refused("The coordinator has \(Self.capacity) connections and takes no more."))
    }
    peer.lastHeard = now
    do throws(MessagingError) {
      guard incoming.parts == 1 else { throw .severalParts(incoming.parts) }
      let message = try WorkerMessage(frame: incoming.frame)
      peers[incoming.from] = peer
      return accept(message, from: incoming.from, at: now)
    } catch {
      return refuse(error, from: incoming.from, peer)
    }
  }

  /// A result of this worker cannot be read, which is its fault and not its trial's: a worker that goes on like that
  /// would use up the attempts of one trial after another. Answers the refusal to send once it is muted.
  package mutating func receivedUnreadableResult(from worker: WorkerID) -> CoordinatorMessage? {
    guard let connection = connections[worker], let peer = peers[connection],
      mutes(connection, unreadable: peer)
    else { return nil }
    return .refused(
      "\(Self.unreadableLimit) of this worker's messages or results could not be read. Update it, or stop it."
    )
  }

  /// Reads one frame of a submitter: the request, or what to do about a frame that is none. A submitter is not a
  /// worker: its connection is remembered only when it has to be refused.
  package mutating func request(
    in incoming: Incoming, at now: Duration
  ) -> (request: ClientRequest?, reception: Reception) {
    let peer = peers[incoming.from] ?? Peer(lastHeard: now)
    guard !peer.isMuted else { return (nil, .ignored) }
    do throws(MessagingError) {
      guard incoming.parts == 1 else { throw .severalParts(incoming.parts) }
      return (try ClientRequest(frame: incoming.frame), .ignored)
    } catch {
      guard hasRoom(for: incoming.from) else { return (nil, .ignored) }
      return (nil, refuse(error, from: incoming.from, peer))
    }
  }

  private mutating func refuse(_ error: MessagingError, from connection: RoutingID, _ peer: Peer) -> Reception
  {
    .unreadable(error, answer: mutes(connection, unreadable: peer) ? .refused(error.description) : nil)
  }

  private func hasRoom(for connection: RoutingID) -> Bool {
    peers.count < Self.capacity || peers[connection] != nil
  }

  /// Nothing that this connection says is read any more. Answers whether it is still to be told.
  package mutating func turnAway(_ connection: RoutingID, at now: Duration) -> Bool {
    var peer = peers[connection] ?? Peer(lastHeard: now)
    peer.lastHeard = now
    guard !peer.isMuted, hasRoom(for: connection) else { return false }
    mute(connection, peer)
    return true
  }

  /// The coordinator lets go of a worker: its connection is a stranger's again.
  package mutating func forget(_ worker: WorkerID) {
    guard let connection = connections.removeValue(forKey: worker) else { return }
    peers[connection]?.worker = nil
  }

  /// libzmq says that this connection is gone. Answers the worker that is now without one.
  package mutating func lost(_ connection: RoutingID) -> WorkerID? {
    guard let worker = peers.removeValue(forKey: connection)?.worker else { return nil }
    connections[worker] = nil
    return worker
  }

  /// Every connection is gone. Answers the workers that are now without one.
  package mutating func lostAll() -> [WorkerID] {
    defer { (peers, connections) = ([:], [:]) }
    return connections.keys.sorted { $0.name < $1.name }
  }

  /// Forgets the connections that were silent for their lifetime, so that memory stays bounded. Harmless to a
  /// worker that comes back: it is asked who it is.
  package mutating func expire(at now: Duration) {
    for (connection, peer) in peers where now - peer.lastHeard >= lifetime {
      _ = lost(connection)
    }
  }

  private mutating func accept(
    _ message: WorkerMessage, from connection: RoutingID, at now: Duration
  ) -> Reception {
    if case .hello(let hello) = message { return bind(hello, to: connection) }
    guard let worker = peers[connection]?.worker else { return question(connection, at: now) }
    if case .left = message { forget(worker) }
    return .message(worker, message)
  }

  private mutating func bind(_ hello: Hello, to connection: RoutingID) -> Reception {
    if let worker = peers[connection]?.worker, worker != hello.worker {
      return .answer(
        .refused("This connection speaks for worker '\(worker)' and cannot be '\(hello.worker)' as well."))
    }
    if let older = connections[hello.worker], older != connection { peers[older]?.worker = nil }
    connections[hello.worker] = connection
    peers[connection]?.worker = hello.worker
    return .message(hello.worker, .hello(hello))
  }

  private mutating func question(_ connection: RoutingID, at now: Duration) -> Reception {
    if let lastAsked = peers[connection]?.lastAsked, now - lastAsked < Self.askInterval { return .ignored }
    peers[connection]?.lastAsked = now
    return .answer(.whoAreYou)
  }

  /// Counts what cannot be read. Answers whether nothing of this connection is read any more.
  private mutating func mutes(_ connection: RoutingID, unreadable peer: Peer) -> Bool {
    var peer = peer
    peer.unreadable += 1
    peers[connection] = peer
    guard peer.worker == nil || peer.unreadable >= Self.unreadableLimit else { return false }
    mute(connection, peer)
    return true
  }

  private mutating func mute(_ connection: RoutingID, _ peer: Peer) {
    if let worker = peer.worker { connections[worker] = nil }
    peers[connection] = Peer(lastHeard: peer.lastHeard, isMuted: true)
  }
}
