import Foundation
import Glibc
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
    #expect(watched.output.contains("12 of 12 trials ended, every trial has ended"))
    let once = try lab.fathom("watch", "--once", "--store", lab.folder.path(".fathom"))
    #expect(once.output.contains("12 finished"))
    let json = try lab.fathom("watch", "--once", "--format", "json", "--server", lab.server).json()
    let workers = try #require(json["workers"] as? [[String: Any]])
    #expect(workers.map { $0["slots"] as? Int } == [2])
    #expect(try lab.fathom("watch", "nothing", "--once").status == 2)
  }
}
