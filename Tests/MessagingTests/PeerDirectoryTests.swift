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

  @Test mutating func `a full directory takes no stranger and keeps its workers`() throws {
    _ = try say(hello("w-1"), over: 0)
    for number in 1..<PeerDirectory.capacity { _ = try say(beat, over: number) }
    guard case .answer(.refused) = try say(hello("w-2"), over: PeerDirectory.capacity) else {
      Issue.record("it was taken")
      return
    }
    #expect(peers.count == PeerDirectory.capacity)
    #expect(try say(beat, over: 0) == .message(WorkerID("w-1"), beat))
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
    _ message: WorkerMessage, over number: Int, at now: Duration = .zero
  ) throws -> PeerDirectory.Reception {
    receive(try #require(message.frames().only), over: number, at: now)
  }

  private mutating func receive(
    _ frame: [UInt8], over number: Int, at now: Duration = .zero
  ) -> PeerDirectory.Reception {
    peers.receive(Incoming(from: connection(number), frame: frame), at: now)
  }
}
