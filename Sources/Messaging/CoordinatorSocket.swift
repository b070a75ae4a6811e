internal import CZeroMQ
internal import Glibc

/// The coordinator's side: every worker's connection behind one socket (ROUTER). Belongs to one thread.
package final class CoordinatorSocket: Socket {
  /// Socket files to remove at the end, which libzmq leaves behind.
  private var paths: [String] = []

  /// Where it listens.
  private var bound: Endpoint?

  package init(_ context: Context, settings: SocketSettings = .init()) throws(MessagingError) {
    try super.init(context, ZMQ_ROUTER, settings)
  }

  override func configure() throws(MessagingError) {
    try super.configure()
    try set(ZMQ_ROUTER_MANDATORY, 1)
    try set(ZMQ_BACKLOG, 1_024)
    // No limit, because libzmq 4.3.4 aborts (stream_engine_base.cpp:331) when a peer fills its queue, sends one of ZeroMQ's
    // own heart-beats behind that, and breaks off. Whoever reads this socket keeps a `BacklogWatch` instead.
    try set(ZMQ_RCVHWM, 0)
    // Whoever connects and says nothing keeps a descriptor and a buffer for so long.
    try set(ZMQ_HANDSHAKE_IVL, 3_000)
  }

  /// Drops every connection with all that it has queued, and listens anew where it did.
  ///
  /// - Throws: what `listen` throws, when the address is not free again within five seconds.
  package func startOver() throws(MessagingError) {
    guard let bound else { return }
    try reopen()
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      do throws(MessagingError) {
        _ = try listen(on: bound)
        return
      } catch {
        // libzmq lets go of the old listener in its own time.
        guard case .addressInUse = error, ContinuousClock.now < deadline else { throw error }
        usleep(10_000)
      }
    }
  }

  deinit {
    for path in paths { unlink(path) }
  }

  /// Starts to listen and answers where: with the port that was free, if any was asked for.
  ///
  /// - Throws: `.addressInUse`, `.notOfThisMachine`, `.noFolder`, `.notPermitted`, `.notASocket`, `.callFailed`.
  package func listen(on endpoint: Endpoint) throws(MessagingError) -> Endpoint {
    if case .ipc(let path) = endpoint { try Self.clear(path, of: endpoint) }
    if endpoint.isVersion6 { try set(ZMQ_IPV6, 1) }
    guard zmq_bind(handle, endpoint.listening) == 0 else {
      throw .listening(failure: zmq_errno(), on: endpoint.description)
    }
    if case .ipc(let path) = endpoint, !paths.contains(path) { paths.append(path) }
    var text = [CChar](repeating: 0, count: 512)
    var length = text.count
    guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &length) == 0 else {
      throw .callFailed("zmq_getsockopt", Self.lastText)
    }
    let bound = try Endpoint(text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
    self.bound = bound
    return bound
  }

  /// The messages that are there, `max` of them at most, without waiting.
  package func receive(max: Int) throws(MessagingError) -> [Incoming] {
    var incoming: [Incoming] = []
    while incoming.count < max, let next = try receive() { incoming.append(next) }
    return incoming
  }

  /// The next message, without waiting; `nil` when none is there.
  package func receive() throws(MessagingError) -> Incoming? {
    guard let (parts, count, key, descriptor) = try receiveParts(kept: 2) else { return nil }
    return Incoming(
      from: RoutingID(parts[0]), frame: parts.count > 1 ? parts[1] : [], parts: count - 1, key: key,
      descriptor: descriptor)
  }

  /// Ends connections by their descriptors. One that has become another's meanwhile may be ended in its place, and comes back.
  package func cutOff(_ descriptors: [Int32]) {
    for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  /// Bytes that wait in the system for the other end of a connection to take them.
  package func unsentBytes(of descriptor: Int32) -> Int {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
  }

  /// Sends one frame to one connection without waiting.
  ///
  /// - Throws: `.frameTooLong` beyond the settings' limit, `.callFailed` when libzmq refuses.
  package func send(_ frame: [UInt8], to peer: RoutingID) throws(MessagingError) -> Delivery {
    guard frame.count <= settings.maximumFrame else {
      throw .frameTooLong(found: frame.count, limit: settings.maximumFrame)
    }
    let delivery = try sendPart(peer.bytes, more: true)
    return try delivery == .sent ? sendPart(frame) : delivery
  }

  /// libzmq takes a path over without asking: what listens there is cut off, and a file there is deleted.
  private static func clear(_ path: String, of endpoint: Endpoint) throws(MessagingError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard probe >= 0 else { throw .tooManySockets }
    defer { close(probe) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let answer = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if answer == 0 { throw .addressInUse(endpoint.description) }
  }
}

/// One connection to a coordinator, named by libzmq. A worker that connects again has another.
package struct RoutingID: Hashable, Sendable {
  package let bytes: [UInt8]
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// What arrived at a coordinator: the frame, how many parts the message had, which must be one, and the sender's key where
/// the listener has keys.
package struct Incoming: Hashable, Sendable {
  package var from: RoutingID
  package var frame: [UInt8]
  package var parts: Int
  package var key: PublicKey?
  /// Of the connection; -1 where it is not known.
  package var descriptor: Int32

  package init(
    from: RoutingID, frame: [UInt8], parts: Int = 1, key: PublicKey? = nil, descriptor: Int32 = -1
  ) {
    (self.from, self.frame, self.parts, self.key) = (from, frame, parts, key)
    self.descriptor = descriptor
  }
}

extension MessagingError {
  static func listening(failure: Int32, on endpoint: String) -> MessagingError {
    switch failure {
    case EADDRINUSE: .addressInUse(endpoint)
    case ENODEV, EADDRNOTAVAIL: .notOfThisMachine(endpoint)
    case ENOENT, ENOTDIR: .noFolder(endpoint)
    case EACCES, EPERM, EROFS: .notPermitted(endpoint)
    case EMFILE, ENFILE: .tooManySockets
    default: .callFailed("zmq_bind", String(cString: zmq_strerror(failure)))
    }
  }
}
