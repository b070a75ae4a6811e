import Coordination
import Foundation
import Glibc
import Messaging
import SweepModel
import Synchronization
import TestSupport
import Testing

/// `make fuzz`, second half: frames that no worker would say against a live coordinator built with Address Sanitizer.
/// FATHOM_FUZZ=SEED repeats the frames.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_FUZZ"] != nil), .serialized)
struct FuzzTests {
  static let frames = 1_000_000
  static let trials = 400

  @Test func `a million frames end no coordinator and cost no honest worker a trial`() throws {
    let seed = ProcessInfo.processInfo.environment["FATHOM_FUZZ"].flatMap { Int($0) } ?? 1
    print("fuzz: seed \(seed), \(Self.frames) frames to a live coordinator (FUZZ_SEED=\(seed) repeats them)")
    let folder = try TemporaryFolder()
    let sweep = try folder.write("chaos.yaml", Sweeps.chaos(Self.trials))
    let (coordinator, port) = try BadPeerTests.coordinator([sweep], in: folder)
    let honest = try Program(
      "fathom-worker",
      ["--join", "tcp://127.0.0.1:\(port)", "--slots", "1", "--spool", folder.path("spool")], in: folder)
    #expect(wait(60) { coordinator.errors.contains(" joined from ") }, "\(coordinator.errors)")

    let bad = HostileWorkers(at: port, seed: seed)
    var early: Int?
    let start = Date()
    let isSaid = wait(1_200) {
      if early == nil, bad.said > Self.frames / 4 {
        early = ProcessTable.residentBytes(of: coordinator.identifier)
      }
      return bad.said >= Self.frames || !coordinator.process.isRunning
    }
    let late = ProcessTable.residentBytes(of: coordinator.identifier)
    bad.end()
    #expect(isSaid)
    print(
      String(
        format: "fuzz: %d frames over %d connections in %.0f s", bad.said, bad.lives,
        -start.timeIntervalSinceNow))
    let growth = try #require(late) - #require(early)
    print("fuzz: \(early! >> 20) MiB in memory after a quarter of the frames, \(late! >> 20) MiB after all")
    #expect(growth < 64 << 20, "memory should not grow with frames")

    let ending = try coordinator.ending(within: 300)
    #expect(ending.status == 0, "\(ending.errors.suffix(4_000))")
    #expect(!ending.errors.contains("AddressSanitizer"), "\(ending.errors.suffix(8_000))")
    kill(honest.identifier, SIGTERM)
    let left = try honest.ending(within: 30)
    #expect(left.status == 0, "\(left.errors)")
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(try proof.json()["accepted"] as? Int == Self.trials)
  }
}

/// Connections that say hello and then send what is damaged, made up or meant for others, and start anew when they are
/// refused.
private final class HostileWorkers: Sendable {
  private let count = Atomic<Int>(0)
  private let connections = Atomic<Int>(0)
  private let isEnded = Atomic<Bool>(false)
  private static let threads = 3
  private let left = Atomic<Int>(threads)

  var said: Int { count.load(ordering: .relaxed) }
  var lives: Int { connections.load(ordering: .relaxed) }

  init(at port: UInt16, seed: Int) {
    for thread in 0..<Self.threads {
      Thread.detachNewThread { [self] in
        var maker = MessageMaker(seed: seed &* 31 &+ thread)
        while !isEnded.load(ordering: .relaxed) {
          let life = connections.add(1, ordering: .relaxed).newValue
          // A connection that fails is what it is after; the next one starts.
          try? live(&maker, "hostile-\(life)", at: port)
        }
        left.subtract(1, ordering: .relaxed)
      }
    }
  }

  func end() {
    isEnded.store(true, ordering: .relaxed)
    wait(30) { left.load(ordering: .relaxed) == 0 }
  }

  /// Two hundred frames, then what nobody takes, until the coordinator has said that it hears no more: then it has read
  /// everything before.
  private func live(_ maker: inout MessageMaker, _ name: String, at port: UInt16) throws {
    let socket = try WorkerSocket(Context(), connectTo: Endpoint("tcp://127.0.0.1:\(port)"))
    _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(10))
    let hello = Hello(
      worker: WorkerID(name), host: "elsewhere", slots: 1, room: 0, numerics: Specification.currentNumerics,
      coreType: "none", held: [])
    try say(WorkerMessage.hello(hello).frames(), over: socket)
    for _ in 0..<200 {
      var frames = try maker.workerMessage().frames()
      switch maker.below(40) {
      case 0: frames = frames.map { maker.damage($0) }
      case 1: frames = try maker.coordinatorMessage().frames()
      default: break
      }
      try say(frames, over: socket)
    }
    var isRefused = false
    wait(20) {
      for _ in 0..<3 { try? say([[0xde, 0xad] + maker.bytes()], over: socket) }
      _ = try? Poller.wait(for: [(.socket(socket), .readable)], upTo: .milliseconds(50))
      let answers = (try? socket.receive(max: 1_000)) ?? []
      isRefused = isRefused || answers.contains { $0.count > 3 && $0[3] == 0x16 }
      return isRefused || isEnded.load(ordering: .relaxed)
    }
  }

  private func say(_ frames: [[UInt8]], over socket: WorkerSocket) throws {
    for frame in frames {
      while try socket.send(frame) == .full, !isEnded.load(ordering: .relaxed) {
        _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(1))
      }
      count.add(1, ordering: .relaxed)
    }
  }
}
