import Coordination
import Foundation
import Glibc
import Messaging
import SweepModel
import Testing

/// The Python worker of docs/protocol.md, against real sockets. `FATHOM_PYTHON` names a python with pyzmq;
/// without one its syntax alone is checked.
@Suite(.timeLimit(.minutes(2)))
struct PageWorkerTests {
  @Test(.enabled(if: python(with: "py_compile") != nil, "there is no python3"))
  func `the worker on the page compiles`() throws {
    let script = try Self.script()
    defer { try? FileManager.default.removeItem(at: script) }  // a left-over in /tmp harms nobody
    let check = Process()
    check.executableURL = URL(fileURLWithPath: try #require(Self.python(with: "py_compile")))
    check.arguments = [
      "-c", "import sys; compile(open(sys.argv[1]).read(), 'worker.py', 'exec')", script.path,
    ]
    try check.run()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
  }

  @Test(.enabled(if: python(with: "zmq") != nil, "no python with pyzmq; set FATHOM_PYTHON to one"))
  func `the worker on the page joins, reports until acknowledged, joins again and leaves`() throws {
    let coordinator = try CoordinatorSocket(Context())
    let endpoint = try coordinator.listen(on: Endpoint("tcp://127.0.0.1:*"))
    let script = try Self.script()
    defer { try? FileManager.default.removeItem(at: script) }  // a left-over in /tmp harms nobody
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python(with: "zmq")))
    process.arguments = [script.path, endpoint.description]
    process.standardError = FileHandle.nullDevice
    try Self.start(process)
    defer { kill(process.processIdentifier, SIGKILL) }

    var lab = CoordinatorLab(socket: coordinator)
    let hello = try lab.next("hello") { if case .hello(let hello) = $0 { hello } else { nil } }
    #expect(hello.numerics == Specification.currentNumerics)
    #expect(hello.held.isEmpty)
    try lab.say(.welcome(beatInterval: .milliseconds(50), leaseLength: .seconds(5)))
    _ = try lab.next("a beat") { if case .beat(64, []) = $0 { true } else { nil } }

    let noop = ProtocolPageTests.lease
    let foreign = Lease(TrialID(high: 1, low: 2), Attempt(3))
    let specification = ProtocolPageTests.specification
    try lab.say(
      .assign([noop, foreign].map { Assignment($0, specification: specification, dataPath: "") }))
    for _ in 0..<2 {
      let reports = try lab.next("reports") {
        if case .reported(_, let reports) = $0 { reports } else { nil }
      }
      #expect(reports.map(\.lease) == [noop, foreign])
      guard case .result(let payload) = reports[0].outcome else {
        Issue.record("\(reports[0].outcome)")
        return
      }
      #expect(try ResultCodec.decode(payload).metrics.isEmpty)
      #expect(
        reports[1].outcome == .failure(.badInput, "The specification's hash is not the trial's id."))
    }
    try lab.say(.acknowledged([noop]))
    _ = try lab.next("the other alone") {
      if case .beat(_, [Holding(foreign, .reporting)]) = $0 { true } else { nil }
    }
    try lab.say(.whoAreYou)
    let again = try lab.next("hello") { if case .hello(let hello) = $0 { hello } else { nil } }
    #expect(again.worker == hello.worker)
    #expect(again.held == [Holding(foreign, .reporting)])
    try lab.say(.revoked([foreign]))
    _ = try lab.next("a free beat") { if case .beat(_, []) = $0 { true } else { nil } }

    kill(process.processIdentifier, SIGTERM)
    _ = try lab.next("the last word") { if case .left = $0 { true } else { nil } }
    _ = try SocketLab.until("the worker to end", watching: []) { process.isRunning ? nil : true }
    #expect(process.terminationStatus == 0)
  }

  @Test(.enabled(if: python(with: "zmq") != nil, "no python with pyzmq; set FATHOM_PYTHON to one"))
  func `the worker on the page ends when it is refused`() throws {
    let coordinator = try CoordinatorSocket(Context())
    let endpoint = try coordinator.listen(on: Endpoint("ipc://" + SocketLab.path()))
    let script = try Self.script()
    defer { try? FileManager.default.removeItem(at: script) }  // a left-over in /tmp harms nobody
    let process = Process()
    let words = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python(with: "zmq")))
    process.arguments = [script.path, endpoint.description]
    process.standardError = words
    try Self.start(process)
    defer { kill(process.processIdentifier, SIGKILL) }
    var lab = CoordinatorLab(socket: coordinator)
    _ = try lab.next("hello") { if case .hello = $0 { true } else { nil } }
    try lab.say(.refused("Numerics 1 is too old."))
    _ = try SocketLab.until("the worker to end", watching: []) { process.isRunning ? nil : true }
    #expect(process.terminationStatus == 1)
    let said = words.fileHandleForReading.availableData
    #expect(String(decoding: said, as: UTF8.self) == "refused: Numerics 1 is too old.\n")
  }

  private static func script() throws -> URL {
    let blocks = try ProtocolPageTests.page().components(separatedBy: "```python\n")
    try #require(blocks.count == 2, "the page has one block of Python")
    let url = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("fathom-worker-\(UUID().uuidString).py")
    try blocks[1].components(separatedBy: "\n```")[0].appending("\n").write(
      to: url, atomically: true, encoding: .utf8)
    return url
  }

  /// Starts a process that hears signals: those that run tests hold them back, and a child inherits that.
  private static func start(_ process: Process) throws {
    var every = sigset_t()
    var before = sigset_t()
    sigfillset(&every)
    pthread_sigmask(SIG_UNBLOCK, &every, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  /// Path of a python that has this module.
  private static func python(with module: String) -> String? {
    let candidates = [ProcessInfo.processInfo.environment["FATHOM_PYTHON"], "/usr/bin/python3"]
    return candidates.compactMap(\.self).first { path in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["-c", "import \(module)"]
      process.standardError = FileHandle.nullDevice
      // What cannot be started is no python.
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }
}

/// A coordinator with one worker, that skips what it does not wait for.
private struct CoordinatorLab {
  let socket: CoordinatorSocket
  var peers = PeerDirectory()
  var peer = RoutingID([])
  var inbox: [WorkerMessage] = []

  init(socket: CoordinatorSocket) { self.socket = socket }

  mutating func next<Value>(_ what: String, _ pick: (WorkerMessage) -> Value?) throws -> Value {
    try SocketLab.until(what, watching: [(.socket(socket), .readable)]) {
      for incoming in try socket.receive(max: 100) {
        guard case .message(_, let message) = peers.receive(incoming, at: .zero) else {
          Issue.record("the worker says what cannot be read or is out of turn: \(incoming.frame)")
          continue
        }
        peer = incoming.from
        inbox.append(message)
      }
      while !inbox.isEmpty {
        if let value = pick(inbox.removeFirst()) { return value }
      }
      return nil
    }
  }

  func say(_ message: CoordinatorMessage) throws {
    for frame in try message.frames() { #expect(try socket.send(frame, to: peer) == .sent) }
  }
}
