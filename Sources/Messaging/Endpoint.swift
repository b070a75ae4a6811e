internal import Glibc

/// Where a coordinator listens and a worker connects: `tcp://host:port` or `ipc://path`.
package enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// `nil` as port: any free one, for listening only.
  case tcp(host: String, port: UInt16?)
  case ipc(path: String)

  /// Bytes of a socket path that the system takes.
  package static let pathLimit = 107

  package init(_ text: String) throws(MessagingError) {
    if text.hasPrefix("ipc://") {
      self = .ipc(path: try Self.path(String(text.dropFirst(6)), in: text))
    } else if text.hasPrefix("tcp://") {
      self = try Self.hostAndPort(text.dropFirst(6), in: text)
    } else {
      throw .badEndpoint(text, "it starts with neither 'tcp://' nor 'ipc://'")
    }
  }

  package var description: String {
    switch self {
    case .tcp(let host, let port): "tcp://\(host):\(port.map(String.init) ?? "*")"
    case .ipc(let path): "ipc://\(path)"
    }
  }

  /// Whether no other machine can reach a socket that listens here. A name other than 'localhost' is not
  /// looked up.
  package var isLocal: Bool {
    switch self {
    case .ipc: return true
    case .tcp(let host, _):
      if ["localhost", "[::1]"].contains(host) { return true }
      let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
      return numbers.count == 4 && numbers[0] == "127"
        && numbers.allSatisfy { UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
    }
  }

  /// Refuses to listen where other machines could join unchecked.
  package func checkListening(insecure: Bool) throws(MessagingError) {
    guard isLocal || insecure else { throw .beyondLoopback(description) }
  }

  /// Refuses what only a listener can use: any host, any port.
  func checkConnecting() throws(MessagingError) {
    guard case .tcp(let host, let port) = self else { return }
    guard port != nil else { throw .badEndpoint(description, "a worker needs the port's number") }
    guard host != "*" else { throw .badEndpoint(description, "a worker needs the host's name") }
  }

  /// `self` in libzmq's words; libzmq looks up no names for a listener.
  var listening: String {
    if case .tcp("localhost", let port) = self {
      return Endpoint.tcp(host: "127.0.0.1", port: port).description
    }
    return description
  }

  var isVersion6: Bool {
    if case .tcp(let host, _) = self { host.hasPrefix("[") } else { false }
  }

  private static func path(_ path: String, in text: String) throws(MessagingError) -> String {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .badEndpoint(text, "the path is missing") }
    guard path != "*", !path.hasPrefix("@") else {
      throw .badEndpoint(text, "only a path in the file system is taken")
    }
    let bytes = path.utf8.count
    guard bytes <= pathLimit else { throw .pathTooLong(path, found: bytes, limit: pathLimit) }
    return path
  }

  private static func hostAndPort(_ rest: Substring, in text: String) throws(MessagingError) -> Endpoint {
    guard let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") else {
      throw .badEndpoint(text, "the port is missing, as in 'tcp://host:7700'")
    }
    let host = String(rest[..<colon])
    let inner = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host[...]
    guard !inner.isEmpty else { throw .badEndpoint(text, "the host is missing") }
    let allowed = inner.count < host.count ? "0123456789abcdefABCDEF:.%" : "-_."
    guard
      host == "*"
        || inner.allSatisfy({ allowed.contains($0) || $0.isASCII && ($0.isLetter || $0.isNumber) })
    else {
      throw .badEndpoint(text, "'\(host)' is no host, as in 'node7', '10.0.0.7' or '[fe80::7]'")
    }
    let digits = rest[rest.index(after: colon)...]
    if digits == "*" { return .tcp(host: host, port: nil) }
    guard let port = UInt16(digits), port > 0 else {
      throw .badEndpoint(text, "the port is '\(digits)' and not a number from 1 to 65535")
    }
    return .tcp(host: host, port: port)
  }
}
