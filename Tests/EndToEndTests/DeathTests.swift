import Foundation
import Glibc
import Testing

@Suite(.serialized) struct DeathTests {
  @Test func `a slot killed in mid-trial costs an attempt and nothing else`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let run = try Program("fathom", ["run", sweep, "--slots", "2", "--format", "json"], in: folder)
    let slot = try #require(try Self.slot(of: run, in: folder))
    kill(slot, SIGKILL)
    let ending = try run.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try ending.json()["done"] as? Int == 6)
    #expect(ending.errors.contains("signal SIGKILL"))
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(proof.status == 0)
    #expect(try proof.json()["accepted"] as? Int == 6)
  }

  @Test func `a killed run takes its processes with it and resumes where it was`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let run = try Program("fathom", ["run", sweep], in: folder)
    let agent = try #require(Self.agent(of: run))
    let slots = ProcessTable.children(of: agent)
    try Self.awaitResults(1, in: folder)
    kill(run.identifier, SIGKILL)
    #expect(wait(5) { !([agent] + slots).contains(where: ProcessTable.exists) })
    let again = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder).json()
    #expect(again["done"] as? Int == 6)
    // Leases of the dead run are not waited for: a lease lasts 30 s.
    #expect(try #require(again["elapsed_seconds"] as? Double) < 25)
    #expect(try #require(again["reused"] as? Int) >= 1)
    #expect(try Program.run("fathom", ["verify"], in: folder).status == 0)
  }

  @Test func `a worker whose words nobody reads any more works on`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", "--listen", endpoint, "--until-done", sweep], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let line = "\"$0\" --join \"$1\" --slots 2 --idle 2s 2>&1 | true"
    let worker = try Program(
      "/bin/sh", ["-c", line, Program.path(of: "fathom-worker"), endpoint], in: folder)
    #expect(try coordinator.ending().status == 0)
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(try proof.json()["accepted"] as? Int == 6)
    _ = try worker.ending(within: 20)
  }

  @Test func `a coordinator killed and started again gets one result of every trial`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let endpoint = "ipc://" + folder.path("s")
    let arguments = ["coordinator", "--listen", endpoint, "--lease", "5", "--until-done"]
    let first = try Program("fathom", arguments + [sweep], in: folder)
    #expect(wait(20) { first.errors.contains("Listening") }, "\(first.errors)")
    let worker = try Program("fathom-worker", ["--join", endpoint, "--slots", "2"], in: folder)
    try Self.awaitResults(2, in: folder)
    kill(first.identifier, SIGKILL)
    _ = try first.ending()

    let second = try Program("fathom", arguments, in: folder)
    let ending = try second.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    kill(worker.identifier, SIGTERM)
    #expect(try worker.ending(within: 10).status == 0)
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(proof.status == 0)
    #expect(try proof.json()["accepted"] as? Int == 6)
    // What was running when the coordinator died went on, and was delivered to the new one.
    let trials = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]])
    #expect(rows.map { $0["attempt"] as? Int } == Array(repeating: 1, count: 6))
  }

  @Test func `a trial whose data take longer than a lease to be made ready keeps it`() throws {
    let folder = try TemporaryFolder()
    // 60 million numbers are drawn before the first step.
    let sweep = try folder.write(
      "wide.yaml",
      """
      parameters: {dataset: teacher, samples: 300000, inputs: 200, target_dim: 1, target_rank: 1, depth: 2, width: 2,
        batch_size: full, epochs: 1}
      retry: {max: 0}
      """)
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", endpoint, "--lease", "1", "--until-done"], in: folder)
    let worker = try Program("fathom-worker", ["--join", endpoint, "--slots", "1"], in: folder)
    let ending = try coordinator.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    kill(worker.identifier, SIGTERM)
    _ = try worker.ending(within: 10)
  }

  @Test func `a worker asked to leave hands back what it holds`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", endpoint, "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let first = try Program("fathom-worker", ["--join", endpoint, "--slots", "2"], in: folder)
    try Self.awaitResults(1, in: folder)
    kill(first.identifier, SIGTERM)
    #expect(try first.ending(within: 10).status == 0)
    let second = try Program("fathom-worker", ["--join", endpoint, "--slots", "2"], in: folder)
    #expect(try coordinator.ending().status == 0)
    kill(second.identifier, SIGTERM)
    _ = try second.ending(within: 10)
    #expect(try Program.run("fathom", ["verify"], in: folder).status == 0)
  }

  @Test func `a run refuses a damaged database and tells the way back from a back-up`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("noop.yaml", Sweeps.noop(500))
    #expect(try Program.run("fathom", ["run", sweep, "--slots", "1"], in: folder).status == 0)
    // After an orderly end the log is empty, so that a copy is a back-up.
    let (database, backup) = (folder.path(".fathom/fathom.db"), folder.path("backup.db"))
    try FileManager.default.copyItem(atPath: database, toPath: backup)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
    for page in stride(from: 2, to: try file.seekToEnd() / 4_096, by: 2) {
      try file.seek(toOffset: page * 4_096)
      try file.write(contentsOf: Data(repeating: 0x5A, count: 4_096))
    }
    try file.close()

    let refused = try Program.run("fathom", ["run", sweep, "--slots", "1"], in: folder)
    #expect(refused.status == 2, "nothing was started")
    #expect(refused.errors.contains("it is damaged"), "\(refused.errors)")
    #expect(refused.errors.contains("Put a back-up in its place"), "\(refused.errors)")

    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: database + suffix) {
      try FileManager.default.removeItem(atPath: database + suffix)
    }
    try FileManager.default.moveItem(atPath: backup, toPath: database)
    let again = try Program.run("fathom", ["run", sweep, "--slots", "1", "--format", "json"], in: folder)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.json()["reused"] as? Int == 500)
    #expect(try Program.run("fathom", ["verify"], in: folder).status == 0)
  }

  /// The agent that a run has started.
  private static func agent(of run: Program) -> pid_t? {
    var found: pid_t?
    wait(20) {
      found = ProcessTable.children(of: run.identifier).first
      return found != nil
    }
    return found
  }

  /// A slot that trains: both slots do once a first result is there.
  private static func slot(of run: Program, in folder: TemporaryFolder) throws -> pid_t? {
    try awaitResults(1, in: folder)
    return agent(of: run).flatMap { ProcessTable.children(of: $0).first }
  }

  private static func awaitResults(_ count: Int, in folder: TemporaryFolder) throws {
    let reached = try wait(60) {
      let status = try Program.run("fathom", ["status", "--format", "json"], in: folder)
      guard
        let sweeps = try? JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]],
        let finished = sweeps.first?["finished"] as? Int
      else { return false }
      return finished >= count
    }
    #expect(reached, "\(count) results should be there within a minute")
  }
}
