import Coordination
import Foundation
import Messaging
import SweepModel
import Testing

/// docs/protocol.md against the code: every example, every limit, and the worker on that page.
struct ProtocolPageTests {
  static let lease = Lease(trial, .first)
  static let trial = TrialID("eb5d6e87f914629ac378360a44799ae9") ?? TrialID(high: 0, low: 0)
  static let specification = Array(#"{"experiment":"noop","numerics":1,"seed":7}"#.utf8)

  static let data = DataID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10)

  static let fromWorker: [(String, WorkerMessage)] = [
    (
      "hello",
      .hello(
        Hello(
          worker: WorkerID("w-1"), host: "node7", slots: 2, room: 4, numerics: 1, coreType: "SkylakeX",
          held: [Holding(lease, .running(steps: 300))]))
    ),
    (
      "beat",
      .beat(
        room: 4,
        held: [
          Holding(lease, .queued), Holding(Lease(trial, Attempt(2)), .running(steps: 300)),
          Holding(Lease(trial, Attempt(3)), .reporting),
          Holding(
            Lease(trial, Attempt(4)), .running(steps: 300), news: TrialNews(epoch: 12, loss: 0.25)),
        ])
    ),
    (
      "reported",
      .reported(
        room: 4,
        [
          Report(lease, .result(Array("{}".utf8))),
          Report(Lease(trial, Attempt(2)), .failure(.crashed, "killed by SIGSEGV")),
          Report(Lease(trial, Attempt(3)), .failure(.timedOut, "slow"), log: "Epoch 1\n"),
        ])
    ),
    ("handedBack", .handedBack([lease])),
    ("left", .left),
    ("fetch", .fetch(PieceRequest(data, offset: 524_288, length: 524_288, receipt: 7))),
    ("probed", .probed(5, .result(Array("{}".utf8)))),
  ]

  static let fromCoordinator: [(String, CoordinatorMessage)] = [
    ("welcome", .welcome(beatInterval: .seconds(2), leaseLength: .seconds(30))),
    (
      "assign",
      .assign([
        Assignment(
          lease, specification: specification, dataPath: "",
          limits: AttemptLimits(time: .seconds(1200), residentBytes: 2 << 30))
      ])
    ),
    ("acknowledged", .acknowledged([lease])),
    ("revoked", .revoked([lease])),
    ("whoAreYou", .whoAreYou),
    ("refused", .refused("Too old.")),
    (
      "piece",
      .piece(
        DataPiece(
          data, receipt: 8, files: [DataPart("d.npz", byteCount: 524_290)], offset: 524_288,
          bytes: [0x01, 0x02]
        ))
    ),
    ("withheld", .withheld(data, "Gone.")),
    ("probe", .probe(5, specification: specification)),
  ]

  static let fromSlot: [(String, SlotMessage)] = [
    ("ready", .ready(coreType: "SkylakeX")), ("moved", .moved(steps: 300)),
    ("finished", .finished(Array("{}".utf8))), ("failed", .failed(.badInput, "no data")),
    ("noted", .noted("Epoch 1")), ("putOff", .putOff("later")),
    ("ended", .ended(lease.trial, .result(Array("{}".utf8)))), ("free", .free),
  ]

  static let fromSubmitter: [(String, ClientRequest)] = [
    (
      "submit",
      ClientRequest(
        number: 7, asJSON: false,
        .submit(
          Submission(
            id: SweepID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff), file: "seeds: 3\n",
            path: "a.yaml",
            data: [
              KnownData(
                "d.npz",
                DataFacts(
                  id: DataID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10), path: "/data/d.npz",
                  trainRows: 800, testRows: 200, inputs: 20, targets: 10))
            ])))
    ),
    ("order", ClientRequest(number: 8, asJSON: false, .order(.prioritise(5), sweep: "depth"))),
    ("compare", ClientRequest(number: 10, asJSON: false, .compare)),
    (
      "ask",
      ClientRequest(
        number: 9, asJSON: true,
        .ask(
          .trials(
            TrialInquiry(
              sweep: "last", state: .failed, condition: "seed=1", order: "-r2", limit: 5, width: 80))))
    ),
  ]

  @Test(arguments: fromSubmitter)
  func `a submitter's request is the bytes on the page`(name: String, request: ClientRequest) throws {
    let example = try Self.example(name)
    #expect(try request.frame() == example)
    #expect(try ClientRequest(frame: example) == request)
  }

  @Test func `an answer to a submitter is the bytes on the page`() throws {
    let answer = ClientAnswer(number: 8, status: .done, text: Array("Done.\n".utf8))
    #expect(try answer.frame() == Self.example("answer"))
  }

  @Test(arguments: fromWorker)
  func `a worker's message is the bytes on the page`(name: String, message: WorkerMessage) throws {
    let example = try Self.example(name)
    #expect(try message.frames() == [example])
    #expect(try WorkerMessage(frame: example) == message)
  }

  @Test(arguments: fromCoordinator)
  func `a coordinator's message is the bytes on the page`(name: String, message: CoordinatorMessage) throws {
    let example = try Self.example(name)
    #expect(try message.frames() == [example])
    #expect(try CoordinatorMessage(frame: example) == message)
  }

  @Test(arguments: fromSlot)
  func `a slot's message is the bytes on the page`(name: String, message: SlotMessage) throws {
    let example = try Self.example(name)
    #expect(try message.frame() == example)
    #expect(try SlotMessage(frame: example) == message)
  }

  @Test func `an agent's order is the bytes on the page`() throws {
    let order = SlotOrder.run(
      Assignment(Self.lease, specification: Self.specification, dataPath: "/data/a.npz"))
    #expect(try order.frame() == Self.example("run"))
  }

  @Test func `the page shows each kind once and has an example for each`() throws {
    let page = try Self.page()
    let names =
      (Self.fromWorker.map(\.0) + Self.fromCoordinator.map(\.0) + Self.fromSlot.map(\.0)
        + Self.fromSubmitter.map(\.0) + ["run", "answer"])
    #expect(page.components(separatedBy: "```hex\n").count - 1 == names.count)
    for name in names {
      #expect(page.components(separatedBy: "\n### `\(name)` (").count == 2, "\(name)")
      let kind = String(try Self.example(name)[3], radix: 16)
      #expect(page.contains("\n### `\(name)` (\(kind.count == 1 ? "0" : "")\(kind))\n"), "\(name)")
    }
  }

  @Test func `the table of limits is the code's`() throws {
    let limits = [
      ("frame", Limits.frame), ("list", Limits.list), ("name", Limits.name),
      ("specification", Limits.specification), ("path", Limits.path), ("result", Limits.result),
      ("text", Limits.text), ("log", Limits.log), ("slots", Limits.slots), ("attempt", Limits.attempt),
      ("milliseconds", Limits.milliseconds), ("attempt limit", Limits.attemptLimit),
      ("measures", TrialResult.rowLimit), ("epoch", TrialResult.epochLimit), ("sweep file", Limits.sweepFile),
      ("data files", Limits.dataFiles), ("rows", Limits.rows), ("columns", Limits.columns),
      ("piece", Limits.piece), ("data bytes", Limits.dataBytes), ("data parts", Limits.dataParts),
      ("answer part", Limits.answerPart), ("answer parts", Limits.answerParts),
    ]
    let section = try #require(
      Self.page().components(separatedBy: "\n## Limits\n").last?.components(separatedBy: "\n## ").first)
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
      $0.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows == limits.map { ["`\($0)`", String($1)] })
  }

  @Test func `the result on the page is one that is taken`() throws {
    let page = try Self.page()
    let json = try #require(
      page.components(separatedBy: "```json\n").dropFirst().first?.components(separatedBy: "\n```").first)
    #expect(try ResultCodec.encode(ResultCodec.decode(Array(json.utf8))) == Array(json.utf8))
  }

  static func page() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("docs/protocol.md"), encoding: .utf8)
  }

  private static func example(_ name: String) throws -> [UInt8] {
    let section = try #require(page().components(separatedBy: "\n### `\(name)` (").dropFirst().first)
    let block = section.components(separatedBy: "```hex\n").dropFirst().first
    return bytes(ofHex: try #require(block?.components(separatedBy: "```").first))
  }
}
