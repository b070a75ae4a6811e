internal import Foundation
internal import Glibc

/// Standard output carries data, standard error everything else. A reader that went away ends the command quietly.
package enum Output {
  package enum Stream {
    case data, error
    var descriptor: Int32 { self == .data ? 1 : 2 }
  }

  package static func write(_ text: String, to stream: Stream = .data) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(stream.descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { Foundation.exit(0) }
        if stream == .data {
          write("Cannot write the output: \(String(cString: strerror(errno))).\n", to: .error)
        }
        Foundation.exit(1)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// One JSON value with keys in snake_case.
  package static func json(_ value: some Encodable) throws { write(try jsonText(value)) }

  package static func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  package static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.descriptor) == 1 }
}
