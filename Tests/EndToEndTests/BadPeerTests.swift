import Coordination
import Foundation
import Glibc
import Messaging
import SweepModel
import Testing

/// A live coordinator with workers that behave badly beside an honest one.
@Suite(.serialized) struct BadPeerTests {
  @Test(arguments: FakeWorkers.Manner.allCases)
  func `an honest worker finishes every trial beside a bad one`(manner: FakeWorkers.Manner) throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write(
      "noop.yaml",
      Sweeps.noop(300).replacingOccurrences(of: "seeds: 300", with: "seeds: 300\nretry: {max: 50}"))
    let (coordinator, port) = try Self.coordinator([sweep, "--lease", "1"], in: folder)
    let fakes = FakeWorkers(at: port, seed: 1, [manner])
    defer { fakes.end() }
    // The bad one comes first and is given trials.
    #expect(wait(20) { coordinator.errors.contains(" joined from elsewhere") }, "\(coordinator.errors)")
    let honest = try Program(
      "fathom-worker",
      ["--join", "tcp://127.0.0.1:\(port)", "--slots", "1", "--spool", folder.path("spool")], in: folder)
    let ending = try coordinator.ending(within: 60)
    #expect(ending.status == 0, "\(ending.errors)")
    kill(honest.identifier, SIGTERM)
    #expect(try honest.ending(within: 10).status == 0)
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(try proof.json()["accepted"] as? Int == 300, "\(proof.output)")
  }

  /// A fake one acknowledges nothing by itself, so that the coordinator's goodbye can be seen.
  @Test func `a coordinator that is done answers until its workers know it`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(1))
    let (coordinator, port) = try Self.coordinator([sweep], in: folder)
    let socket = try WorkerSocket(Context(), connectTo: Endpoint("tcp://127.0.0.1:\(port)"))
    var lease: Lease?
    try Self.talk(
      socket,
      .hello(
        Hello(
          worker: WorkerID("fake"), host: "elsewhere", slots: 1, room: 1,
          numerics: Specification.currentNumerics, coreType: "none", held: []))
    ) {
      if case .assign(let assignments) = $0 { lease = assignments.first?.lease }
      return lease != nil
    }
    let report = Report(try #require(lease), .result(Array(Self.result.utf8)))
    // The first answer may be lost on its way; whoever asks again is answered again.
    for _ in 0..<2 {
      try Self.talk(socket, .reported(room: 0, [report])) { $0 == .acknowledged([report.lease]) }
    }
    try Self.talk(socket, .beat(room: 0, held: [Holding(report.lease, .reporting)])) { _ in true }
    #expect(coordinator.process.isRunning)
    // Now it ends at once, and its answer may be lost with it.
    try Self.say(.beat(room: 0, held: []), over: socket)
    #expect(try coordinator.ending(within: 20).status == 0)
  }

  @Test func `test rows that a trial does not ask for are refused, and the coordinator goes on`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(1) + "\nretry: {max: 0}\n")
    let (coordinator, port) = try Self.coordinator([sweep], in: folder)
    let socket = try WorkerSocket(Context(), connectTo: Endpoint("tcp://127.0.0.1:\(port)"))
    var lease: Lease?
    let hello = Hello(
      worker: WorkerID("fake"), host: "elsewhere", slots: 1, room: 1,
      numerics: Specification.currentNumerics, coreType: "none", held: [])
    try Self.talk(socket, .hello(hello)) {
      if case .assign(let assignments) = $0 { lease = assignments.first?.lease }
      return lease != nil
    }
    let layers = [#""layer":1},"#, #""layer":1,"rows":"test"}"#].map { #"{"epoch":1,"figures":{},"# + $0 }
    let result = Self.result.replacing("\"layers\":[]", with: "\"layers\":[\(layers.joined())]")
    try Self.say(.reported(room: 0, [Report(#require(lease), .result(Array(result.utf8)))]), over: socket)
    #expect(try coordinator.ending(within: 20).status == 1)
    #expect(
      coordinator.errors.contains(
        "rows of a layer is 'layer 1, epoch 1, test rows'. Expected is training rows, as the trial asks"),
      "\(coordinator.errors)")
    let export = try Program.run("fathom", ["export", "--table", "layers"], in: folder)
    #expect(export.output.split(separator: "\n").count == 1, "nothing was stored")
  }

  private static let result = """
    {"curve":[],"figures":{},"layers":[],"provenance":{"coreType":"none","host":"elsewhere","libraries":"none",\
    "measureSeconds":0,"processor":"any","trainSeconds":0,"version":"1"}}
    """

  /// Says something and hears what comes until it is the answer.
  private static func talk(
    _ socket: WorkerSocket, _ message: WorkerMessage, until isAnswer: (CoordinatorMessage) -> Bool
  ) throws {
    try say(message, over: socket)
    let isAnswered = try wait(20) {
      try socket.receive(max: 100).map { try CoordinatorMessage(frame: $0) }.contains(where: isAnswer)
    }
    #expect(isAnswered)
  }

  private static func say(_ message: WorkerMessage, over socket: WorkerSocket) throws {
    _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(20))
    for frame in try message.frames() { #expect(try socket.send(frame) == .sent) }
  }

  /// A coordinator on a port that was free, which ends when it is done.
  static func coordinator(
    _ arguments: [String], in folder: TemporaryFolder
  ) throws -> (Program, port: UInt16) {
    let program = try Program(
      "fathom", ["coordinator", "--listen", "tcp://127.0.0.1:*", "--until-done"] + arguments, in: folder)
    #expect(wait(30) { program.errors.contains("Listening on ") }, "\(program.errors)")
    let tail = program.errors.components(separatedBy: "Listening on tcp://127.0.0.1:").last ?? ""
    return (program, try #require(UInt16(tail.prefix { $0.isNumber })))
  }
}
