internal import CZeroMQ

/// What became of a socket's connections, as libzmq's monitor tells it. Belongs to the socket's thread; `take` must be
/// called now and then, or events fill memory.
package final class ConnectionMonitor {
  package enum Event: Hashable, Sendable {
    case connected
    /// Of a listener: a connection with this descriptor came, and one went.
    case accepted(Int32)
    case closed(Int32)
    case handshakeSucceeded
    /// The other side refused this side's key.
    case keyRefused
    /// The two sides do not speak the same security, or not ZeroMQ at all.
    case handshakeFailed
    case disconnected
  }

  private let watched: Socket
  private let events: Socket
  private let isListener: Bool

  /// Watches `socket` from now on.
  package init(_ socket: Socket) throws(MessagingError) {
    let place = "inproc://monitor-\(UInt64.random(in: .min ... .max))"
    let wanted =
      ZMQ_EVENT_CONNECTED | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
      | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
      | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    guard zmq_socket_monitor(socket.handle, place, wanted) == 0 else {
      throw .callFailed("zmq_socket_monitor", Socket.lastText)
    }
    let events = try Socket(socket.context, ZMQ_PAIR, .init())
    // Without a limit: libzmq's thread waits for room, and connections with it.
    try events.set(ZMQ_RCVHWM, 0)
    guard zmq_connect(events.handle, place) == 0 else { throw .callFailed("zmq_connect", Socket.lastText) }
    (watched, self.events, isListener) = (socket, events, socket is CoordinatorSocket)
  }

  deinit {
    // First, because libzmq's thread waits for good for a reader of its events that has gone.
    zmq_socket_monitor(watched.handle, nil, 0)
  }

  /// Readable when something happened.
  package var source: Poller.Source { .socket(events) }

  /// What happened since the last call.
  package func take() throws(MessagingError) -> [Event] {
    var found: [Event] = []
    while let parts = try events.receiveParts(kept: 1)?.parts {
      if let event = event(parts[0]) { found.append(event) }
    }
    return found
  }

  /// 16 bits of event, 32 of value, in the machine's own order.
  private func event(_ bytes: [UInt8]) -> Event? {
    guard bytes.count == 6 else { return nil }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2, as: Int32.self) }
    return switch Int32(bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }) {
    case ZMQ_EVENT_CONNECTED: .connected
    case ZMQ_EVENT_ACCEPTED: .accepted(value)
    case ZMQ_EVENT_DISCONNECTED where isListener: .closed(value)
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: .handshakeSucceeded
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: .keyRefused
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: .handshakeFailed
    case ZMQ_EVENT_DISCONNECTED: .disconnected
    default: nil
    }
  }
}
