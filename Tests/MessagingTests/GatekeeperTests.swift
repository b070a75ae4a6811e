import Foundation
import Messaging
import Testing

/// A listener with keys, and clients with this key or that.
private struct Gate {
  let context: Context
  let gatekeeper: Gatekeeper
  let server: KeyPair
  let member: KeyPair
  let coordinator: CoordinatorSocket
  let endpoint: Endpoint

  init(gatekeeper isThere: Bool = true) throws {
    (context, server, member) = (try Context(), try KeyPair(), try KeyPair())
    var ring = KeyRing()
    try ring.add(.init("box", .worker, member.publicKey))
    // A gatekeeper of another context does not answer for this one.
    gatekeeper = try Gatekeeper(isThere ? context : Context(), ring: ring)
    coordinator = try CoordinatorSocket(context, settings: .init(security: .server(server)))
    endpoint = try coordinator.listen(on: Endpoint("tcp://127.0.0.1:*"))
  }

  func client(_ security: SocketSecurity) throws -> (WorkerSocket, ConnectionMonitor) {
    let socket = try WorkerSocket(Context(), connectTo: endpoint, settings: .init(security: security))
    return (socket, try ConnectionMonitor(socket))
  }

  /// What the monitor tells first of how the handshake ended; meanwhile the client sends and the coordinator must hear nothing.
  func outcome(_ socket: WorkerSocket, _ monitor: ConnectionMonitor) throws -> ConnectionMonitor.Event {
    try SocketLab.until("the handshake's end", watching: [(.socket(socket), .readable)]) {
      _ = try socket.send([1])
      #expect(try coordinator.receive(max: 1).isEmpty)
      return try monitor.take().first { $0 != .connected }
    }
  }
}

@Suite(.serialized, .timeLimit(.minutes(2)))
struct GatekeeperTests {
  @Test func `a known key gets in and every frame says whose it is`() throws {
    let gate = try Gate()
    let (worker, _) = try gate.client(.client(gate.member, server: gate.server.publicKey))
    try SocketLab.send([7], from: worker)
    let incoming = try SocketLab.next(at: gate.coordinator)
    #expect(incoming.frame == [7])
    #expect(incoming.key == gate.member.publicKey)
    #expect(try gate.coordinator.send([8], to: incoming.from) == .sent)
    #expect(try SocketLab.next(at: worker) == [8])
    #expect(gate.gatekeeper.refusals().isEmpty)
  }

  @Test func `an unknown key is refused and both sides are told`() throws {
    let gate = try Gate()
    let (socket, monitor) = try gate.client(.client(try KeyPair(), server: gate.server.publicKey))
    #expect(try gate.outcome(socket, monitor) == .keyRefused)
    #expect(
      gate.gatekeeper.refusals() == ["Refused a connection from 127.0.0.1: its key is not known."])
  }

  @Test func `a revoked key is refused from the next connection on`() throws {
    let gate = try Gate()
    var ring = KeyRing()
    try ring.add(.init("box", .worker, gate.member.publicKey, isRevoked: true))
    gate.gatekeeper.follow(ring)
    let (socket, monitor) = try gate.client(.client(gate.member, server: gate.server.publicKey))
    #expect(try gate.outcome(socket, monitor) == .keyRefused)
    #expect(gate.gatekeeper.refusals().first?.contains("the key of 'box' was revoked.") == true)
  }

  @Test func `another server's key and no key at all get nothing in`() throws {
    let gate = try Gate()
    for security in [SocketSecurity.client(gate.member, server: try KeyPair().publicKey), .none] {
      let (socket, monitor) = try gate.client(security)
      #expect([.handshakeFailed, .disconnected].contains(try gate.outcome(socket, monitor)))
    }
  }

  @Test func `without a gatekeeper nobody gets in`() throws {
    let gate = try Gate(gatekeeper: false)
    let (socket, monitor) = try gate.client(.client(gate.member, server: gate.server.publicKey))
    #expect(try gate.outcome(socket, monitor) != .handshakeSucceeded)
  }
}
