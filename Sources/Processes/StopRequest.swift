internal import Glibc

/// Turns the signals that ask a process to end into a readable descriptor, so that the loop that polls sockets also sees them:
/// those of a terminal that closes and of batch systems that warn are among them.
///
/// The handler writes a byte and nothing else. Threads of libdispatch, which could do the same, end the process where it has
/// no descriptor left.
package final class StopRequest {
  /// Becomes readable at the first signal and stays so.
  package let descriptor: Int32

  package static let signals = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2]

  private let previous: [(number: Int32, action: sigaction)]

  /// - Throws: `ProcessError.noDescriptor` when the process may open no more files.
  package init() throws(ProcessError) {
    guard let ends = closeOnExecPipe() else { throw .noDescriptor }
    _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
    descriptor = ends.read
    stopWritingEnd = ends.write
    var own = sigset_t()
    sigemptyset(&own)
    previous = Self.signals.filter { !($0 == SIGHUP && Self.isIgnored($0)) }.map { number in
      var (action, before) = (sigaction(), sigaction())
      action.__sigaction_handler.sa_handler = { _ in
        let failure = errno
        var byte = UInt8(1)
        // A full pipe already says what this byte would.
        _ = write(stopWritingEnd, &byte, 1)
        errno = failure
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, &before)
      sigaddset(&own, number)
      return (number, before)
    }
    // Whoever started this process may have blocked them, and the mask is inherited: they would wait here for ever.
    pthread_sigmask(SIG_UNBLOCK, &own, nil)
  }

  /// What signals did before they do again. Of two requests the later one is to end first.
  deinit {
    for (number, action) in previous {
      var action = action
      sigaction(number, &action, nil)
    }
    close(descriptor)
    close(stopWritingEnd)
    stopWritingEnd = -1
  }

  /// 'nohup' asks that a closed terminal ends nothing.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Whether a signal has arrived.
  package var isAsked: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }
}

/// Of the last request that was made. A handler can look at nothing but what has no lock and is there already.
nonisolated(unsafe) private var stopWritingEnd: Int32 = -1
