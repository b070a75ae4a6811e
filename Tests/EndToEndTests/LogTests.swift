import Foundation
import Glibc
import Testing

/// The last words of attempts, with the real binaries.
@Suite(.serialized) struct LogTests {
  @Test func `what a killed slot said is told with its attempt`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let run = try Program("fathom", ["run", sweep, "--slots", "1"], in: folder)
    var slot: pid_t?
    // Nothing but training takes so long.
    wait(30) {
      slot = ProcessTable.children(of: run.identifier).first.flatMap { ProcessTable.children(of: $0).first }
      return slot.map { ProcessTable.ticks($0) > 20 } ?? false
    }
    kill(try #require(slot), SIGKILL)
    let ending = try run.ending()
    #expect(ending.status == 0 && ending.errors.contains("signal SIGKILL"), "\(ending.errors)")

    let trials = try Program.run("fathom", ["export", "--format", "json"], in: folder).output
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(trials.utf8)) as? [[String: Any]])
    let trial = try #require(rows.first { $0["attempt"] as? Int == 2 }?["trial"] as? String)
    let log = try Program.run("fathom", ["explain", trial, "--log"], in: folder).output
    let parts = log.components(separatedBy: "== attempt ")
    #expect(parts.count == 3 && parts[1].contains("Attempt 1 starts on"), "\(log)")
    #expect(parts[2].contains("Epoch 150 of 150 after") && parts[2].contains("train loss"), "\(log)")
    #expect(!parts[1].contains("Attempt 2") && !parts[2].contains("Attempt 1"), "\(log)")
    let words = try Program.run("fathom", ["explain", trial], in: folder).output
    #expect(words.contains("the last words of attempt 1:\n    Attempt 1 starts on"), "\(words)")
  }

  @Test func `what a slot's process writes is kept whatever bytes it is, when its trial is killed too`()
    throws
  {
    let folder = try TemporaryFolder()
    // The agent finds this beside itself and takes it for its slot.
    let bin = folder.url.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Program.path(of: "fathom-worker"), toPath: bin.appendingPathComponent("agent").path)
    let script = try folder.write(
      "bin/fathom-worker",
      """
      #!/bin/sh
      printf 'a library \\033[2J\\377 <script>\\n' >&2
      exec '\(Program.path(of: "fathom-worker"))' "$@"
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    let sweep = try folder.write(
      "long.yaml",
      """
      parameters:
        dataset: {value: teacher}
        epochs: {value: 1000000}
      seeds: 1
      retry: {max: 0}
      resources: {time: 1s}
      """)
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", "ipc://" + folder.path("s"), "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let worker = try Program(
      bin.appendingPathComponent("agent").path, ["--join", "ipc://" + folder.path("s"), "--slots", "1"],
      in: folder)
    #expect(try coordinator.ending().errors.contains("The trial is given up."), "\(worker.errors)")
    kill(worker.identifier, SIGTERM)
    #expect(
      try worker.ending(within: 10).errors.contains("a library"), "it goes where it went before as well")

    let trials = try Program.run("fathom", ["export", "--format", "json"], in: folder).output
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(trials.utf8)) as? [[String: Any]])
    let trial = try #require(rows.first?["trial"] as? String)
    let explained = try Program.run("fathom", ["explain", trial, "--format", "json"], in: folder).json()
    let attempts = try #require(explained["attempts"] as? [[String: Any]])
    let log = try #require(attempts.first?["log"] as? String)
    #expect(log.contains("a library \u{fffd}[2J\u{fffd} <script>\n"), "\(log)")
    let text = try Program.run("fathom", ["explain", trial], in: folder).output
    #expect(text.contains("    a library \u{fffd}[2J\u{fffd} <script>"), "\(text)")
  }
}
