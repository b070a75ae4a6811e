internal import Foundation
internal import Glibc

/// Why a command stops. Bad input ends with 2 and has started nothing; everything else ends with 1.
enum CommandFailure: Error {
  case badInput([String])
  case failed(String)

  var status: Int32 {
    switch self {
    case .badInput: 2
    case .failed: 1
    }
  }

  var lines: [String] {
    switch self {
    case .badInput(let lines): lines
    case .failed(let line): [line]
    }
  }

  /// On standard error as text; with `--format json` also as the one JSON value on standard output.
  func show(asJSON: Bool) {
    for line in lines { Output.write(line + "\n", to: .error) }
    if asJSON { try? Output.json(["errors": lines]) }  // A closed pipe leaves nobody to tell.
  }
}

/// Standard output carries data, standard error everything else. A reader that went away ends the command quietly.
enum Output {
  enum Stream {
    case data, error
    var descriptor: Int32 { self == .data ? 1 : 2 }
  }

  static func write(_ text: String, to stream: Stream = .data) {
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
  static func json(_ value: some Encodable) throws { write(try jsonText(value)) }

  static func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.descriptor) == 1 }
}
