internal import CZeroMQ

/// A worker's side: one connection to the coordinator (DEALER), made again whenever it breaks. Belongs to one
/// thread.
package final class WorkerSocket: Socket {
  /// Starts to connect; `Poller` finds the socket writable once it is connected.
  ///
  /// - Throws: `.badEndpoint` for an address that cannot be connected to.
  package init(
    _ context: Context, connectTo endpoint: Endpoint, settings: SocketSettings = .init()
  ) throws(MessagingError) {
    try endpoint.checkConnecting()
    try super.init(context, ZMQ_DEALER, settings)
    // Nothing is kept for a coordinator that is away: beats would pile up and arrive by the thousand.
    try set(ZMQ_IMMEDIATE, 1)
    // Twice as long after each attempt to connect. At random, so that workers do not come back all at once.
    let spread = Double.random(in: 0.5...1)
    try set(ZMQ_RECONNECT_IVL, Int(100 * spread))
    try set(ZMQ_RECONNECT_IVL_MAX, Int(2_000 * spread))
    try set(ZMQ_CONNECT_TIMEOUT, 10_000)
    if endpoint.isVersion6 || endpoint.hasVersion6Alone { try set(ZMQ_IPV6, 1) }
    guard zmq_connect(handle, endpoint.description) == 0 else {
      throw .badEndpoint(endpoint.description, Self.lastText)
    }
  }

  /// Sends one frame without waiting: `.sent`, or `.full` while the coordinator is away or slow.
  ///
  /// - Throws: `.frameTooLong` beyond the settings' limit, `.callFailed` when libzmq refuses.
  package func send(_ frame: [UInt8]) throws(MessagingError) -> Delivery {
    try sendPart(frame)
  }

  /// The frames that are there, `max` of them at most, without waiting. Messages of several parts are
  /// dropped.
  package func receive(max: Int) throws(MessagingError) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    while frames.count < max, let (parts, count, _, _) = try receiveParts(kept: 1) {
      if count == 1 { frames.append(parts[0]) }
    }
    return frames
  }
}
