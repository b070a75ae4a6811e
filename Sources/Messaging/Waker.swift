internal import Glibc

/// Ends a `Poller`'s wait from any other thread: watch `descriptor` until it is readable, then `clear()`.
package final class Waker: Sendable {
  package let descriptor: Int32
  private let writingEnd: Int32

  package init() throws(MessagingError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .tooManySockets }
    (descriptor, writingEnd) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(descriptor)
    close(writingEnd)
  }

  /// Many calls before one `clear()` wake once.
  package func wake() {
    // A full pipe takes no byte, and wakes just as well.
    _ = write(writingEnd, [1], 1)
  }

  package func clear() {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}
