/// Where and how to connect: an address alone, or a token, which holds all that a machine needs to join: where the
/// coordinator is, the key it must have, and the machine's own key.
///
/// A token is `tcp://host:7700/SERVER/SECRET` with 64 hexadecimal digits each: safe in every shell and in one word.
/// It is a secret.
package struct JoinAddress: Hashable, Sendable, CustomStringConvertible {
  package let endpoint: Endpoint
  package let security: SocketSecurity

  package init(_ endpoint: Endpoint, security: SocketSecurity = .none) {
    (self.endpoint, self.security) = (endpoint, security)
  }

  /// - Throws: `.badEndpoint`, and `.badToken` where something follows a tcp address that is not two keys.
  package init(_ text: String) throws(MessagingError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard text.hasPrefix("tcp://"), parts.count > 3 else {
      self.init(try Endpoint(text))
      return
    }
    let address = parts[..<3].joined(separator: "/")
    guard parts.count == 5, let server = PublicKey(parts[3]), let own = KeyPair(secret: parts[4]) else {
      throw .badToken(address)
    }
    self.init(try Endpoint(address), security: .client(own, server: server))
  }

  /// As given; with keys it holds a secret.
  package var description: String {
    guard case .client(let own, let server) = security else { return endpoint.description }
    return "\(endpoint)/\(server)/\(own.secretText)"
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
