package import Coordination
package import SweepModel

/// Which connection speaks for which worker, and what to answer those that speak out of turn.
///
/// A connection is first a stranger. Its `hello` binds it to the worker that it names; the newest connection
/// of a worker is the one that counts. A name belongs to the key that it first came with, as long as that is in force. A
/// stranger that says anything else is asked who it is, once in `askInterval`. A connection that sends what cannot be read is
/// told why, and after that nothing it says is read.
///
/// Strangers and those that are not read are remembered apart from workers, and of too many the eldest are forgotten: however
/// many come, a worker has its place.
package struct PeerDirectory: Sendable {
  package enum Reception: Hashable, Sendable {
    /// Pass it on.
    case message(WorkerID, WorkerMessage)
    /// Send this back to the connection.
    case answer(CoordinatorMessage)
    /// The frame could not be read. Log the fact, and send `answer` back where there is one.
    case unreadable(MessagingError, answer: CoordinatorMessage?)
    /// Its key has as many workers as a key may have; it says hello again.
    case crowded
    /// Nothing to do.
    case ignored
  }

  private struct Peer: Sendable {
    let worker: WorkerID
    let key: PublicKey?
    var lastHeard: Duration
    var unreadable = 0
  }

  private struct Stranger: Sendable {
    var lastHeard: Duration
    var lastAsked: Duration?
    var isMuted = false
  }

  /// A stranger's frames within this time of a question get no second one.
  package static let askInterval = Duration.seconds(1)
  /// So many unreadable frames or results of a known worker are dropped before its connection is refused.
  package static let unreadableLimit = 3
  /// Strangers remembered at most.
  package static let greatestStrangers = 20_000
  /// Workers of one key at most, and of all connections without one.
  package static let workersOfAKey = 20_000

  private let lifetime: Duration
  private var peers: [RoutingID: Peer] = [:]
  private var strangers = RecentTable<RoutingID, Stranger>(capacity: greatestStrangers)
  private var connections: [WorkerID: RoutingID] = [:]
  /// Of names that are in the store, and of those that somebody has now and nobody keeps.
  private var owners: [WorkerID: PublicKey] = [:]
  private var claims: [WorkerID: PublicKey] = [:]
  private var crowds: [PublicKey?: Int] = [:]

  /// - Parameter lifetime: a connection silent for so long is forgotten by `expire(at:)`.
  package init(lifetime: Duration = .seconds(600)) { self.lifetime = lifetime }

  /// Connections remembered, strangers included.
  package var count: Int { peers.count + strangers.count }

  /// Where to send what is for `worker`; `nil` while it has no connection.
  package func connection(of worker: WorkerID) -> RoutingID? { connections[worker] }

  /// Whose name this is; `nil` for everybody's.
  package func owner(of worker: WorkerID) -> PublicKey? { owners[worker] ?? claims[worker] }

  /// The name is in the store from now on, and so is whose it is.
  package mutating func keepName(of worker: WorkerID) {
    if let key = claims.removeValue(forKey: worker) { owners[worker] = key }
  }

  /// Names and their keys as a store tells them.
  package mutating func restore(_ owners: [WorkerID: PublicKey]) { self.owners.merge(owners) { $1 } }

  /// Reads one frame and says what to do about it.
  ///
  /// - Parameter isInForce: whether a key that a name belongs to still lets anybody in.
  package mutating func receive(
    _ incoming: Incoming, at now: Duration, isInForce: (PublicKey) -> Bool = { _ in true }
  ) -> Reception {
    if strangers[incoming.from]?.isMuted == true { return .ignored }
    peers[incoming.from]?.lastHeard = now
    do throws(MessagingError) {
      guard incoming.parts == 1 else { throw .severalParts(incoming.parts) }
      let message = try WorkerMessage(frame: incoming.frame).cleaned
      if case .hello(let hello) = message { return bind(hello, to: incoming, at: now, isInForce) }
      guard let worker = peers[incoming.from]?.worker else { return question(incoming.from, at: now) }
      if case .left = message { release(incoming.from) }
      return .message(worker, message)
    } catch {
      return refuse(error, from: incoming.from, at: now)
    }
  }

  /// A result of this worker cannot be read, which is its fault and not its trial's: a worker that goes on like that
  /// would use up the attempts of one trial after another. Answers the refusal to send once it is muted.
  package mutating func receivedUnreadableResult(from worker: WorkerID) -> CoordinatorMessage? {
    guard let connection = connections[worker], mutes(connection, at: peers[connection]?.lastHeard ?? .zero)
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
    if strangers[incoming.from]?.isMuted == true { return (nil, .ignored) }
    do throws(MessagingError) {
      guard incoming.parts == 1 else { throw .severalParts(incoming.parts) }
      return (try ClientRequest(frame: incoming.frame), .ignored)
    } catch {
      return (nil, refuse(error, from: incoming.from, at: now))
    }
  }

  private mutating func refuse(_ error: MessagingError, from connection: RoutingID, at now: Duration)
    -> Reception
  {
    .unreadable(error, answer: mutes(connection, at: now) ? .refused(error.description) : nil)
  }

  /// Nothing that this connection says is read any more. Answers whether it is still to be told.
  package mutating func turnAway(_ connection: RoutingID, at now: Duration) -> Bool {
    if strangers[connection]?.isMuted == true { return false }
    mute(connection, at: now)
    return true
  }

  /// The coordinator lets go of a worker: its connection is a stranger's again.
  package mutating func forget(_ worker: WorkerID) {
    if let connection = connections[worker] { release(connection) }
    claims[worker] = nil
  }

  /// libzmq says that this connection is gone. Answers the worker that is now without one.
  package mutating func lost(_ connection: RoutingID) -> WorkerID? {
    strangers.remove(connection)
    return release(connection)
  }

  /// Every connection is gone. Answers the workers that are now without one.
  package mutating func lostAll() -> [WorkerID] {
    defer {
      (peers, connections, crowds) = ([:], [:], [:])
      strangers.removeAll()
    }
    return connections.keys.sorted { $0.name < $1.name }
  }

  /// Forgets the connections that were silent for their lifetime, so that memory stays bounded. Harmless to a
  /// worker that comes back: it is asked who it is.
  package mutating func expire(at now: Duration) {
    for (connection, peer) in peers where now - peer.lastHeard >= lifetime { release(connection) }
    claims = claims.filter { connections[$0.key] != nil }
    strangers.removeAll { now - $0.lastHeard >= lifetime }
  }

  private mutating func bind(
    _ hello: Hello, to incoming: Incoming, at now: Duration, _ isInForce: (PublicKey) -> Bool
  ) -> Reception {
    let (connection, worker) = (incoming.from, hello.worker)
    if let other = peers[connection]?.worker, other != worker {
      return .answer(
        .refused("This connection speaks for worker '\(other)' and cannot be '\(worker)' as well."))
    }
    if let owner = owner(of: worker), owner != incoming.key, isInForce(owner) {
      return .answer(
        .refused("The name '\(worker)' belongs to another key. Join with that, or under another name."))
    }
    if peers[connection] == nil, crowds[incoming.key, default: 0] >= Self.workersOfAKey { return .crowded }
    if let older = connections[worker], older != connection { release(older) }
    if peers[connection] == nil {
      peers[connection] = Peer(worker: worker, key: incoming.key, lastHeard: now)
      crowds[incoming.key, default: 0] += 1
    }
    if owners[worker] == nil { claims[worker] = incoming.key } else { owners[worker] = incoming.key }
    connections[worker] = connection
    strangers.remove(connection)
    return .message(worker, .hello(hello))
  }

  /// The connection speaks for nobody any more. Answers for whom it did.
  @discardableResult
  private mutating func release(_ connection: RoutingID) -> WorkerID? {
    guard let peer = peers.removeValue(forKey: connection) else { return nil }
    if connections[peer.worker] == connection { connections[peer.worker] = nil }
    let left = crowds[peer.key, default: 1] - 1
    crowds[peer.key] = left > 0 ? left : nil
    return peer.worker
  }

  private mutating func question(_ connection: RoutingID, at now: Duration) -> Reception {
    var stranger = strangers[connection] ?? Stranger(lastHeard: now)
    stranger.lastHeard = now
    defer { strangers.keep(stranger, for: connection) }
    if let lastAsked = stranger.lastAsked, now - lastAsked < Self.askInterval { return .ignored }
    stranger.lastAsked = now
    return .answer(.whoAreYou)
  }

  /// Counts what cannot be read. Answers whether nothing of this connection is read any more.
  private mutating func mutes(_ connection: RoutingID, at now: Duration) -> Bool {
    if let peer = peers[connection] {
      peers[connection]?.unreadable += 1
      if peer.unreadable + 1 < Self.unreadableLimit { return false }
    }
    mute(connection, at: now)
    return true
  }

  private mutating func mute(_ connection: RoutingID, at now: Duration) {
    release(connection)
    strangers.keep(Stranger(lastHeard: now, isMuted: true), for: connection)
  }
}

extension WorkerMessage {
  /// With every text that is for people made fit to be shown: whoever logs, stores or prints it need not ask where it came from.
  /// Names are fit, or the message would not have been read.
  fileprivate var cleaned: WorkerMessage {
    switch self {
    case .hello, .beat, .handedBack, .left, .fetch: self
    case .reported(let room, let reports): .reported(room: room, reports.map(\.cleaned))
    case .probed(let number, let outcome): .probed(number, outcome.cleaned)
    }
  }
}

extension Report {
  fileprivate var cleaned: Report {
    if case .result = outcome, log.isEmpty { return self }
    return Report(lease, outcome.cleaned, log: LogTail.printable(log))
  }
}

extension Report.Outcome {
  fileprivate var cleaned: Self {
    if case .failure(let failure, let text) = self { .failure(failure, text.onOneLine) } else { self }
  }
}
