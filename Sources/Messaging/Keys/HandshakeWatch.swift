/// What to make of the handshakes of connections to a coordinator: a refused key ends them, a coordinator that speaks other
/// security is told of once.
package struct HandshakeWatch: Sendable {
  package enum Verdict: Hashable, Sendable {
    case goOn
    case tell(String)
    case end(String)
  }

  private var isThrough = false
  private var isTold = false

  package init() {}

  package mutating func verdict(on event: ConnectionMonitor.Event, at address: JoinAddress) -> Verdict {
    switch event {
    case .connected: isThrough = false
    case .handshakeSucceeded: isThrough = true
    case .keyRefused:
      return .end(
        "This key is unknown to \(address.endpoint), or was revoked. Ask for a new token: 'fathom keys add NAME'."
      )
    case .handshakeFailed, .disconnected:
      guard !isThrough, !isTold else { break }
      isTold = true
      return .tell(Self.sentence(address))
    case .accepted, .closed: break
    }
    return .goOn
  }

  private static func sentence(_ address: JoinAddress) -> String {
    "\(address.endpoint) closes the connection before it is one: "
      + (address.security == .none
        ? "it may ask for keys. Join with the token that 'fathom keys add NAME' prints there."
        : "its key is not the token's, or it has none. Ask for a new token: 'fathom keys add NAME'.")
  }
}
