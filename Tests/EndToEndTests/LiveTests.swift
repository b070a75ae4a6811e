import Coordination
import Foundation
import Glibc
import Messaging
import SweepModel
import Testing

/// The coordinator's live page, asked over a socket as any browser would.
@Suite struct LiveTests {
  @Test func `the page shows a sweep from its first trial to the findings that findings.json has`() throws {
    let lab = try LiveLab(sweep: Sweeps.short)
    #expect(try lab.get("/healthz").body == "ok\n")
    let before = try lab.get("/")
    #expect(before.status == 200 && before.body.contains("No workers."))
    #expect(try lab.get("/metrics").body.contains("state=\"waiting\"} 12\n"))
    let events = try lab.listen()
    try lab.join(slots: 2)
    #expect(try wait(60) { try lab.get("/metrics").body.contains("fathom_results_accepted_total 12\n") })
    #expect(wait(10) { events.text.components(separatedBy: "event: change").count > 2 }, "\(events.text)")

    let status = try lab.fathom("status", "--format", "json")
    let sweeps = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]]
    let id = try #require(sweeps?.first?["id"] as? String)
    _ = try lab.fathom("report", "last", "--out", lab.folder.path("report"))
    let findings = try String(contentsOfFile: lab.folder.path("report/findings.json"), encoding: .utf8)
    #expect(wait(10) { (try? lab.get("/sweeps/\(id)/findings.json").body) == findings })
    try lab.expectSentences(of: findings, on: ["/", "/sweeps/\(id)"])

    let trials = try lab.fathom("trials", "--format", "json")
    let rows = try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]]
    let trial = try #require(rows?.first?["trial"] as? String)
    let page = try lab.get("/trials/\(trial)")
    #expect(page.status == 200 && page.body.contains("layer 2") && page.body.contains("nrc1"))
    #expect(page.body.contains("id=\"spectra\"") && page.body.contains(">H2</th>"))
    #expect(page.body.contains("<pre tabindex=\"0\">Attempt 1 starts on"))
    #expect(try lab.get("/sweeps/\(id)?state=failed").body.contains("No trials here."))
  }

  @Test func `the page only reads, only under its own name, and survives what is no request`() throws {
    let lab = try LiveLab(sweep: Sweeps.short)
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
      let answer = try lab.ask(
        "\(method) / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      #expect(answer.status == 405 && answer.head.contains("Allow: GET, HEAD"), "\(method)")
    }
    let head = try lab.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(
      head.status == 200 && head.body.isEmpty
        && head.head.contains("Content-Security-Policy: default-src 'none'"))
    for (host, status) in [
      ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("[::1]:80", 200), ("localhost:9", 200),
    ] {
      #expect(
        try lab.ask("GET /healthz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n").status == status,
        "\(host)")
    }
    for path in [
      "/nope", "/sweeps/last", "/trials/00000000000000000000000000000000", "/%2e%2e/etc/passwd", "/events/x",
    ] {
      #expect(try lab.get(path).status == 404, "\(path)")
    }
    for bytes in [
      "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
      String(repeating: "A", count: 100_000),
    ] {
      try lab.shout(bytes)
    }
    #expect(try lab.get("/healthz").body == "ok\n")
  }

  @Test(arguments: [
    ("0.0.0.0:7780", 2), ("*:7780", 2), ("node7:7780", 2), ("7780x", 2), ("", 2), ("127.0.0.1:99999", 2),
    ("https://127.0.0.1:1", 2),
  ])
  func `an address that others reach, or that is none, is refused before anything starts`(
    address: String, status: Int32
  ) throws {
    let folder = try TemporaryFolder()
    let ending = try Program.run(
      "fathom", ["coordinator", "--listen", "ipc://" + folder.path("s"), "--http", address], in: folder)
    #expect(ending.status == status && ending.errors.contains("--http"), "\(ending.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path(".fathom")))
  }

  @Test func `the page is shown beyond this machine only on request, which opens nothing else`() throws {
    func start(_ arguments: [String]) throws -> Program.Ending {
      let folder = try TemporaryFolder()
      let file = try folder.write("done.yaml", "name: done\nexperiment: noop\nseeds: 1\nretry: {max: 0}\n")
      let program = try Program(
        "fathom", ["coordinator", file, "--listen", "ipc://" + folder.path("s")] + arguments, in: folder)
      let ends = wait(20) { program.errors.contains("Listening") || !program.process.isRunning }
      #expect(ends)
      kill(program.identifier, SIGTERM)
      return try program.ending(within: 10)
    }
    for arguments in [[], ["--insecure"]] {
      let refused = try start(["--http", "0.0.0.0:0"] + arguments)
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains("shows every result to whoever reaches this machine")
          && refused.errors.contains("or pass --http-open."), "\(refused.errors)")
    }
    let open = try start(["--http", "0.0.0.0:0", "--http-open"])
    #expect(open.status == 0 && open.errors.contains("http://0.0.0.0:"), "\(open.errors)")
    let alone = try start(["--http-open"])
    #expect(alone.status == 2 && alone.errors.contains("Give its address with --http."))
    let socket = try Program.run(
      "fathom", ["coordinator", "--listen", "tcp://0.0.0.0:7799", "--http", "0", "--http-open"],
      in: TemporaryFolder())
    #expect(socket.status == 2 && socket.errors.contains("--insecure"), "\(socket.errors)")
  }

  @Test func `whatever a sweep, a file's name or a worker says is text on every page`() throws {
    let evil = "<img src=x onerror=alert(1)>\"'&"
    let lab = try LiveLab(
      sweep: """
        name: hostile
        parameters:
          dataset: {value: 'd<script>"x.npz'}
          depth: {values: [2, 3]}
          width: {value: 8}
          epochs: {value: 2}
        seeds: 1
        retry: {max: 0}
        """
    ) { folder in
      try FileManager.default.copyItem(
        atPath: Self.swimmer, toPath: folder.path("d<script>\"x.npz"))
    }
    // A worker whose every word is hostile: names, a failure, a result's provenance.
    let socket = try WorkerSocket(Context(), connectTo: Endpoint(lab.server))
    _ = try Poller.wait(for: [(.socket(socket), .writable)], upTo: .seconds(20))
    func say(_ message: WorkerMessage) throws {
      for frame in try message.frames() { #expect(try socket.send(frame) == .sent) }
    }
    try say(
      .hello(
        Hello(
          worker: WorkerID("w\(evil)"), host: "h\(evil)", slots: 2, room: 2,
          numerics: Specification.currentNumerics,
          coreType: "c\(evil)", held: [])))
    var leases: [Lease] = []
    try wait(20) {
      for frame in try socket.receive(max: 10) {
        if case .assign(let some) = try CoordinatorMessage(frame: frame) { leases += some.map(\.lease) }
      }
      return leases.count == 2
    }
    try #require(leases.count == 2)
    func pages() throws -> [String] {
      let status = try lab.fathom("status", "--format", "json")
      let sweeps = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]]
      let id = try #require(sweeps?.first?["id"] as? String)
      return try (["/", "/sweeps/\(id)"] + leases.map { "/trials/\($0.trial)" }).map { try lab.get($0).body }
    }
    let running = try pages()
    let result = TrialResult(
      provenance: Provenance(
        coreType: "c\(evil)", processor: "p\(evil)", libraries: "l\(evil)", version: "v\(evil)",
        host: "h\(evil)",
        trainSeconds: 1, measureSeconds: 0))
    try say(
      .reported(
        room: 0,
        [
          Report(leases[0], .failure(.badInput, "f\(evil)")),
          Report(leases[1], .result(try ResultCodec.encode(result))),
        ]))
    #expect(
      wait(20) { (try? lab.get("/metrics").body.contains("fathom_results_accepted_total 1\n")) == true })
    let ended = try pages()
    for page in running + ended {
      #expect(!page.contains("<img src=x") && !page.contains("d<script>"), "\(page)")
    }
    for word in ["w", "h", "f", "c"] {
      #expect(
        ended.contains { $0.contains("\(word)&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;") }, "\(word)"
      )
    }
    #expect(ended.contains { $0.contains("d&lt;script&gt;&quot;x.npz") })
  }

  private static let swimmer = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../sweeps/data/mujoco_swimmer.npz").standardizedFileURL.path

  @Test func `a port that is taken ends the coordinator with a sentence`() throws {
    let lab = try LiveLab(sweep: Sweeps.short)
    let other = try TemporaryFolder()
    let ending = try Program.run(
      "fathom", ["coordinator", "--listen", "ipc://" + other.path("s"), "--http", "\(lab.port)"], in: other)
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains(
        "Cannot serve the live page on '127.0.0.1:\(lab.port)': Address already in use."),
      "\(ending.errors)")
  }

  @Test func `watch ends with the sweep and writes whole frames into a pipe, from store and server alike`()
    throws
  {
    let lab = try LiveLab(sweep: Sweeps.short)
    let early = try lab.fathom("watch", "--once", "--server", lab.server)
    #expect(
      early.output.contains("0 of 12 trials ended, nothing runs") && early.output.contains("Nothing runs."))
    let watching = try Program(
      "fathom", ["watch", "short", "--server", lab.server, "--every", "0.2"], in: lab.folder)
    try lab.join(slots: 2)
    let watched = try watching.ending(within: 60)
    #expect(watched.status == 0 && !watched.output.contains("\u{1b}"), "\(watched.errors)")
    #expect(watched.output.contains("12 of 12 trials ended\n"))
    let once = try lab.fathom("watch", "--once", "--store", lab.folder.path(".fathom"))
    #expect(once.output.contains("12 finished"))
    let json = try lab.fathom("watch", "--once", "--format", "json", "--server", lab.server).json()
    let workers = try #require(json["workers"] as? [[String: Any]])
    #expect(workers.map { $0["slots"] as? Int } == [2])
    #expect(try lab.fathom("watch", "nothing", "--once").status == 2)
  }
}
