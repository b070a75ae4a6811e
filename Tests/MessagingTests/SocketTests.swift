import Foundation
import Glibc
import Messaging
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SocketTests {
  static func endpoints() -> [String] {
    ["ipc://" + SocketLab.path(), "tcp://127.0.0.1:*", "tcp://localhost:*"]
  }

  @Test(arguments: endpoints())
  func `a thousand messages go both ways in order`(address: String) throws {
    let context = try Context()
    let coordinator = try CoordinatorSocket(context)
    let endpoint = try coordinator.listen(on: Endpoint(address))
    let worker = try WorkerSocket(context, connectTo: endpoint)
    var (sent, arrived, answered, returned) = (0, 0, 0, 0)
    var back: [RoutingID] = []
    let watched: [(source: Poller.Source, until: Poller.Readiness)] = [
      (.socket(coordinator), .readable), (.socket(worker), [.readable]),
    ]
    _ = try SocketLab.until("1,000 messages both ways", watching: watched) {
      while sent < 1_000, try worker.send(frame(sent)) == .sent { sent += 1 }
      for incoming in try coordinator.receive(max: 100) {
        #expect(incoming.frame == frame(arrived))
        #expect(incoming.parts == 1)
        arrived += 1
        back.append(incoming.from)
      }
      while answered < back.count, try coordinator.send(frame(answered), to: back[answered]) == .sent {
        answered += 1
      }
      for answer in try worker.receive(max: 100) {
        #expect(answer == frame(returned))
        returned += 1
      }
      return returned == 1_000 ? true : nil
    }
    #expect(Set(back).count == 1)
  }

  @Test func `the port that was free is told`() throws {
    let coordinator = try CoordinatorSocket(Context())
    guard case .tcp("127.0.0.1", .some(let port)) = try coordinator.listen(on: Endpoint("tcp://127.0.0.1:*"))
    else {
      Issue.record("no port")
      return
    }
    #expect(port > 1_023)
  }

  @Test func `a numeric IPv6 address works without a setting`() throws {
    let context = try Context()
    let coordinator = try CoordinatorSocket(context)
    let endpoint = try coordinator.listen(on: Endpoint("tcp://[::1]:*"))
    let worker = try WorkerSocket(context, connectTo: endpoint)
    try SocketLab.send([1], from: worker)
    #expect(try SocketLab.next(at: coordinator).frame == [1])
  }

  @Test func `a worker that has gone is told and a stranger's id too`() throws {
    let context = try Context()
    let coordinator = try CoordinatorSocket(context)
    let endpoint = try coordinator.listen(on: Endpoint("tcp://127.0.0.1:*"))
    var worker: WorkerSocket? = try WorkerSocket(context, connectTo: endpoint)
    try SocketLab.send([1], from: #require(worker))
    let peer = try SocketLab.next(at: coordinator).from
    #expect(try coordinator.send([2], to: peer) == .sent)
    worker = nil
    _ = try SocketLab.until("the peer to be gone", watching: []) {
      try coordinator.send([3], to: peer) == .peerGone ? true : nil
    }
    #expect(try coordinator.send([3], to: RoutingID([0, 1, 2, 3, 4])) == .peerGone)
  }

  @Test func `a worker that does not read fills up and nobody else waits`() throws {
    let context = try Context()
    var settings = SocketSettings()
    settings.highWaterMark = 10
    let coordinator = try CoordinatorSocket(context, settings: settings)
    let endpoint = try coordinator.listen(on: Endpoint("ipc://" + SocketLab.path()))
    let lazy = try WorkerSocket(context, connectTo: endpoint, settings: settings)
    let keen = try WorkerSocket(context, connectTo: endpoint, settings: settings)
    try SocketLab.send([1], from: lazy)
    let lazyPeer = try SocketLab.next(at: coordinator).from
    try SocketLab.send([2], from: keen)
    let keenPeer = try SocketLab.next(at: coordinator).from
    let frame = [UInt8](repeating: 0, count: 100_000)
    var sent = 0
    while sent < 1_000, try coordinator.send(frame, to: lazyPeer) == .sent { sent += 1 }
    #expect(sent >= 5 && sent < 1_000)
    #expect(try coordinator.send(frame, to: lazyPeer) == .full)
    #expect(try coordinator.send([7], to: keenPeer) == .sent)
    #expect(try SocketLab.next(at: keen) == [7])
  }

  @Test(arguments: endpoints().prefix(2))
  func `a worker comes back to a coordinator that started again`(address: String) throws {
    // Contexts of their own: the first ends with its socket, and its address is free then.
    var coordinator: CoordinatorSocket? = try CoordinatorSocket(Context())
    let endpoint = try #require(coordinator).listen(on: Endpoint(address))
    let worker = try WorkerSocket(Context(), connectTo: endpoint)
    try SocketLab.send([1], from: worker)
    #expect(try SocketLab.next(at: #require(coordinator)).frame == [1])

    coordinator = nil
    _ = try SocketLab.until("the worker to notice", watching: []) {
      try worker.send([9]) == .full ? true : nil
    }
    let again = try CoordinatorSocket(Context())
    _ = try again.listen(on: endpoint)
    try SocketLab.send([2], from: worker)
    let incoming = try SocketLab.next(at: again)
    #expect(incoming.frame == [2], "nothing said to the coordinator that died may reach its successor")
    #expect(try again.send([3], to: incoming.from) == .sent)
    #expect(try SocketLab.next(at: worker) == [3])
  }

  @Test func `a worker may start before its coordinator`() throws {
    let context = try Context()
    let endpoint = try Endpoint("ipc://" + SocketLab.path())
    let worker = try WorkerSocket(context, connectTo: endpoint)
    #expect(try worker.send([1]) == .full)
    let coordinator = try CoordinatorSocket(context)
    _ = try coordinator.listen(on: endpoint)
    try SocketLab.send([2], from: worker)
    #expect(try SocketLab.next(at: coordinator).frame == [2])
  }

  @Test(arguments: endpoints().prefix(2))
  func `an over-long message is refused and the socket lives on`(address: String) throws {
    let context = try Context()
    var settings = SocketSettings()
    settings.maximumFrame = 1_000
    let coordinator = try CoordinatorSocket(context, settings: settings)
    let endpoint = try coordinator.listen(on: Endpoint(address))
    let careless = try WorkerSocket(context, connectTo: endpoint)
    let careful = try WorkerSocket(context, connectTo: endpoint, settings: settings)
    try SocketLab.send([UInt8](repeating: 1, count: 1_001), from: careless)
    try SocketLab.send([UInt8](repeating: 2, count: 1_000), from: careful)
    #expect(try SocketLab.next(at: coordinator).frame == [UInt8](repeating: 2, count: 1_000))
    // What is said just before the connection breaks is lost, so that it is said until it is heard.
    let heard = try SocketLab.until("the careless worker to come back", watching: []) {
      _ = try careless.send([3])
      return try coordinator.receive(max: 1).first?.frame
    }
    #expect(heard == [3])
    #expect(throws: MessagingError.frameTooLong(found: 1_001, limit: 1_000)) {
      try careful.send([UInt8](repeating: 0, count: 1_001))
    }
  }

  @Test func `sockets with unsent messages end at once`() throws {
    var settings = SocketSettings()
    settings.highWaterMark = 1
    let coordinator = try CoordinatorSocket(Context(), settings: settings)
    let endpoint = try coordinator.listen(on: Endpoint("ipc://" + SocketLab.path()))
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      do {
        let context = try Context()
        let nowhere = try WorkerSocket(context, connectTo: Endpoint("tcp://127.0.0.1:9"))
        #expect(try nowhere.send([1]) == .full)
        // More than the queues and the kernel take, and nobody reads.
        let worker = try WorkerSocket(context, connectTo: endpoint)
        try SocketLab.send([0], from: worker)
        let frame = [UInt8](repeating: 0, count: 100_000)
        while try worker.send(frame) == .sent {}
      } catch { Issue.record(error) }
      ended.signal()
    }
    #expect(ended.wait(timeout: .now() + 20) == .success)
    _ = try coordinator.receive(max: 1)
  }

  @Test func `what cannot be listened on gets its sentence`() throws {
    let context = try Context()
    let first = try CoordinatorSocket(context)
    let second = try CoordinatorSocket(context)
    let taken = try first.listen(on: Endpoint("tcp://127.0.0.1:*"))
    let path = SocketLab.path()
    let takenPath = try first.listen(on: Endpoint("ipc://" + path))
    for endpoint in [taken, takenPath] {
      let error = #expect(throws: MessagingError.self) { try second.listen(on: endpoint) }
      #expect(
        error?.description
          == "Cannot listen on '\(endpoint)': another process does. Stop it, or choose another address.")
    }
    for (address, sentence) in [
      (
        "tcp://192.0.2.7:7700",
        "Cannot listen on 'tcp://192.0.2.7:7700': this machine has no such address. "
          + "'0.0.0.0' means all it has."
      ),
      (
        "tcp://nowhere9:7700",
        "Cannot listen on 'tcp://nowhere9:7700': this machine has no such address. "
          + "'0.0.0.0' means all it has."
      ),
      (
        "ipc:///nowhere/at/all.sock",
        "Cannot listen on 'ipc:///nowhere/at/all.sock': the folder is not there. Create it first."
      ),
    ] {
      let error = #expect(throws: MessagingError.self) { try second.listen(on: Endpoint(address)) }
      #expect(error?.description == sentence)
    }
    // The first still listens: nobody took its path.
    let worker = try WorkerSocket(context, connectTo: takenPath)
    try SocketLab.send([1], from: worker)
    #expect(try SocketLab.next(at: first).frame == [1])
  }

  @Test func `a file where the socket should be is left alone`() throws {
    let path = SocketLab.path()
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let error = #expect(throws: MessagingError.self) {
      try CoordinatorSocket(Context()).listen(on: Endpoint("ipc://" + path))
    }
    #expect(
      error?.description
        == "'\(path)' is there already and is not a socket. Choose another path, or move it away.")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
  }

  @Test func `a coordinator takes its socket file with it`() throws {
    let path = SocketLab.path()
    var coordinator: CoordinatorSocket? = try CoordinatorSocket(Context())
    _ = try #require(coordinator).listen(on: Endpoint("ipc://" + path))
    #expect(access(path, F_OK) == 0)
    coordinator = nil
    #expect(access(path, F_OK) != 0)
  }

  @Test func `the socket file of a coordinator that was killed is no hindrance`() throws {
    let (path, left) = (SocketLab.path(), SocketLab.path())
    var coordinator: CoordinatorSocket? = try CoordinatorSocket(Context())
    _ = try #require(coordinator).listen(on: Endpoint("ipc://" + path))
    // A second name for the file stays when its socket is gone, as after a kill.
    #expect(link(path, left) == 0)
    coordinator = nil
    let next = try CoordinatorSocket(Context())
    let worker = try WorkerSocket(Context(), connectTo: next.listen(on: Endpoint("ipc://" + left)))
    try SocketLab.send([1], from: worker)
    #expect(try SocketLab.next(at: next).frame == [1])
  }

  @Test(arguments: [
    ("tcp://127.0.0.1:*", "'tcp://127.0.0.1:*' is not an address to use: a worker needs the port's number."),
    ("tcp://*:7700", "'tcp://*:7700' is not an address to use: a worker needs the host's name."),
  ])
  func `an address for listeners only is refused to a worker`(address: String, sentence: String) {
    let error = #expect(throws: MessagingError.self) {
      try WorkerSocket(Context(), connectTo: Endpoint(address))
    }
    #expect(error?.description == sentence)
  }

  private func frame(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: number) { Array($0) } + [UInt8](repeating: 0, count: 192)
  }
}
