/// All that a machine needs to join: where the coordinator is, the key it must have, and the machine's own key.
///
/// As text `tcp://host:7700/SERVER/SECRET` with 64 hexadecimal digits each: safe in every shell and in one word. It is a
/// secret.
package struct JoinToken: Hashable, Sendable, CustomStringConvertible {
  package var endpoint: Endpoint
  package var server: PublicKey
  package var own: KeyPair

  package init(endpoint: Endpoint, server: PublicKey, own: KeyPair) {
    (self.endpoint, self.server, self.own) = (endpoint, server, own)
  }

  package var description: String { "\(endpoint)/\(server)/\(own.secretText)" }
}

/// Where and how to connect: an address alone, or a token.
package enum JoinAddress: Hashable, Sendable, CustomStringConvertible {
  case open(Endpoint)
  case keyed(JoinToken)

  /// - Throws: `.badEndpoint`, and `.badToken` where something follows a tcp address that is not two keys.
  package init(_ text: String) throws(MessagingError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard text.hasPrefix("tcp://"), parts.count > 3 else {
      self = .open(try Endpoint(text))
      return
    }
    let address = parts[..<3].joined(separator: "/")
    guard parts.count == 5, let server = PublicKey(parts[3]), let own = KeyPair(secret: parts[4]) else {
      throw .badToken(address)
    }
    self = .keyed(JoinToken(endpoint: try Endpoint(address), server: server, own: own))
  }

  /// As given; with a token it holds a secret.
  package var description: String {
    switch self {
    case .open(let endpoint): endpoint.description
    case .keyed(let token): token.description
    }
  }

  package var endpoint: Endpoint {
    switch self {
    case .open(let endpoint): endpoint
    case .keyed(let token): token.endpoint
    }
  }

  package var security: SocketSecurity {
    switch self {
    case .open: .none
    case .keyed(let token): .client(token.own, server: token.server)
    }
  }
}

/// Who checks whom on a connection.
package enum SocketSecurity: Hashable, Sendable {
  /// Nobody: for loopback and sockets in the file system.
  case none
  /// A listener that takes only keys its `Gatekeeper` lets in.
  case server(KeyPair)
  case client(KeyPair, server: PublicKey)
}
