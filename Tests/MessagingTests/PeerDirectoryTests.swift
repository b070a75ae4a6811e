import Coordination
import Messaging
import SweepModel
import Testing

struct PeerDirectoryTests {
  private var peers = PeerDirectory(lifetime: .seconds(60))

  @Test mutating func `a stranger's hello binds its connection`() throws {
    let hello = try say(hello("w-1"), over: 1)
    #expect(hello == .message(WorkerID("w-1"), self.hello("w-1")))
    #expect(peers.connection(of: WorkerID("w-1")) == connection(1))
    #expect(try say(beat, over: 1) == .message(WorkerID("w-1"), beat))
  }

  @Test mutating func `a stranger that says anything else is asked who it is, once a second`() throws {
    #expect(try say(beat, over: 1) == .answer(.whoAreYou))
    #expect(try say(beat, over: 1, at: .milliseconds(999)) == .ignored)
    #expect(try say(beat, over: 1, at: .seconds(1)) == .answer(.whoAreYou))
    #expect(try say(beat, over: 2, at: .seconds(1)) == .answer(.whoAreYou))
  }

  @Test mutating func `the newest connection of a worker counts and the older is a stranger again`() throws {
    _ = try say(hello("w-1"), over: 1)
    _ = try say(hello("w-1"), over: 2)
    #expect(peers.connection(of: WorkerID("w-1")) == connection(2))
    #expect(try say(beat, over: 1) == .answer(.whoAreYou))
    #expect(try say(beat, over: 2) == .message(WorkerID("w-1"), beat))
    #expect(peers.lost(connection(1)) == nil)
    #expect(peers.connection(of: WorkerID("w-1")) == connection(2))
  }

  @Test mutating func `a connection that speaks for one worker cannot take another's name`() throws {
    _ = try say(hello("w-1"), over: 1)
    #expect(
      try say(hello("w-2"), over: 1)
        == .answer(.refused("This connection speaks for worker 'w-1' and cannot be 'w-2' as well.")))
    #expect(peers.connection(of: WorkerID("w-2")) == nil)
    #expect(peers.connection(of: WorkerID("w-1")) == connection(1))
  }

  @Test mutating func `a stranger that cannot be read is told why and then not read again`() throws {
    let error = MessagingError.otherVersion(found: 3)
    let answer = CoordinatorMessage.refused(error.description)
    #expect(receive([0x46, 0x4d, 3, 1], over: 1) == .unreadable(error, answer: answer))
    #expect(try say(hello("w-1"), over: 1) == .ignored)
  }

  @Test mutating func `a submitter is heard without a hello, and one that cannot be read is told why`() throws
  {
    let request = ClientRequest(number: 1, asJSON: false, .ask(.status(sweep: nil)))
    let frame = try request.frame()
    let incoming = Incoming(from: connection(1), frame: frame)
    #expect(peers.request(in: incoming, at: .zero).request == request)
    #expect(peers.count == 0)
    let (nothing, reception) = peers.request(
      in: Incoming(from: connection(1), frame: Array(frame.dropLast())), at: .zero)
    #expect(nothing == nil)
    guard case .unreadable(_, .refused?) = reception else {
      Issue.record("\(reception)")
      return
    }
    #expect(peers.request(in: incoming, at: .zero) == (nil, .ignored))
  }

  @Test mutating func `a worker's third unreadable frame ends its connection`() throws {
    _ = try say(hello("w-1"), over: 1)
    let error = MessagingError.trailingBytes("left", 1)
    for _ in 1..<PeerDirectory.unreadableLimit {
      #expect(receive([0x46, 0x4d, 2, 5, 0], over: 1) == .unreadable(error, answer: nil))
    }
    #expect(try say(beat, over: 1) == .message(WorkerID("w-1"), beat))
    #expect(
      receive([0x46, 0x4d, 2, 5, 0], over: 1)
        == .unreadable(error, answer: .refused(error.description)))
    #expect(peers.connection(of: WorkerID("w-1")) == nil)
    #expect(try say(beat, over: 1) == .ignored)
    #expect(try say(hello("w-1"), over: 2) == .message(WorkerID("w-1"), hello("w-1")))
  }

  @Test mutating func `a worker's third unreadable result ends its connection`() throws {
    _ = try say(hello("w-1"), over: 1)
    #expect(peers.receivedUnreadableResult(from: WorkerID("w-1")) == nil)
    #expect(peers.receivedUnreadableResult(from: WorkerID("w-1")) == nil)
    guard case .refused = peers.receivedUnreadableResult(from: WorkerID("w-1")) else {
      Issue.record("it was not refused")
      return
    }
    #expect(try say(beat, over: 1) == .ignored)
    #expect(peers.connection(of: WorkerID("w-1")) == nil)
    #expect(peers.receivedUnreadableResult(from: WorkerID("w-1")) == nil)
  }

  @Test mutating func `a message of two parts is explained`() {
    let incoming = Incoming(from: connection(1), frame: [], parts: 2)
    guard case .unreadable(.severalParts(2), .some) = peers.receive(incoming, at: .zero) else {
      Issue.record("it was read")
      return
    }
  }

  @Test mutating func `a worker that left or was forgotten is a stranger`() throws {
    _ = try say(hello("w-1"), over: 1)
    #expect(try say(.left, over: 1) == .message(WorkerID("w-1"), .left))
    #expect(try say(beat, over: 1) == .answer(.whoAreYou))
    _ = try say(hello("w-1"), over: 1)
    peers.forget(WorkerID("w-1"))
    #expect(peers.connection(of: WorkerID("w-1")) == nil)
    #expect(try say(beat, over: 1, at: .seconds(2)) == .answer(.whoAreYou))
  }

  @Test mutating func `a lost connection names its worker`() throws {
    _ = try say(hello("w-1"), over: 1)
    #expect(peers.lost(connection(1)) == WorkerID("w-1"))
    #expect(peers.lost(connection(1)) == nil)
    #expect(peers.count == 0)
  }

  @Test mutating func `silent connections are forgotten and speaking ones stay`() throws {
    _ = try say(hello("w-1"), over: 1)
    _ = try say(hello("w-2"), over: 2)
    _ = receive([1, 2, 3], over: 3)
    _ = try say(beat, over: 4)
    _ = try say(beat, over: 2, at: .seconds(30))
    peers.expire(at: .seconds(60))
    #expect(peers.count == 1)
    #expect(peers.connection(of: WorkerID("w-1")) == nil)
    #expect(peers.connection(of: WorkerID("w-2")) == connection(2))
  }

  @Test mutating func `ten thousand connections that come and go leave nothing behind`() throws {
    for number in 0..<10_000 {
      _ = try say(hello("w-\(number)"), over: number, at: .seconds(number))
      peers.expire(at: .seconds(number))
      #expect(peers.count <= 60)
    }
    peers.expire(at: .seconds(20_000))
    #expect(peers.count == 0)
  }

  @Test mutating func `however many strangers come, a worker is taken, and those that are there stay`() throws
  {
    _ = try say(hello("w-1"), over: 0)
    for number in 1..<60_000 { _ = try say(beat, over: number) }
    for number in 60_000..<120_000 { _ = receive([1, 2, 3], over: number) }
    #expect(try say(hello("w-2"), over: 120_000) == .message(WorkerID("w-2"), hello("w-2")))
    #expect(peers.count <= PeerDirectory.greatestStrangers + 2)
    #expect(try say(beat, over: 0) == .message(WorkerID("w-1"), beat))
  }

  @Test mutating func `the strangers that came last are remembered`() throws {
    for number in 0..<100_000 { _ = try say(beat, over: number) }
    let last = PeerDirectory.greatestStrangers / 2
    for number in 100_000 - last..<100_000 { #expect(try say(beat, over: number) == .ignored) }
  }

  @Test mutating func `a key has so many workers and no more, and others' are taken beside them`() throws {
    let (own, other) = (try KeyPair().publicKey, try KeyPair().publicKey)
    for number in 0..<PeerDirectory.workersOfAKey {
      guard case .message = try say(hello("w-\(number)"), over: number, key: own) else {
        Issue.record("\(number) was not taken")
        return
      }
    }
    #expect(try say(hello("one more"), over: -1, key: own) == .crowded)
    #expect(try say(hello("w-7"), over: 7, key: own) == .message(WorkerID("w-7"), hello("w-7")))
    #expect(try say(hello("theirs"), over: -2, key: other) == .message(WorkerID("theirs"), hello("theirs")))
    _ = try say(.left, over: 7, key: own)
    #expect(
      try say(hello("one more"), over: -1, key: own) == .message(WorkerID("one more"), hello("one more")))
  }

  @Test mutating func `a name is its key's as long as that is in force`() throws {
    let (own, other) = (try KeyPair().publicKey, try KeyPair().publicKey)
    _ = try say(hello("w-1"), over: 1, key: own)
    let refusal = CoordinatorMessage.refused(
      "The name 'w-1' belongs to another key. Join with that, or under another name.")
    #expect(try say(hello("w-1"), over: 2, key: other) == .answer(refusal))
    #expect(try say(hello("w-1"), over: 3) == .answer(refusal))
    #expect(peers.connection(of: WorkerID("w-1")) == connection(1))
    // An heir of the same machine has the same key.
    #expect(try say(hello("w-1"), over: 4, key: own) == .message(WorkerID("w-1"), hello("w-1")))
    let frame = try #require(hello("w-1").frames().only)
    let incoming = Incoming(from: connection(5), frame: frame, key: other)
    #expect(peers.receive(incoming, at: .zero) { _ in false } == .message(WorkerID("w-1"), hello("w-1")))
    #expect(peers.owner(of: WorkerID("w-1")) == other)
  }

  @Test mutating func `a name that the store has stays its key's, and another is free once it is given up`()
    throws
  {
    let (own, other) = (try KeyPair().publicKey, try KeyPair().publicKey)
    peers.restore([WorkerID("stored"): own])
    guard case .answer(.refused) = try say(hello("stored"), over: 1, key: other) else {
      Issue.record("it was taken")
      return
    }
    for (number, name) in ["kept", "passing"].enumerated() {
      _ = try say(hello(name), over: 10 + number, key: own)
      if name == "kept" { peers.keepName(of: WorkerID(name)) }
      peers.forget(WorkerID(name))
    }
    #expect(peers.owner(of: WorkerID("kept")) == own)
    #expect(try say(hello("passing"), over: 2, key: other) == .message(WorkerID("passing"), hello("passing")))
  }

  @Test mutating func `words from a worker steer no terminal and begin no line of a log`() throws {
    _ = try say(hello("w-1"), over: 1)
    let lease = Lease(TrialID(high: 1, low: 2), .first)
    let evil = "\u{1b}]0;OWNED\u{7}red\n2026-01-01T00:00:00Z  Sweep is cancelled.\u{0}tail\u{202e}\u{2028}"
    let said = try say(
      .reported(room: 1, [Report(lease, .failure(.crashed, evil), log: evil)]), over: 1)
    let fit = "\u{fffd}]0;OWNED\u{fffd}red"
    let (text, log) = (
      fit + " 2026-01-01T00:00:00Z  Sweep is cancelled.\u{fffd}tail\u{fffd}\u{fffd}",
      fit + "\n2026-01-01T00:00:00Z  Sweep is cancelled.\u{fffd}tail\u{fffd}\u{fffd}"
    )
    #expect(
      said
        == .message(
          WorkerID("w-1"), .reported(room: 1, [Report(lease, .failure(.crashed, text), log: log)])))
    let probed = try say(.probed(7, .failure(.crashed, evil)), over: 1)
    #expect(probed == .message(WorkerID("w-1"), .probed(7, .failure(.crashed, text))))
    for (number, name) in ["w\u{202e}exe", "w\u{7f}", "a\tb"].enumerated() {
      guard case .unreadable(.controlCharacter, _) = try say(hello(name), over: 2 + number, unchecked: true)
      else {
        Issue.record("\(name.debugDescription) was taken")
        continue
      }
    }
  }

  private let beat = WorkerMessage.beat(room: 1, held: [])

  private func hello(_ worker: String) -> WorkerMessage {
    .hello(
      Hello(
        worker: WorkerID(worker), host: "h", slots: 1, room: 2, numerics: 1, coreType: "Haswell", held: []))
  }

  private func connection(_ number: Int) -> RoutingID {
    RoutingID(withUnsafeBytes(of: number.bigEndian) { Array($0) })
  }

  private mutating func say(
    _ message: WorkerMessage, over number: Int, at now: Duration = .zero, key: PublicKey? = nil,
    unchecked: Bool = false
  ) throws -> PeerDirectory.Reception {
    guard unchecked, case .hello(let hello) = message else {
      return receive(try #require(message.frames().only), over: number, at: now, key: key)
    }
    // No writer would write it: the name is put in place of one of its length.
    let name = hello.worker.name
    let length = name.utf8.count
    let plain = self.hello(String(repeating: "x", count: length))
    let frame = try #require(plain.frames().only)
    return receive(
      Array(frame[..<8]) + Array(name.utf8) + Array(frame[(8 + length)...]), over: number, at: now)
  }

  private mutating func receive(
    _ frame: [UInt8], over number: Int, at now: Duration = .zero, key: PublicKey? = nil
  ) -> PeerDirectory.Reception {
    peers.receive(Incoming(from: connection(number), frame: frame, key: key), at: now)
  }
}
