import Coordination
import Messaging
import SweepModel
import TestSupport
import Testing

struct MessageFrameTests {
  @Test(arguments: 1...20)
  func `every message comes back as it was`(seed: Int) throws {
    var maker = MessageMaker(seed: seed)
    for _ in 0..<200 {
      let fromWorker = maker.workerMessage()
      #expect(try WorkerMessage(frame: #require(fromWorker.frames().only)) == fromWorker)
      let fromCoordinator = maker.coordinatorMessage()
      #expect(try CoordinatorMessage(frame: #require(fromCoordinator.frames().only)) == fromCoordinator)
      let order = SlotOrder.run(maker.assignment())
      #expect(try SlotOrder(frame: order.frame()) == order)
      let request = maker.clientRequest()
      #expect(try ClientRequest(frame: request.frame()) == request)
      #expect(ClientRequest.speaks(try request.frame()))
      let answer = maker.clientAnswer()
      #expect(try ClientAnswer(frame: answer.frame()) == answer)
      let fromSlot = maker.slotMessage()
      #expect(try SlotMessage(frame: fromSlot.frame()) == fromSlot)
      #expect(!ClientRequest.speaks(try fromSlot.frame()))
    }
  }

  @Test func `what changes or costs something needs more than a viewer's key`() {
    func role(_ body: ClientRequest.Body) -> Role { ClientRequest(number: 1, asJSON: false, body).role }
    #expect(role(.compare) == .submitter)
    #expect(role(.order(.pause, sweep: "last")) == .submitter)
    #expect(role(.ask(.status(sweep: nil))) == .viewer)
  }

  @Test func `a long answer comes in parts that make it up, and one without end is a sentence`() throws {
    let text = String(repeating: "0123456789abcdef", count: Limits.answerPart / 16 * 2 + 1)
    let parts = Self.parts(.done, text)
    #expect(parts.map(\.part) == [0, 1, 2])
    #expect(parts.map(\.status) == [.moreFollows, .moreFollows, .done])
    #expect(String(decoding: parts.flatMap(\.text), as: UTF8.self) == text)
    #expect(Self.parts(.failed, "").map(\.status) == [.failed])
    let endless = String(repeating: "x", count: Limits.answerPart * Limits.answerParts + 1)
    #expect(Self.parts(.done, endless).map(\.status) == [.failed])
  }

  private static func parts(_ status: ClientAnswer.Status, _ text: String) -> [ClientAnswer] {
    var answers = OpenAnswers()
    answers.add(RequestTicket(connection: RoutingID([1]), number: 7), status, text, at: .zero)
    var parts: [ClientAnswer] = []
    while !answers.isEmpty { parts += answers.due(at: .zero) { _ in 0 }.map(\.answer) }
    return parts
  }

  @Test func `what a worker says of programs is a tail that old ones do not write`() throws {
    func frame(_ offer: ProgramOffer?) throws -> [UInt8] {
      let hello = Hello(worker: WorkerID("w"), host: "h", slots: 1, coreType: "c", offer: offer)
      let frame = try WorkerMessage.hello(hello).frames().only
      #expect(try frame.map(WorkerMessage.init(frame:)) == .hello(hello))
      return try #require(frame)
    }
    let old = try frame(nil)
    #expect(try frame(ProgramOffer(runsPrograms: false)) == old + [0])
    #expect(try frame(ProgramOffer(runsPrograms: true)) == old + [1])
    #expect(try frame(ProgramOffer(runsPrograms: true, gpus: [])) == old + [2, 0, 0, 0, 0])
    let two = try frame(ProgramOffer(runsPrograms: true, gpus: ["0", "MIG-1"]))
    #expect(two.starts(with: old + [2, 2, 0, 0, 0, 1, 0, 0, 0, 48, 5, 0, 0, 0]))
    for bad in [
      old + [3], old + [2], old + [0, 0], Array(two.dropLast()), old + [2, 1, 0, 0, 0, 0, 0, 0, 0],
    ] {
      #expect(throws: MessagingError.self) { try WorkerMessage(frame: bad) }
    }
  }

  @Test func `a list that fills more than one frame is spread in order and nothing is lost`() throws {
    var maker = MessageMaker(seed: 1)
    let reports = (0..<500).map { _ in Report(maker.lease(), .result(maker.bytes())) }
    let frames = try WorkerMessage.reported(room: 7, reports).frames(upTo: 1_000)
    #expect(frames.count > 50)
    #expect(frames.allSatisfy { $0.count <= 1_000 })
    var arrived: [Report] = []
    for frame in frames {
      guard case .reported(7, let some) = try WorkerMessage(frame: frame) else {
        Issue.record("another message")
        continue
      }
      #expect(!some.isEmpty)
      arrived += some
    }
    #expect(arrived == reports)
  }

  @Test func `assignments beyond 16 MiB are spread over frames within it`() throws {
    var maker = MessageMaker(seed: 2)
    let specification = [UInt8](repeating: 0x20, count: Limits.specification)
    let assignments = (0..<300).map { _ in
      Assignment(maker.lease(), specification: specification, dataPath: "")
    }
    let frames = try CoordinatorMessage.assign(assignments).frames()
    #expect(frames.count == 2)
    #expect(frames.allSatisfy { $0.count <= Limits.frame })
    let arrived = try frames.flatMap { frame -> [Assignment] in
      if case .assign(let some) = try CoordinatorMessage(frame: frame) { some } else { [] }
    }
    #expect(arrived == assignments)
  }

  @Test func `a list longer than its bound is spread`() throws {
    var maker = MessageMaker(seed: 3)
    let leases = [Lease](repeating: maker.lease(), count: Limits.list + 1)
    let frames = try CoordinatorMessage.acknowledged(leases).frames()
    #expect(try frames.map { try CoordinatorMessage(frame: $0) }.count == 2)
    #expect(try CoordinatorMessage(frame: frames[1]) == .acknowledged([leases[0]]))
  }

  @Test func `an empty list is one frame`() throws {
    #expect(try WorkerMessage.reported(room: 3, []).frames().count == 1)
  }

  @Test func `one item that no frame can hold is an error and not a frame`() {
    let report = Report(Lease(TrialID(high: 1, low: 2), .first), .result([UInt8](repeating: 0, count: 500)))
    #expect(throws: MessagingError.frameTooLong(found: 537, limit: 300)) {
      try WorkerMessage.reported(room: 0, [report]).frames(upTo: 300)
    }
  }

  @Test func `a long failure is cut at a character and still read`() throws {
    let text = String(repeating: "a", count: Limits.text - 1) + "層層"
    let report = Report(Lease(TrialID(high: 1, low: 2), .first), .failure(.crashed, text))
    let frame = try #require(WorkerMessage.reported(room: 0, [report]).frames().only)
    guard case .reported(_, let reports) = try WorkerMessage(frame: frame),
      case .failure(_, let cut) = reports[0].outcome
    else {
      Issue.record("another message")
      return
    }
    #expect(cut == String(repeating: "a", count: Limits.text - 1))
  }

  @Test func `a refusal of another version is still read`() throws {
    var frame = try #require(CoordinatorMessage.refused("Too old.").frames().only)
    frame[2] = 9
    #expect(try CoordinatorMessage(frame: frame) == .refused("Too old."))
  }

  @Test func `the sender holds fields against the same bounds as the reader`() {
    let lease = Lease(TrialID(high: 1, low: 2), .first)
    func hello(_ worker: String, slots: Int = 1, room: Int = 1) -> WorkerMessage {
      .hello(
        Hello(
          worker: WorkerID(worker), host: "h", slots: slots, room: room, numerics: 1, coreType: "c", held: [])
      )
    }
    #expect(throws: MessagingError.emptyName("hello", "worker")) { try hello("").frames() }
    #expect(throws: MessagingError.controlCharacter("hello", "worker")) { try hello("a\u{1b}[2J").frames() }
    #expect(throws: MessagingError.tooLong("hello", "worker", found: 256, limit: 255)) {
      try hello(String(repeating: "w", count: 256)).frames()
    }
    #expect(throws: MessagingError.outOfRange("hello", "slots", found: "0", 1...4_096)) {
      try hello("w", slots: 0).frames()
    }
    #expect(throws: MessagingError.outOfRange("hello", "room", found: "-1", 0...100_000)) {
      try hello("w", room: -1).frames()
    }
    #expect(throws: MessagingError.outOfRange("handedBack", "attempt", found: "0", 1...Limits.attempt)) {
      try WorkerMessage.handedBack([Lease(lease.trial, Attempt(0))]).frames()
    }
    #expect(throws: MessagingError.outOfRange("welcome", "beat interval", found: "0", 1...604_800_000)) {
      try CoordinatorMessage.welcome(beatInterval: .zero, leaseLength: .seconds(1)).frames()
    }
    let long = [UInt8](repeating: 0, count: Limits.specification + 1)
    #expect(throws: MessagingError.tooLong("assign", "specification", found: 65_537, limit: 65_536)) {
      try CoordinatorMessage.assign([Assignment(lease, specification: long, dataPath: "")]).frames()
    }
    #expect(throws: MessagingError.tooLong("beat", "held", found: 100_001, limit: 100_000)) {
      try WorkerMessage.beat(room: 0, held: Array(repeating: Holding(lease, .queued), count: 100_001))
        .frames()
    }
  }
}

extension Array {
  /// The element of an array of one.
  var only: Element? { count == 1 ? self[0] : nil }
}
