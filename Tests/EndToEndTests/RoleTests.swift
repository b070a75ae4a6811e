import Coordination
import Foundation
import Messaging
import SweepLanguage
import SweepModel
import Testing

/// Every message that a client or a worker can say, said with every kind of key to the real coordinator: 17 messages of 6
/// holders make 102 cases, and the same 17 are said once more over connections whose key is revoked meanwhile.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RoleTests {
  enum Holder: String, CaseIterable {
    case worker, submitter, viewer
    /// A worker's key, revoked before it connects.
    case revoked
    /// A key of its own making, with the coordinator's public key.
    case unknown
    /// No CURVE at all.
    case keyless
  }

  @Test func `the table of roles has 102 cases`() {
    #expect(Holder.allCases.count * Utterance.all.count == 102)
  }

  @Test(arguments: Holder.allCases, Utterance.all)
  func `each holder is heard in its role and refused beyond it`(holder: Holder, utterance: Utterance) throws {
    let lab = try RoleLab.shared.get()
    let expected = expectation(of: utterance, by: holder)
    let line = try lab.line(of: holder)
    guard expected.isRefusal else {
      #expect(try line.answer(to: utterance) == expected)
      return
    }
    let looking = try lab.line(of: .submitter)
    let before = try lab.standing(over: looking)
    #expect(try line.answer(to: utterance) == expected)
    #expect(try lab.standing(over: looking) == before)
  }

  @Test func `a key revoked while connected has each of the 17 messages refused`() throws {
    let lab = try RoleLab.shared.get()
    let pair = try lab.keys.add("late", role: .submitter)
    let known = try lab.keys.ring().entries.count { !$0.isRevoked }
    #expect(wait(20) { lab.log.contains("Keys were changed: \(known) are in force.") }, "\(lab.log)")
    let lines = try Utterance.all.map { _ in try lab.line(.client(pair, server: lab.server.publicKey)) }
    for line in lines { #expect(try line.answer(to: .look) == .done) }
    try lab.keys.revoke("late")
    #expect(wait(5) { lab.log.contains("Keys were changed: \(known - 1) are in force.") }, "\(lab.log)")
    let looking = try lab.line(of: .submitter)
    let before = try lab.standing(over: looking)
    for (line, utterance) in zip(lines, Utterance.all) {
      #expect(
        try line.answer(to: utterance)
          == .refused("The key of 'late' was revoked. Ask for a new one: 'fathom keys add late'."),
        "\(utterance)")
    }
    #expect(try lab.standing(over: looking) == before)
  }

  private func expectation(of utterance: Utterance, by holder: Holder) -> Outcome {
    switch (holder, utterance.role) {
    case (.revoked, _), (.unknown, _): .keyRefused
    case (.keyless, _): .closed
    case (.worker, .worker), (.submitter, .submitter), (.submitter, .viewer), (.viewer, .viewer):
      utterance.answer
    case (_, let role):
      .refused(
        "The key of '\(holder)' is a \(holder)'s and this needs a \(role)'s. "
          + "Ask for one: 'fathom keys add NAME --role \(role)'.")
    }
  }
}

/// What the coordinator made of a message.
enum Outcome: Equatable {
  case welcomed, askedWho, done
  case refused(String)
  /// The connection never was one: its key was refused, or it has none.
  case keyRefused, closed
  case unexpected(String)

  var isRefusal: Bool {
    switch self {
    case .refused, .keyRefused, .closed: true
    case .welcomed, .askedWho, .done, .unexpected: false
    }
  }
}

/// One message of a client or a worker, whom it takes to say it, and the answer that such a one gets.
struct Utterance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let role: Role
  let answer: Outcome
  let frames: @Sendable () throws -> [[UInt8]]

  static let all: [Utterance] = [
    request("submit", .submitter, .submit(submission)),
    request("pause", .submitter, .order(.pause, sweep: "last")),
    request("resume", .submitter, .order(.resume, sweep: "last")),
    request("cancel", .submitter, .order(.cancel, sweep: "last")),
    request("retry", .submitter, .order(.retryFailed, sweep: "last")),
    request("prioritise", .submitter, .order(.prioritise(7), sweep: "last")),
    look,
    request("trials", .viewer, .ask(.trials(TrialInquiry(sweep: "last")))),
    request("explain", .viewer, .ask(.explain(trial: trial.description))),
    request("watch", .viewer, .ask(.watch(sweep: nil, width: 80, height: 0))),
    message(
      "hello", .welcomed,
      .hello(
        Hello(
          worker: WorkerID("table"), host: "elsewhere", slots: 1, room: 0,
          numerics: Specification.currentNumerics,
          coreType: "none", held: []))),
    // Who has not said hello is asked who it is.
    message("beat", .askedWho, .beat(room: 1, held: [Holding(Lease(trial, .first), .queued)])),
    message(
      "reported", .askedWho, .reported(room: 1, [Report(Lease(trial, .first), .failure(.crashed, "no"))])),
    message("handedBack", .askedWho, .handedBack([Lease(trial, .first)])),
    message(
      "fetch", .askedWho, .fetch(PieceRequest(DataID(high: 1, low: 2), offset: 0, length: 1, receipt: 0))),
    message("probed", .askedWho, .probed(1, .failure(.crashed, "no"))),
    message("left", .askedWho, .left),
  ]

  static let look = request("status", .viewer, .ask(.status(sweep: nil)))

  private static func request(_ name: String, _ role: Role, _ body: ClientRequest.Body) -> Utterance {
    Utterance(testDescription: name, role: role, answer: .done) {
      [try ClientRequest(number: 1, asJSON: true, body).frame()]
    }
  }

  private static func message(_ name: String, _ answer: Outcome, _ message: WorkerMessage) -> Utterance {
    Utterance(testDescription: name, role: .worker, answer: answer) { try message.frames() }
  }

  static let sweep = "name: roles\nexperiment: noop\nseeds: 3\n"
  private static let plan = Result {
    try SweepPlan.plan(text: sweep, path: "roles.yaml") { _, _ in throw NoData() }
  }
  private static let trial = (try? plan.get().trials.ids.first) ?? TrialID(high: 0, low: 0)
  private static let submission = Submission(
    id: (try? plan.get().id) ?? SweepID(high: 0, low: 0), file: sweep, path: "roles.yaml", data: [])

  private struct NoData: Error {}
}

/// One coordinator with keys for the whole table. It ends with the process of the tests, however that ends.
final class RoleLab: Sendable {
  static let shared = Result { try RoleLab() }

  let keys: KeyFolder
  let server: KeyPair
  private let pairs: [RoleTests.Holder: KeyPair]
  private let endpoint: Endpoint
  private let logPath: String
  private let lifeline = Pipe()

  private init() throws {
    let folder =
      FileManager.default.temporaryDirectory.path + "/fathom-roles-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    keys = KeyFolder(folder + "/keys")
    try keys.create()
    server = try keys.server()
    var pairs: [RoleTests.Holder: KeyPair] = [.unknown: try KeyPair()]
    for (holder, role) in [
      (RoleTests.Holder.worker, Role.worker), (.submitter, .submitter), (.viewer, .viewer),
      (.revoked, .worker),
    ] { pairs[holder] = try keys.add(holder.rawValue, role: role) }
    try keys.revoke("revoked")
    self.pairs = pairs
    try Utterance.sweep.write(toFile: folder + "/roles.yaml", atomically: true, encoding: .utf8)
    let path = folder + "/log"
    logPath = path
    // The shell hears that this process has ended when its standard input does.
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c", #""$0" "$@" 2> "$LOG" & cat > /dev/null; kill $!; wait; rm -rf "$LOG_FOLDER""#,
      Program.path(of: "fathom"), "coordinator", folder + "/roles.yaml", "--listen", "tcp://127.0.0.1:*",
      "--store", folder + "/store", "--keys", keys.path,
    ]
    shell.environment = ProcessInfo.processInfo.environment.merging(["LOG": path, "LOG_FOLDER": folder]) {
      $1
    }
    shell.standardInput = lifeline
    try shell.run()
    #expect(wait(20) { Self.read(path).contains("for holders of keys") }, "\(Self.read(path))")
    let word = Self.read(path).split(separator: " ").first { $0.hasPrefix("tcp://") }
    endpoint = try Endpoint(String(try #require(word)))
  }

  private static func read(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  var log: String { Self.read(logPath) }

  /// All sweeps as a submitter is told of them, and how many workers have joined.
  func standing(over line: RoleLine) throws -> String {
    _ = try line.answer(to: .look)
    return line.text + " \(log.components(separatedBy: " joined from ").count - 1) joined"
  }

  func line(of holder: RoleTests.Holder) throws -> RoleLine {
    try line(pairs[holder].map { .client($0, server: server.publicKey) } ?? .none)
  }

  func line(_ security: SocketSecurity) throws -> RoleLine { try RoleLine(endpoint, security) }
}

/// One connection to the lab's coordinator.
final class RoleLine {
  private let socket: WorkerSocket
  private let monitor: ConnectionMonitor
  /// Of the last answer to a request.
  private(set) var text = ""

  init(_ endpoint: Endpoint, _ security: SocketSecurity) throws {
    socket = try WorkerSocket(Context(), connectTo: endpoint, settings: .init(security: security))
    monitor = try ConnectionMonitor(socket)
  }

  /// Says it once connected, and hears the first answer or why there is no connection.
  func answer(to utterance: Utterance) throws -> Outcome {
    var frames = try utterance.frames()
    var outcome: Outcome?
    _ = try wait(20) {
      for event in try monitor.take() {
        switch event {
        case .keyRefused: outcome = outcome ?? .keyRefused
        case .handshakeFailed, .disconnected: outcome = outcome ?? .closed
        case .connected, .handshakeSucceeded, .accepted, .closed: break
        }
      }
      if let frame = frames.first, try socket.send(frame) == .sent { frames.removeFirst() }
      for frame in try socket.receive(max: 10) { outcome = outcome ?? hear(frame) }
      return outcome != nil
    }
    return outcome ?? .unexpected("silence")
  }

  private func hear(_ frame: [UInt8]) -> Outcome? {
    if let answer = try? ClientAnswer(frame: frame) {
      text = String(decoding: answer.text, as: UTF8.self)
      return switch answer.status {
      case .done: .done
      case .failed: .refused(text)
      case .badInput, .moreFollows: .unexpected(text)
      }
    }
    return switch try? CoordinatorMessage(frame: frame) {
    case .welcome: .welcomed
    case .whoAreYou: .askedWho
    case .refused(let text): .refused(text)
    case let other: .unexpected("\(other as Any)")
    }
  }
}
