import Coordination
import Foundation
import Glibc
import Messaging
import SweepModel
import Testing

/// Workers on machines that do not have the data file. `/proc/self/cwd` is each process's own folder, so that the path under
/// which the coordinator has it means another folder to a worker.
@Suite(.serialized) struct DataTests {
  private final class Cluster {
    let home: TemporaryFolder
    let machine: TemporaryFolder
    let port: UInt16
    let coordinator: Program
    private var workers: [Program] = []

    /// - Parameter prepare: sees the coordinator's folder after the sweep was planned.
    init(prepare: (Cluster) throws -> Void = { _ in }) throws {
      home = try TemporaryFolder()
      machine = try TemporaryFolder()
      let data = home.url.appendingPathComponent("swimmer.npz")
      try FileManager.default.copyItem(at: DataTests.original, to: data)
      let sweep = try home.write("sweep.yaml", DataTests.sweep(of: "/proc/self/cwd/swimmer.npz"))
      (coordinator, port) = try BadPeerTests.coordinator([sweep], in: home)
      try prepare(self)
    }

    deinit { for worker in workers { kill(worker.identifier, SIGKILL) } }

    var cache: String { machine.path("cache/fathom/data") }

    @discardableResult
    func join(_ arguments: String...) throws -> Program {
      let worker = try Program(
        "fathom-worker",
        ["--join", "tcp://127.0.0.1:\(port)", "--slots", "2", "--spool", machine.path("spool")] + arguments,
        in: machine, settings: ["XDG_CACHE_HOME": machine.path("cache")])
      workers.append(worker)
      return worker
    }

    /// What lies in the cache, locks apart.
    var cached: [String] {
      let names = FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []
      return names.filter { $0.contains("/files/") }.sorted()
    }
  }

  @Test func `a machine without the file fetches it once, and its numbers are those of a local run`() throws {
    let cluster = try Cluster()
    let worker = try cluster.join()
    let ending = try cluster.coordinator.ending(within: 60)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(!ending.errors.contains("failed"), "no attempt is counted while data is on its way")
    kill(worker.identifier, SIGTERM)
    #expect(try worker.ending(within: 10).status == 0)

    let file = try #require(cluster.cached.only, "\(cluster.cached)")
    #expect(file.hasSuffix("/files/swimmer.npz"))
    #expect(
      FileManager.default.contentsEqual(atPath: "\(cluster.cache)/\(file)", andPath: Self.original.path))

    let local = try TemporaryFolder()
    try FileManager.default.copyItem(at: Self.original, to: local.url.appendingPathComponent("swimmer.npz"))
    let sweep = try local.write("sweep.yaml", Self.sweep(of: "swimmer.npz"))
    #expect(try Program.run("fathom", ["run", sweep], in: local).status == 0)
    func layers(_ folder: TemporaryFolder) throws -> String {
      try Program.run("fathom", ["export", "last", "--table", "layers", "--format", "csv"], in: folder).output
    }
    #expect(try layers(cluster.home) == layers(local))
    #expect(try layers(local).split(separator: "\n").count == 1 + 2 * (2 + 3))
  }

  @Test func `what was fetched before is read from the cache, and the coordinator is not asked`() throws {
    let first = try Cluster()
    try first.join()
    #expect(try first.coordinator.ending(within: 60).status == 0)
    let cached = try #require(first.cached.only)
    let second = try Cluster { cluster in
      try FileManager.default.createDirectory(
        atPath: cluster.machine.path("cache/fathom"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: first.cache, toPath: cluster.cache)
      try FileManager.default.removeItem(atPath: cluster.home.path("swimmer.npz"))
    }
    try second.join()
    let ending = try second.coordinator.ending(within: 60)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(second.cached == [cached])
  }

  @Test func `a renamed copy in the folder of --data-dir is found by its content`() throws {
    let cluster = try Cluster { cluster in
      try FileManager.default.createDirectory(
        atPath: cluster.machine.path("copies"), withIntermediateDirectories: true)
      _ = try cluster.machine.write("copies/a.npz", "no data file")
      try FileManager.default.moveItem(
        atPath: cluster.home.path("swimmer.npz"), toPath: cluster.machine.path("copies/other-name.npz"))
    }
    try cluster.join("--data-dir", "copies")
    let ending = try cluster.coordinator.ending(within: 60)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(cluster.cached.isEmpty, "nothing was fetched")
  }

  @Test func `a file that has changed is refused, and so is one that the coordinator has not either`() throws
  {
    for (change, sentence) in [
      (
        { (path: String) in try Data("other".utf8).append(to: path) },
        "has changed since the sweep was planned"
      ),
      ({ (path: String) in try FileManager.default.removeItem(atPath: path) }, "either: no such file"),
    ] {
      let cluster = try Cluster { try change($0.home.path("swimmer.npz")) }
      try cluster.join()
      let ending = try cluster.coordinator.ending(within: 60)
      #expect(ending.status == 1)
      #expect(ending.errors.contains(sentence), "\(ending.errors)")
      #expect(ending.errors.contains("can be named with --data-dir"), "\(ending.errors)")
      #expect(cluster.cached.isEmpty)
    }
  }

  @Test
  func `the cache keeps its bound: what was used longest ago goes, and what is too large is not fetched`()
    throws
  {
    let large = try Cluster()
    try large.join("--data-cache", "100K")
    let refused = try large.coordinator.ending(within: 60)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("Raise --data-cache."), "\(refused.errors)")
    #expect(large.cached.isEmpty)

    let old = String(repeating: "0", count: 32)
    let cluster = try Cluster { cluster in
      for (name, byteCount) in [(old, 300_000), ("\(old).1.draft", 200_000)] {
        try FileManager.default.createDirectory(
          atPath: "\(cluster.cache)/\(name)/files", withIntermediateDirectories: true)
        FileManager.default.createFile(atPath: "\(cluster.cache)/\(name)/lock", contents: nil)
        FileManager.default.createFile(
          atPath: "\(cluster.cache)/\(name)/files/x", contents: Data(count: byteCount))
      }
    }
    try cluster.join("--data-cache", "700K")
    #expect(try cluster.coordinator.ending(within: 60).status == 0)
    #expect(try #require(cluster.cached.only).hasSuffix("/files/swimmer.npz"))
  }

  @Test(arguments: [
    (["--data-cache", "much"], "'--data-cache' is 'much'. Give a size such as '500M' or '2G', or '0'."),
    (["--data-dir", "nowhere"], "'--data-dir' is 'nowhere', which is no folder on this machine."),
  ])
  func `a wrong option is refused before anything starts`(arguments: [String], sentence: String) throws {
    let ending = try Program.run(
      "fathom-worker", ["--join", "tcp://127.0.0.1:9"] + arguments, in: TemporaryFolder())
    #expect(ending.status == 2)
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
  }

  @Test func `data that no sweep names is withheld, and a worker that reads nothing fills no queue`() throws {
    let cluster = try Cluster()
    let socket = try WorkerSocket(Context(), connectTo: Endpoint("tcp://127.0.0.1:\(cluster.port)"))
    let hello = Hello(
      worker: WorkerID("fake"), host: "elsewhere", slots: 1, room: 0, numerics: Specification.currentNumerics,
      coreType: "none", held: [])
    _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(20))
    func say(_ message: WorkerMessage) throws {
      for frame in try message.frames() { #expect(try socket.send(frame) == .sent) }
    }
    var heard: [CoordinatorMessage] = []
    func hear(_ limit: TimeInterval = 20, until fact: () -> Bool) throws {
      try wait(limit) {
        heard += try socket.receive(max: 100).map { try CoordinatorMessage(frame: $0) }
        return fact()
      }
    }
    try say(.hello(hello))
    let nobodys = DataID(high: 1, low: 2)
    try say(.fetch(PieceRequest(nobodys, offset: 0, length: 10, receipt: 0)))
    try hear { heard.contains(.withheld(nobodys, "No sweep of this coordinator names it.")) }
    #expect(heard.contains(.withheld(nobodys, "No sweep of this coordinator names it.")))

    let data = try DataID(contentsOf: [Self.original.path])
    for number in 0..<200 {
      try say(.fetch(PieceRequest(data, offset: number * 1_000, length: 1_000, receipt: UInt64(number))))
    }
    func pieces() -> [DataPiece] {
      heard.compactMap { if case .piece(let piece) = $0 { piece } else { nil } }
    }
    try hear { pieces().count == 4 }
    // Whatever else the coordinator had to send would come before the answer to this.
    heard.removeAll { if case .welcome = $0 { true } else { false } }
    try say(.hello(hello))
    try hear { heard.contains { if case .welcome = $0 { true } else { false } } }
    #expect(pieces().map(\.offset) == [0, 1_000, 2_000, 3_000])
    #expect(pieces().first?.files == [DataPart("swimmer.npz", byteCount: 572_946)])
    kill(cluster.coordinator.identifier, SIGTERM)
  }

  private static let original = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../sweeps/data/mujoco_swimmer.npz").standardizedFileURL

  private static func sweep(of dataset: String) -> String {
    """
    name: spare
    parameters:
      dataset: {value: \(dataset)}
      samples: {value: 300}
      depth: {values: [2, 3]}
      width: {value: 8}
      batch_size: {value: 32}
      epochs: {value: 2}
    seeds: 2
    measure: {metrics: [nrc]}
    """
  }
}

extension Data {
  fileprivate func append(to path: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { handle.closeFile() }
    try handle.seekToEnd()
    try handle.write(contentsOf: self)
  }
}

extension Collection {
  fileprivate var only: Element? { count == 1 ? first : nil }
}
