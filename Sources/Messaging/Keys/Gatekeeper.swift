internal import CZeroMQ
internal import Foundation
internal import Synchronization

/// Lets connections in by their keys: answers libzmq's questions (ZAP, RFC 27) for one context, on a thread of its own.
///
/// Only keys of the ring that are not revoked pass; libzmq asks before a single frame of a connection is taken, and a
/// context with a listener that has keys but no gatekeeper lets nobody in. What was let in stays connected after its key is
/// revoked: the coordinator must ask the ring for every frame.
package final class Gatekeeper: Sendable {
  private let ring: Mutex<KeyRing>
  private let renewed: @Sendable () -> KeyRing?
  private let waker: Waker
  private let untold = Mutex<(refusals: Refusals, sentences: [String])>((Refusals(), []))
  private let ended = DispatchSemaphore(value: 0)
  private let welcomed = Mutex<PublicKey?>(nil)

  /// Starts to answer; make it before the listener.
  ///
  /// - Parameter renewed: the keys as they are now, where they may have changed; asked before a refusal.
  /// - Throws: `.callFailed` when the context has a gatekeeper already.
  package init(
    _ context: Context, ring: KeyRing, renewed: @escaping @Sendable () -> KeyRing? = { nil }
  ) throws(MessagingError) {
    self.ring = Mutex(ring)
    self.renewed = renewed
    waker = try Waker()
    let socket = try QuestionSocket(context)
    let thread = Thread { [waker, ended] in
      Self.answer(socket, until: waker) { [weak self] in self?.verdict(on: $0) ?? .refused("nobody decides") }
      ended.signal()
    }
    thread.name = "gatekeeper"
    thread.start()
  }

  deinit {
    waker.wake()
    ended.wait()
  }

  /// Holds from the next question on.
  package func follow(_ ring: KeyRing) { self.ring.withLock { $0 = ring } }

  /// What to log of refused connections since the last call.
  package func refusals() -> [String] {
    let now = ContinuousClock.now - Self.start
    return untold.withLock { untold in
      defer { untold.sentences.removeAll() }
      return untold.sentences + untold.refusals.due(at: now)
    }
  }

  /// The key that was let in last.
  package var lastWelcomed: PublicKey? { welcomed.withLock { $0 } }

  /// Counts a connection that was turned away, here or by libzmq.
  package func note(_ reason: String, from address: String? = nil) {
    let now = ContinuousClock.now - Self.start
    untold.withLock { untold in
      if let sentence = untold.refusals.note(.connection, from: address, reason, at: now) {
        untold.sentences.append(sentence)
      }
    }
  }

  private static let start = ContinuousClock.now

  private func verdict(on question: AdmissionRequest) -> Verdict {
    var verdict = ring.withLock { question.verdict(by: $0) }
    if case .refused = verdict, let newer = renewed() {
      follow(newer)
      verdict = question.verdict(by: newer)
    }
    switch verdict {
    case .refused(let reason): note(reason, from: question.address)
    case .welcome(let key): welcomed.withLock { $0 = key }
    }
    return verdict
  }

  private static func answer(
    _ socket: QuestionSocket, until waker: Waker, _ decide: (AdmissionRequest) -> Verdict
  ) {
    while true {
      // What cannot be polled or answered leaves the question open, and libzmq refuses the connection.
      guard
        let ready = try? Poller.wait(
          for: [(.descriptor(waker.descriptor), .readable), (.socket(socket), .readable)],
          upTo: .seconds(60)),
        ready[0].isEmpty
      else { return }
      // As above.
      while let parts = try? socket.receiveParts(kept: 16)?.parts {
        socket.answer(parts, AdmissionRequest(parts).map(decide) ?? .refused("the question is malformed"))
      }
    }
  }
}

/// What libzmq asks of one connection.
struct AdmissionRequest: Hashable, Sendable {
  var address: String
  var mechanism: String
  var key: PublicKey?

  /// `nil` for parts that are no request of ZAP 1.0.
  init?(_ parts: [[UInt8]]) {
    guard parts.count >= 6, parts[0] == Array("1.0".utf8) else { return nil }
    address = String(decoding: parts[3], as: UTF8.self)
    mechanism = String(decoding: parts[5], as: UTF8.self)
    key = parts.count == 7 && parts[6].count == 32 ? PublicKey(bytes: parts[6]) : nil
  }

  func verdict(by ring: KeyRing) -> Verdict {
    guard mechanism == "CURVE", let key else { return .refused("it has no key.") }
    guard let entry = ring[key] else { return .refused("its key is not known.") }
    return entry.isRevoked ? .refused("the key of '\(entry.name)' was revoked.") : .welcome(key)
  }
}

enum Verdict: Hashable, Sendable {
  case welcome(PublicKey)
  case refused(String)
}

/// Where libzmq asks. Its thread is the gatekeeper's alone.
private final class QuestionSocket: Socket, @unchecked Sendable {
  init(_ context: Context) throws(MessagingError) {
    try super.init(context, ZMQ_REP, .init())
    guard zmq_bind(handle, "inproc://zeromq.zap.01") == 0 else {
      throw .callFailed("zmq_bind zap", Self.lastText)
    }
  }

  func answer(_ question: [[UInt8]], _ verdict: Verdict) {
    let request = question.count > 1 ? question[1] : []
    let (code, text, user) =
      switch verdict {
      case .welcome(let key): ("200", "", key.description)
      case .refused(let reason): ("400", reason, "")
      }
    let parts = [Array("1.0".utf8), request, Array(code.utf8), Array(text.utf8), Array(user.utf8), []]
    for (index, part) in parts.enumerated() {
      // As above: a question without a whole answer.
      guard (try? sendPart(part, more: index < parts.count - 1)) == .sent else { return }
    }
  }
}
