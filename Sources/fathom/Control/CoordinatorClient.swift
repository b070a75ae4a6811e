internal import Answers
internal import Coordination
internal import Messaging

/// A submitter's side: asks a running coordinator one thing and waits for the answer.
struct CoordinatorClient {
  private let address: JoinAddress
  private let socket: WorkerSocket
  private let monitor: ConnectionMonitor
  private static let number = UInt32.random(in: 0 ... .max)

  /// - Parameter address: `tcp://host:port`, or a token.
  init(_ address: String) throws {
    (self.address, socket, monitor) = try asInput { () throws(MessagingError) in
      let address = try JoinAddress(address)
      let socket = try WorkerSocket(
        Context(), connectTo: address.endpoint, settings: .init(security: address.security))
      return (address, socket, try ConnectionMonitor(socket))
    }
  }

  /// What the coordinator answers, to be printed.
  ///
  /// The request is said again every ten seconds: the coordinator answers a repeated one without doing it twice.
  func answer(to body: ClientRequest.Body, as format: Format, within limit: Duration) throws -> String {
    let request = ClientRequest(number: Self.number, asJSON: format == .json, body)
    let frame = try asInput(request.frame)
    try connect(within: min(limit, .seconds(10)))
    let deadline = ContinuousClock.now + limit
    var parts = AnswerParts()
    var (said, connected): (ContinuousClock.Instant?, ContinuousClock.Instant) = (nil, .now)
    while ContinuousClock.now < deadline {
      if said.map({ ContinuousClock.now - $0 > .seconds(10) }) ?? true {
        if try socket.send(frame) == .sent { said = .now }
      }
      if try isConnected(waiting: .zero) { connected = .now }
      guard ContinuousClock.now - connected < .seconds(5) else { break }
      _ = try Poller.wait(for: [(.socket(socket), .readable)], upTo: .milliseconds(500))
      for frame in try socket.receive(max: 1_000) {
        if let text = try parts.take(frame, of: Self.number) { return text }
      }
    }
    throw CommandFailure.failed(
      "The coordinator at '\(address.endpoint)' did not answer. Whether it has done what was asked is not known; "
        + "the same command again does it no second time.")
  }

  private func connect(within limit: Duration) throws {
    let deadline = ContinuousClock.now + limit
    var handshakes = HandshakeWatch()
    while ContinuousClock.now < deadline {
      for event in try monitor.take() {
        switch handshakes.verdict(on: event, at: address) {
        case .goOn: break
        case .tell(let text), .end(let text): throw CommandFailure.failed(text)
        }
      }
      if try isConnected(waiting: .milliseconds(100)) { return }
    }
    guard try isConnected(waiting: .zero) else {
      throw CommandFailure.failed(
        "No coordinator answers at '\(address.endpoint)'. Start one with 'fathom coordinator', or pass its address with "
          + "--server.")
    }
  }

  private func isConnected(waiting limit: Duration) throws -> Bool {
    try Poller.wait(for: [(.socket(socket), .writable)], upTo: limit)[0].contains(.writable)
  }
}

/// The parts of an answer as they come in.
private struct AnswerParts {
  private var text: [UInt8] = []
  private var next = 0

  /// The whole text once its last part is there.
  mutating func take(_ frame: [UInt8], of number: UInt32) throws -> String? {
    if case .refused(let reason)? = try? CoordinatorMessage(frame: frame) {
      throw CommandFailure.failed("The coordinator refused the request: \(reason)")
    }
    let part = try ClientAnswer(frame: frame)
    guard part.number == number else { return nil }
    // A repeated request may be answered twice: the second answer begins anew.
    if part.part == 0 { (text, next) = ([], 0) }
    guard part.part == next else { return nil }
    text += part.text
    next += 1
    if part.status == .moreFollows { return nil }
    let words = String(decoding: text, as: UTF8.self)
    let lines = words.split(separator: "\n").map(String.init)
    switch part.status {
    case .moreFollows: return nil
    case .done: return words
    case .failed: throw CommandFailure.failed(lines.joined(separator: "\n"))
    case .badInput: throw CommandFailure.badInput(lines)
    }
  }
}
