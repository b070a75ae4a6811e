internal import CGuard
internal import Glibc
internal import Synchronization

/// A process that starts programs of users, one at a time, and outlives this one by what their graces ask for.
///
/// It is a copy of this process, made once: copying it for each program cost more than many programs take.
final class Guard: Sendable {
  private static let free = Mutex<[Guard]>([])

  private let id: pid_t
  private let orders: Int32

  private init?() {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return nil
    }
    orders = ends[0]
    id = guard_start(ends[1])
    let failure = errno
    close(ends[1])
    errno = failure
    if id < 0 { return nil }  // The socket is closed by `deinit`.
  }

  /// Without an end of its socket it ends by itself, once its program has.
  deinit { if orders >= 0 { close(orders) } }

  /// A guard that was given the order; `nil` with `errno` where none can be started.
  static func given(_ order: inout guard_order) -> Guard? {
    // One that somebody has killed in the meantime does not take it.
    while let old = free.withLock({ $0.popLast() }) {
      if guard_send(old.orders, &order) == 0 { return old }
      old.give(back: false)
    }
    guard let new = Guard(), guard_send(new.orders, &order) == 0 else { return nil }
    return new
  }

  /// Its program has ended, and perhaps it as well.
  func give(back isFree: Bool) {
    if isFree { return Self.free.withLock { $0.append(self) } }
    shutdown(orders, Int32(SHUT_RDWR))
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
  }
}
