/// How sockets bound memory and notice that the other side is gone.
package struct SocketSettings: Hashable, Sendable {
  /// Messages that wait for one peer, in each direction.
  package var highWaterMark = 1_000
  /// Bytes of the longest frame taken; a peer that sends a longer one is disconnected.
  package var maximumFrame = Limits.frame
  /// The kernel asks a silent TCP connection for a sign of life this often, in whole seconds, and gives it up when
  /// nothing that was sent has been answered for `silenceLimit`.
  package var keepaliveInterval = Duration.seconds(10)
  package var silenceLimit = Duration.seconds(30)
  /// A worker waits this long before its first attempt to connect again; then doubles it up to the maximum.
  /// Both are multiplied by a random factor from 0.5 to 1, so that workers do not come back all at once.
  package var reconnectInterval = Duration.milliseconds(100)
  package var reconnectMaximum = Duration.seconds(2)
  /// Takes host names that have IPv6 addresses. A numeric IPv6 address is always taken.
  package var allowsVersion6 = false

  package var security = SocketSecurity.none

  package init(security: SocketSecurity = .none) { self.security = security }
}
