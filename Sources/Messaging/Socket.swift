internal import CZeroMQ
internal import Glibc

/// What a process shares between its sockets. It ends, without waiting for any peer, with its last socket.
package final class Context: Sendable {
  // libzmq's contexts, unlike its sockets, may be used from every thread.
  nonisolated(unsafe) fileprivate let handle: UnsafeMutableRawPointer

  package init() throws(MessagingError) {
    guard let handle = zmq_ctx_new() else { throw .tooManySockets }
    self.handle = handle
    zmq_ctx_set(handle, ZMQ_BLOCKY, 0)
  }

  deinit {
    while zmq_ctx_term(handle) != 0, zmq_errno() == EINTR {}
  }
}

/// One libzmq socket. It belongs to the thread that made it; no other may call it, nor end its life.
package class Socket {
  private(set) var handle: UnsafeMutableRawPointer
  let context: Context
  let settings: SocketSettings
  private let type: Int32

  init(_ context: Context, _ type: Int32, _ settings: SocketSettings) throws(MessagingError) {
    handle = try Self.open(context, type)
    (self.context, self.type, self.settings) = (context, type, settings)
    try configure()
  }

  private static func open(_ context: Context, _ type: Int32) throws(MessagingError)
    -> UnsafeMutableRawPointer
  {
    guard let handle = zmq_socket(context.handle, type) else {
      throw zmq_errno() == EMFILE ? .tooManySockets : .callFailed("zmq_socket", lastText)
    }
    return handle
  }

  /// A new libzmq socket in place of this one, whose connections and queues go.
  func reopen() throws(MessagingError) {
    let next = try Self.open(context, type)
    zmq_close(handle)
    handle = next
    try configure()
  }

  /// Sets every option; what a kind of socket adds is added here.
  func configure() throws(MessagingError) {
    try set(ZMQ_LINGER, 0)
    try set(ZMQ_SNDHWM, settings.highWaterMark)
    try set(ZMQ_RCVHWM, settings.highWaterMark)
    try set(ZMQ_MAXMSGSIZE, Int64(settings.maximumFrame))
    try set(ZMQ_HANDSHAKE_IVL, 10_000)
    // Not ZMQ_HEARTBEAT_*: libzmq 4.3.4 aborts (stream_engine_base.cpp:331) when it answers or sends a heart-beat on
    // a connection that broke while its input was stalled. The kernel looks after dead connections instead: it asks a
    // silent one for a sign of life every 10 s, and gives it up when nothing that was sent is answered for 30 s.
    try set(ZMQ_TCP_KEEPALIVE, 1)
    try set(ZMQ_TCP_KEEPALIVE_IDLE, 10)
    try set(ZMQ_TCP_KEEPALIVE_INTVL, 10)
    try set(ZMQ_TCP_KEEPALIVE_CNT, 3)
    try set(ZMQ_TCP_MAXRT, 30_000)
    try secure(settings.security)
  }

  private func secure(_ security: SocketSecurity) throws(MessagingError) {
    switch security {
    case .none: break
    case .server(let own):
      try set(ZMQ_CURVE_SERVER, 1)
      try set(ZMQ_CURVE_SECRETKEY, own.secret)
      try set(ZMQ_ZAP_DOMAIN, Array("fathom".utf8))
      try set(Self.enforceDomain, 1)
    case .client(let own, let server):
      try set(ZMQ_CURVE_SERVERKEY, server.bytes)
      try set(ZMQ_CURVE_PUBLICKEY, own.publicKey.bytes)
      try set(ZMQ_CURVE_SECRETKEY, own.secret)
    }
  }

  deinit { zmq_close(handle) }

  func set(_ option: Int32, _ value: Int) throws(MessagingError) {
    try set(option, withUnsafeBytes(of: Int32(clamping: value)) { Array($0) })
  }

  func set(_ option: Int32, _ value: Int64) throws(MessagingError) {
    try set(option, withUnsafeBytes(of: value) { Array($0) })
  }

  func set(_ option: Int32, _ bytes: [UInt8]) throws(MessagingError) {
    guard zmq_setsockopt(handle, option, bytes, bytes.count) == 0 else {
      throw .callFailed("zmq_setsockopt \(option)", Self.lastText)
    }
  }

  /// Hands one part to libzmq without waiting.
  ///
  /// - Throws: `.frameTooLong` beyond the settings' limit, `.callFailed` when libzmq refuses.
  func sendPart(_ bytes: [UInt8], more: Bool = false) throws(MessagingError) -> Delivery {
    guard bytes.count <= settings.maximumFrame else {
      throw .frameTooLong(found: bytes.count, limit: settings.maximumFrame)
    }
    while zmq_send(handle, bytes, bytes.count, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EHOSTUNREACH: return .peerGone
      case EAGAIN: return .full
      default: throw .callFailed("zmq_send", Self.lastText)
      }
    }
    return .sent
  }

  /// One whole message without waiting, in parts of which the first `kept` are copied, and the key of its sender where the
  /// connection has one; `nil` when none is there.
  func receiveParts(kept: Int) throws(MessagingError)
    -> (parts: [[UInt8]], count: Int, key: PublicKey?, descriptor: Int32)?
  {
    var parts: [[UInt8]] = []
    var count = 0
    var key: PublicKey?
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    while true {
      guard zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) >= 0 else {
        let failure = zmq_errno()
        if failure == EINTR { continue }
        // libzmq hands over whole messages only, so that this is before the first part.
        if failure == EAGAIN { return nil }
        throw .callFailed("zmq_msg_recv", String(cString: zmq_strerror(failure)))
      }
      count += 1
      if count <= kept {
        let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
        parts.append(Array(bytes))
      }
      if zmq_msg_more(&message) == 0 {
        if case .server = settings.security, let user = zmq_msg_gets(&message, "User-Id") {
          key = PublicKey(String(cString: user))
        }
        return (parts, count, key, zmq_msg_get(&message, Self.sourceDescriptor))
      }
    }
  }

  /// ZMQ_ZAP_ENFORCE_DOMAIN: without a gatekeeper nobody gets in, instead of everybody. Headers of releases leave its name
  /// out; libzmq 4.3 takes it.
  private static let enforceDomain: Int32 = 93

  /// ZMQ_SRCFD, which headers call deprecated and every 4.x answers.
  private static let sourceDescriptor: Int32 = 2

  static var lastText: String { String(cString: zmq_strerror(zmq_errno())) }
}

/// What became of a message that was to be sent.
package enum Delivery: Hashable, Sendable {
  /// libzmq has it. That says nothing about the other side: it is lost when the connection breaks.
  case sent
  /// The connection is gone and its routing id will not come back.
  case peerGone
  /// The peer takes no more for now, or a worker is not connected. Try again later.
  case full
}
