/// How sockets bound memory, and who checks whom.
package struct SocketSettings: Hashable, Sendable {
  /// Messages that wait for one peer, in each direction.
  package var highWaterMark = 1_000
  /// Bytes of the longest frame taken; a peer that sends a longer one is disconnected.
  package var maximumFrame = Limits.frame
  package var security = SocketSecurity.none

  package init(security: SocketSecurity = .none) { self.security = security }
}
