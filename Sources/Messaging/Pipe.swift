internal import Glibc

/// The reading end of a pipe that carries frames. Owned by one thread; the descriptor stays the caller's.
package struct PipeReader {
  package let descriptor: Int32
  private var frames = FrameReader()

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Reads once, and gives the frames that are now whole and whether the stream has ended.
  ///
  /// Waits for bytes on a blocking descriptor; on another one, or after `Poller` found it readable, returns
  /// at once.
  /// - Throws: `.frameTooLong` for a stream that is not ours, `.callFailed` when the system refuses to read.
  package mutating func read() throws(MessagingError) -> (frames: [[UInt8]], ended: Bool) {
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      var got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0, errno == EINTR { got = Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
      failure = got < 0 ? errno : 0
      count = max(got, 0)
    }
    guard failure == 0 || failure == EAGAIN else { throw .callFailed("read", systemText(failure)) }
    frames.feed(chunk)
    var whole: [[UInt8]] = []
    while let frame = try frames.next() { whole.append(frame) }
    return (whole, failure == 0 && chunk.isEmpty)
  }
}

/// The writing end of a pipe that carries frames. Owned by one thread; the descriptor stays the caller's.
///
/// The process must ignore SIGPIPE, or a vanished reader ends it.
package struct PipeWriter {
  package let descriptor: Int32
  private var pending: ArraySlice<UInt8> = []

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether bytes wait for a reader: watch for `.writable` and call `flush()`.
  package var isBehind: Bool { !pending.isEmpty }

  /// Keeps one frame for the next `flush()` or `write`, so that several need one call to the system.
  package mutating func add(_ frame: [UInt8]) {
    pending.append(contentsOf: FrameReader.framed(frame))
  }

  /// Adds one frame and writes as much as the pipe takes: all of it on a blocking descriptor.
  ///
  /// - Throws: `.pipeClosed` when the reader has gone, `.callFailed` when the system refuses to write.
  package mutating func write(_ frame: [UInt8]) throws(MessagingError) {
    add(frame)
    try flush()
  }

  /// Writes what still waits.
  package mutating func flush() throws(MessagingError) {
    while !pending.isEmpty {
      let (written, failure) = pending.withUnsafeBytes { bytes in
        let written = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        return (written, written < 0 ? errno : 0)
      }
      switch failure {
      case 0: pending.removeFirst(written)
      case EINTR: continue
      case EAGAIN: return
      case EPIPE: throw .pipeClosed
      default: throw .callFailed("write", systemText(failure))
      }
    }
    pending = []
  }
}

func systemText(_ failure: Int32) -> String { String(cString: strerror(failure)) }
