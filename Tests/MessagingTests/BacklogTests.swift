import Foundation
import Glibc
import Messaging
import Testing

struct BacklogTests {
  private let step = BacklogWatch.interval

  @Test func `a process that grows beyond what it needs is too much, once, whatever waits in its queue`() {
    var watch = BacklogWatch()
    let sizes = [100, 100, 400, 613, 613, 700, 1_300].map { $0 << 20 }
    let told = sizes.enumerated().map { place, size in
      watch.isTooMuch(at: step * place) { size }
    }
    // 613 is 513 MiB above the first; after that the count starts anew at 613.
    #expect(told == [false, false, false, true, false, false, true])
  }

  @Test func `what shrinks is held against the least that it was`() {
    var watch = BacklogWatch()
    #expect(!watch.isTooMuch(at: .zero) { 900 << 20 })
    #expect(!watch.isTooMuch(at: step) { 200 << 20 })
    #expect(watch.isTooMuch(at: step * 2) { 713 << 20 })
  }

  @Test func `growth by the process's own work is forgiven`() {
    var watch = BacklogWatch()
    #expect(!watch.isTooMuch(at: .zero) { 0 })
    watch.rests()
    #expect(!watch.isTooMuch(at: step) { 900 << 20 })
    #expect(!watch.isTooMuch(at: step * 2) { 1_400 << 20 })
    #expect(watch.isTooMuch(at: step * 3) { 1_413 << 20 })
  }

  @Test func `while it works the process may hold more`() {
    var watch = BacklogWatch()
    #expect(!watch.isTooMuch(at: .zero, whileWorking: true) { 0 })
    #expect(!watch.isTooMuch(at: step, whileWorking: true) { 2_000 << 20 })
    #expect(watch.isTooMuch(at: step * 2, whileWorking: true) { 2_049 << 20 })
  }

  @Test func `the process is weighed at most once an interval`() {
    var watch = BacklogWatch()
    var count = 0
    for millisecond in 0..<1_000 {
      _ = watch.isTooMuch(at: .milliseconds(millisecond)) {
        count += 1
        return 0
      }
    }
    #expect(count == Int(.seconds(1) / BacklogWatch.interval))
  }
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct FloodTests {
  /// libzmq 4.3.4 ends the process when a heart-beat lies behind a full queue of a connection that broke.
  @Test func `a peer that floods, asks for a heart-beat and breaks off is read to its end`() throws {
    let coordinator = try CoordinatorSocket(Context())
    let endpoint = try coordinator.listen(on: Endpoint("tcp://127.0.0.1:*"))
    let port = try #require(UInt16(endpoint.description.split(separator: ":").last ?? ""))
    let peer = try RawPeer(port)
    try peer.greet()
    let messages = [UInt8](repeating: 0, count: 2_600).flatMap { _ in [0x00, 0x01, 0x78] as [UInt8] }
    for _ in 0..<4 { try peer.say(messages + RawPeer.command(Array("\u{4}PING\u{0}\u{64}c".utf8))) }
    // Nothing is read until libzmq has taken what it takes and then noticed the end.
    usleep(200_000)
    peer.breakOff()
    usleep(200_000)
    var count = 0
    _ = try SocketLab.until("all of it", watching: [(.socket(coordinator), .readable)]) {
      count += try coordinator.receive(max: 1_000).count
      return count == 4 * 2_600 ? true : nil
    }
  }

  @Test(arguments: ["tcp://127.0.0.1:*", "ipc"])
  func `a listener that starts over drops everybody, and workers come back by themselves`(address: String)
    throws
  {
    let coordinator = try CoordinatorSocket(Context())
    let endpoint = try coordinator.listen(
      on: Endpoint(address == "ipc" ? "ipc://" + SocketLab.path() : address))
    let worker = try WorkerSocket(Context(), connectTo: endpoint)
    try SocketLab.send([1], from: worker)
    let before = try SocketLab.next(at: coordinator)
    try SocketLab.send([2], from: worker)
    try coordinator.startOver()
    #expect(try coordinator.send([3], to: before.from) == .peerGone)
    let after = try SocketLab.until("a message again", watching: [(.socket(coordinator), .readable)]) {
      _ = try worker.send([4])
      return try coordinator.receive(max: 1).first
    }
    #expect(after.frame == [4])
    #expect(after.from != before.from)
    #expect(try coordinator.send([5], to: after.from) == .sent)
    #expect(try SocketLab.next(at: worker) == [5])
  }
}

/// A peer that speaks ZMTP 3.0 by hand, without security.
private struct RawPeer {
  private let descriptor: Int32

  init(_ port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let answer = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(answer == 0)
  }

  static func command(_ body: [UInt8]) -> [UInt8] { [0x04, UInt8(body.count)] + body }

  func greet() throws {
    let signature = [0xff] + [UInt8](repeating: 0, count: 8) + [0x7f, 3, 0]
    try say(signature + Array("NULL".utf8) + [UInt8](repeating: 0, count: 48))
    try hear(64)
    let type = Array("\u{5}READY\u{b}Socket-Type".utf8) + [0, 0, 0, 6] + Array("DEALER".utf8)
    try say(Self.command(type))
    try hear(2)
  }

  func say(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      try #require(count > 0)
      sent += count
    }
  }

  private func hear(_ count: Int) throws {
    var bytes = [UInt8](repeating: 0, count: count)
    var heard = 0
    while heard < count {
      let more = recv(descriptor, &bytes, count - heard, 0)
      try #require(more > 0)
      heard += more
    }
  }

  /// With a reset, which libzmq is told of even where it does not listen for input.
  func breakOff() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    close(descriptor)
  }
}
