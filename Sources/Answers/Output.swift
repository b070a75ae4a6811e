internal import Foundation
internal import Glibc
internal import Synchronization

/// Standard output carries data, standard error everything else. A reader of data that went away ends the command quietly;
/// where nobody reads the rest, the work goes on.
package enum Output {
  package enum Stream {
    case data, error
    var descriptor: Int32 { self == .data ? 1 : 2 }

    package var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Of its terminal; `nil` elsewhere.
    package var size: (columns: Int, rows: Int)? {
      var size = winsize()
      guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
      return (Int(size.ws_col), Int(size.ws_row))
    }
  }

  /// Whoever was started without one of the three streams gets an empty one: a file or socket that is opened next would take its
  /// number, and what is said would go there.
  package static func openStreams() {
    var next: Int32 = -1
    repeat { next = open("/dev/null", O_RDWR) } while (0...2).contains(next)
    if next > 2 { close(next) }
  }

  /// Of a command that stays up: what it says waits for no reader.
  private static let queue = Mutex<LogQueue?>(nil)
  private static let style = Mutex(LogStyle())

  /// From now on a thread writes what is for people. For commands that stay up, before their first word.
  package static func stayUp(_ style: LogStyle = LogStyle()) {
    Self.style.withLock { $0 = style }
    queue.withLock { queue in
      queue =
        queue
        ?? LogQueue(Stream.error.descriptor) {
          style.line("\($0) lines of this log were lost.", .warning) ?? ""
        }
    }
  }

  /// Ends the process once what it said is written; nobody who does not read is waited for.
  package static func exit(_ status: Int32) -> Never {
    queue.withLock { $0 }?.flush()
    Foundation.exit(status)
  }

  package static func write(_ text: String, to stream: Stream = .data) {
    if let queue = queue.withLock({ $0 }) {
      if stream == .error { return queue.add(text) }
      // Data comes after what was said before it.
      queue.flush()
    }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(stream.descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        guard stream == .data else { return }
        if errno == EPIPE { exit(0) }
        say("Cannot write the output: \(String(cString: strerror(errno))).")
        exit(1)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// A sentence that is no data.
  package static func say(_ sentence: String) { write(sentence + "\n", to: .error) }

  /// A sentence and when it was said, for commands that stay up.
  package static func log(_ sentence: String, _ level: LogLevel = .info) {
    if let line = style.withLock({ $0 }).line(sentence, level) { write(line, to: .error) }
  }

  /// One JSON value with keys in snake_case.
  package static func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// Columns that a terminal has for a table, within reason.
  package static func columns(of size: (columns: Int, rows: Int)) -> Int { min(max(size.columns, 40), 400) }

  /// How wide a table on standard output may be.
  package static var tableWidth: Int {
    Stream.data.isTerminal ? Stream.data.size.map(columns) ?? 100 : .max
  }
}
