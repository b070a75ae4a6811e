internal import Dispatch
internal import Glibc

/// Turns SIGTERM and SIGINT into a readable descriptor, so that the loop that polls sockets also sees them.
package final class StopRequest {
  /// Becomes readable at the first signal and stays so.
  package let descriptor: Int32
  private let sources: [any DispatchSourceSignal]

  /// - Throws: `ProcessError.noDescriptor` when the process may open no more files.
  package init() throws(ProcessError) {
    guard let ends = closeOnExecPipe() else { throw .noDescriptor }
    let writeEnd = ends.write
    _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK)
    descriptor = ends.read
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        var byte = UInt8(1)
        // A full pipe already says what this byte would.
        _ = write(writeEnd, &byte, 1)
      }
      source.resume()
      return source
    }
  }

  /// Whether a signal has arrived.
  package var isAsked: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }
}
