internal import CZeroMQ
internal import Glibc

/// Waits for several sockets and file descriptors at once, on one thread.
package enum Poller {
  package enum Source {
    case socket(Socket)
    case descriptor(Int32)
  }

  package struct Readiness: OptionSet, Hashable, Sendable {
    package let rawValue: Int16
    package init(rawValue: Int16) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: Int16(ZMQ_POLLIN))
    package static let writable = Readiness(rawValue: Int16(ZMQ_POLLOUT))
    /// Of descriptors: the other end is closed. Bytes may still wait to be read.
    package static let closed = Readiness(rawValue: Int16(ZMQ_POLLERR))
  }

  /// What each source is ready for, in the order of `watched`: as soon as one is ready, and when `limit` has
  /// passed at the latest. A signal does not end the wait.
  package static func wait(
    for watched: [(source: Source, until: Readiness)], upTo limit: Duration
  ) throws(MessagingError) -> [Readiness] {
    var items = watched.map { source, wanted in
      switch source {
      case .socket(let socket):
        zmq_pollitem_t(socket: socket.handle, fd: 0, events: wanted.rawValue, revents: 0)
      case .descriptor(let descriptor):
        zmq_pollitem_t(socket: nil, fd: descriptor, events: wanted.rawValue, revents: 0)
      }
    }
    let clock = ContinuousClock()
    let end = clock.now + max(limit, .zero)
    var left = end - clock.now
    while true {
      // Rounded up, so that a caller who waits for a moment is not woken just before it.
      let milliseconds = min((left + .microseconds(499)).milliseconds, 86_400_000)
      if zmq_poll(&items, Int32(items.count), max(milliseconds, 0)) >= 0 { break }
      guard zmq_errno() == EINTR else { throw .callFailed("zmq_poll", Socket.lastText) }
      left = end - clock.now
    }
    withExtendedLifetime(watched.map(\.source)) {}
    return items.map { Readiness(rawValue: $0.revents) }
  }
}
