internal import Glibc

/// What the system says of a host's name. Asking may take as long as its name servers do.
extension Endpoint {
  /// Whether the name has addresses of version 6 and none of version 4: libzmq asks for the latter unless told otherwise.
  var hasVersion6Alone: Bool {
    guard let name else { return false }
    return Self.failure(of: name, AF_INET) != 0 && Self.failure(of: name, AF_INET6) == 0
  }

  /// Why the name cannot be looked up, in a sentence; `nil` where it can, or is no name.
  package var lookUpTrouble: String? {
    guard let name else { return nil }
    let failure = Self.failure(of: name, AF_UNSPEC)
    return failure == 0
      ? nil
      : "The name '\(name)' has no address here: \(String(cString: gai_strerror(failure)).lowercased())."
  }

  /// Of a host that is written as one.
  private var name: String? {
    guard case .tcp(let host, _) = self, !isVersion6, host != "*" else { return nil }
    return host.allSatisfy { $0.isNumber || $0 == "." } ? nil : host
  }

  private static func failure(of name: String, _ family: Int32) -> Int32 {
    var hints = addrinfo()
    hints.ai_family = family
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(name, nil, &hints, &found)
    if let found { freeaddrinfo(found) }
    return failure
  }
}
