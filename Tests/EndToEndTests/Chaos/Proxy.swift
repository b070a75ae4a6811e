import Foundation
import Glibc
import Synchronization

/// A TCP relay on loopback that can cut every connection it carries, or make them slow.
final class Proxy: Sendable {
  let port: UInt16
  private let target: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var open: Set<Int32> = []
    var slowUntil = Date.distantPast
    var isClosed = false
  }

  init(to target: UInt16) throws {
    self.target = target
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = Self.loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer -> UInt16? in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        guard bind(listener, $0, length) == 0, listen(listener, 64) == 0,
          getsockname(listener, $0, &length) == 0
        else { return false }
        return true
      } ? UInt16(bigEndian: pointer.pointee.sin_port) : nil
    }
    guard let port else { throw POSIXError(.EADDRNOTAVAIL) }
    self.port = port
    Thread.detachNewThread { [self] in accept() }
  }

  /// Breaks every connection; new ones are carried.
  func cut() {
    state.withLock { for descriptor in $0.open { shutdown(descriptor, Int32(SHUT_RDWR)) } }
  }

  /// Carries 2 KiB in 50 ms each way for so long.
  func slow(for seconds: Double) { state.withLock { $0.slowUntil = Date(timeIntervalSinceNow: seconds) } }

  func close() {
    state.withLock { $0.isClosed = true }
    shutdown(listener, Int32(SHUT_RDWR))
    cut()
  }

  private func accept() {
    while true {
      let near = Glibc.accept(listener, nil, nil)
      _ = fcntl(near, F_SETFD, FD_CLOEXEC)
      if state.withLock({ $0.isClosed }) {
        Glibc.close(listener)
        return
      }
      guard near >= 0 else { continue }
      let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      var address = Self.loopback(target)
      let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard connected else {
        Glibc.close(near)
        Glibc.close(far)
        usleep(20_000)
        continue
      }
      state.withLock { $0.open.formUnion([near, far]) }
      carry(near, far)
    }
  }

  /// One thread each way; the second to end closes both.
  private func carry(_ near: Int32, _ far: Int32) {
    let pumps = Pumps()
    for (from, to) in [(near, far), (far, near)] {
      Thread.detachNewThread { [self] in
        pump(from, to)
        shutdown(near, Int32(SHUT_RDWR))
        shutdown(far, Int32(SHUT_RDWR))
        guard pumps.left.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        state.withLock {
          $0.open.subtract([near, far])
          Glibc.close(near)
          Glibc.close(far)
        }
      }
    }
  }

  private final class Pumps: Sendable {
    let left = Atomic<Int>(2)
  }

  private func pump(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let isSlow = state.withLock { $0.slowUntil > Date() }
      if isSlow { usleep(50_000) }
      let count = recv(from, &buffer, isSlow ? 2 << 10 : buffer.count, 0)
      guard count > 0 else { return }
      var sent = 0
      while sent < count {
        let wrote = buffer.withUnsafeBytes {
          send(to, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
        }
        guard wrote > 0 else { return }
        sent += wrote
      }
    }
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
