internal import Answers
internal import Messaging

/// Where the live page is served: `host:port`, `:port` or `port`; loopback without a host.
package struct LiveAddress: Hashable, CustomStringConvertible {
  var host: String
  /// 0 for any free one.
  var port: Int

  /// - Throws: `CommandFailure.badInput`.
  package init(_ text: String) throws {
    let colon = text.lastIndex(of: ":")
    let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
    let host = colon.map { String(text[..<$0]) } ?? ""
    // Why a host is none is not told: the sentence below says what one is.
    guard let port = UInt16(digits), host.isEmpty || (try? Endpoint("tcp://\(host):1")) != nil else {
      throw CommandFailure.badInput(
        "'--http' is '\(text)'. Give a port or host:port, as in '7780' or '127.0.0.1:7780'.")
    }
    self.host = host.isEmpty ? "127.0.0.1" : host
    self.port = Int(port)
  }

  /// Whether no other machine reaches it.
  var isLocal: Bool { Endpoint.tcp(host: host, port: 1).isLocal }

  /// Refuses to show results to whoever is on the network, unless told to.
  package func check(isOpen: Bool) throws {
    guard isLocal || isOpen else {
      throw CommandFailure.badInput(
        "'--http \(self)' shows every result to whoever reaches this machine. Serve it on 127.0.0.1 and go there "
          + "with 'ssh -L \(port):127.0.0.1:\(port)', or pass --http-open.")
    }
  }

  /// As sockets want it: no brackets, no names that need looking up.
  var bindingHost: String {
    if host == "localhost" { return "127.0.0.1" }
    if host == "*" { return "0.0.0.0" }
    return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }

  /// Whether a request's `Host` names this machine by a name that only this machine has. A page of a foreign site, whose
  /// name was pointed here, has another one.
  func accepts(_ authority: String?) -> Bool {
    guard isLocal else { return true }
    guard let authority else { return false }
    let host =
      authority.hasSuffix("]") ? authority[...] : authority.prefix { $0 != ":" || authority.hasPrefix("[") }
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host
    return Endpoint.tcp(host: String(name), port: 1).isLocal
  }

  package var description: String { "\(host):\(port)" }
}
