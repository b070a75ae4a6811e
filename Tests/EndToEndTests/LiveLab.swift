import Foundation
import Glibc
import Testing

/// A coordinator with a live page, which ends with the test.
final class LiveLab {
  let folder: TemporaryFolder
  let server: String
  let port: UInt16
  private let coordinator: Program
  private var workers: [Program] = []

  init(sweep: String, prepare: (TemporaryFolder) throws -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    try prepare(folder)
    server = "ipc://" + folder.path("s")
    let file = try folder.write("sweep.yaml", sweep)
    let started = try Program(
      "fathom", ["coordinator", file, "--listen", server, "--http", ":0"], in: folder)
    coordinator = started
    #expect(wait(20) { started.errors.contains("Listening") }, "\(started.errors)")
    let address = try #require(started.errors.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\//))
    port = try #require(UInt16(address.1))
  }

  deinit {
    for program in workers + [coordinator] { kill(program.identifier, SIGKILL) }
  }

  var coordinatorID: pid_t { coordinator.identifier }
  /// Its log.
  var words: String { coordinator.errors }

  func join(slots: Int) throws {
    workers.append(
      try Program(
        "fathom-worker", ["--join", server, "--slots", "\(slots)", "--spool", folder.path("spool")],
        in: folder))
  }

  func fathom(_ arguments: String...) throws -> Program.Ending {
    try Program.run("fathom", arguments, in: folder)
  }

  /// Whoever waits for somebody to listen may be told so many times.
  struct NobodyListens: Error { var port: UInt16 }

  struct Answer {
    var status: Int
    var head: String
    var body: String
  }

  func get(_ path: String) throws -> Answer {
    try ask("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
  }

  /// Says `bytes` to the page's socket and hears it to its end.
  func ask(_ bytes: String) throws -> Answer {
    let socket = try connect()
    defer { close(socket) }
    // Bytes that the other side no longer takes are part of what is tested.
    _ = Array(bytes.utf8).withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    var heard: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = recv(socket, &part, part.count, 0), count > 0 { heard += part[..<count] }
    let text = String(decoding: heard, as: UTF8.self)
    let end = try #require(text.range(of: "\r\n\r\n"), "\(text.prefix(200))")
    let head = String(text[..<end.lowerBound])
    let status = try #require(head.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return Answer(status: status, head: head, body: String(text[end.upperBound...]))
  }

  /// Says `bytes` and hangs up.
  func shout(_ bytes: String) throws {
    let socket = try connect()
    // Bytes that the other side no longer takes are part of what is tested.
    _ = Array(bytes.utf8).withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    close(socket)
  }

  /// Listens to the page's events until it is released.
  func listen() throws -> EventListener {
    let socket = try connect()
    let request = Array("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    _ = request.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    return EventListener(socket)
  }

  private func connect() throws -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(socket)
      throw NobodyListens(port: port)
    }
    return socket
  }

  /// Each finding's words stand on each page.
  func expectSentences(of findings: String, on pages: [String]) throws {
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(findings.utf8)) as? [String: Any])
    let sentences = try #require(file["findings"] as? [[String: Any]]).compactMap {
      $0["sentence"] as? String
    }
    #expect(!sentences.isEmpty)
    for path in pages {
      let page = try get(path).body
      for sentence in sentences {
        let words = sentence.replacing("'", with: "&#39;")
        #expect(page.contains(words), "\(path): \(sentence)")
      }
    }
  }
}

/// What a connection has said so far.
final class EventListener {
  private let socket: Int32
  private var heard: [UInt8] = []

  init(_ socket: Int32) { self.socket = socket }

  deinit { close(socket) }

  var text: String {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = recv(socket, &part, part.count, Int32(MSG_DONTWAIT)), count > 0 {
      heard += part[..<count]
    }
    return String(decoding: heard, as: UTF8.self)
  }
}
