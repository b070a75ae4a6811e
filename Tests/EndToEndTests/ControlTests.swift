import Foundation
import Glibc
import Testing

/// A coordinator that runs, and what its users ask of it.
@Suite(.serialized) struct ControlTests {
  /// A coordinator on a socket of its own, which ends with the test.
  private final class Lab {
    let folder: TemporaryFolder
    let server: String
    private(set) var coordinator: Program
    private var workers: [Program] = []

    init() throws {
      folder = try TemporaryFolder()
      server = "ipc://" + folder.path("s")
      coordinator = try Self.start(in: folder, server)
    }

    deinit {
      for program in workers + [coordinator] { kill(program.identifier, SIGKILL) }
    }

    private static func start(in folder: TemporaryFolder, _ server: String) throws -> Program {
      let coordinator = try Program(
        "fathom", ["coordinator", "--listen", server, "--lease", "5"], in: folder)
      #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
      return coordinator
    }

    func killCoordinator() throws {
      kill(coordinator.identifier, SIGKILL)
      _ = try coordinator.ending()
    }

    func restart() throws { coordinator = try Self.start(in: folder, server) }

    func join(slots: Int = 1) throws {
      workers.append(
        try Program(
          "fathom-worker", ["--join", server, "--slots", "\(slots)", "--spool", folder.path("spool")],
          in: folder))
    }

    func ask(_ arguments: String...) throws -> Program.Ending {
      try Program.run("fathom", arguments + ["--server", server], in: folder)
    }

    func json(_ arguments: String...) throws -> [String: Any] {
      let ending = try Program.run(
        "fathom", arguments + ["--server", server, "--format", "json"], in: folder)
      #expect(ending.status == 0, "\(ending.errors)")
      return try ending.json()
    }

    /// The status of the sweep submitted last, asked over the wire.
    func status(_ sweep: String = "last") throws -> [String: Any] {
      let ending = try Program.run(
        "fathom", ["status", sweep, "--server", server, "--format", "json"], in: folder)
      let sweeps = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]]
      return try #require(sweeps?.first, "\(ending.errors)")
    }

    func await(_ fact: String, _ sweep: String = "last", _ holds: ([String: Any]) -> Bool) throws {
      #expect(try wait(60) { try holds(status(sweep)) }, "\(fact)")
    }
  }

  @Test func `a list that would fill the coordinator's memory is refused with what to do`() throws {
    let lab = try Lab()
    let sweep = try lab.folder.write("many.yaml", "name: many\nexperiment: noop\nseeds: 100001\n")
    #expect(try lab.ask("submit", sweep).status == 0)
    let refused = try lab.ask("trials", "many")
    #expect(
      refused.status == 1
        && refused.errors
          == "Sweep 'many' has 100001 trials, and a coordinator lists those of at most 100000. "
          + "On its machine 'fathom trials' and 'fathom export' with --store read all.\n",
      "\(refused.errors)")
    #expect(try lab.ask("status", "many").status == 0)
  }

  @Test func `a sweep is submitted to a running coordinator, and again tells how far it is`() throws {
    let lab = try Lab()
    let file = try lab.folder.write("short.yaml", Sweeps.short)
    let first = try lab.json("submit", file)
    #expect(first["trials"] as? Int == 12)
    #expect(first["changed"] as? Bool == true)
    try lab.join(slots: 2)
    try lab.await("12 trials are finished") { $0["finished"] as? Int == 12 }
    let again = try lab.ask("submit", file)
    #expect(again.output.contains("is already there: 12 of 12 trials done."))
    #expect(try Program.run("fathom", ["verify"], in: lab.folder).status == 0)
    let listed = try lab.ask("trials", "--state", "finished")
    #expect(listed.output.split(separator: "\n").count >= 13)
    #expect(
      listed.output == (try Program.run("fathom", ["trials", "--state", "finished"], in: lab.folder).output))
  }

  @Test func `a submission that dies half-way leaves nothing, and one that is not understood is refused`()
    throws
  {
    let lab = try Lab()
    let file = try lab.folder.write("short.yaml", Sweeps.short)
    try lab.killCoordinator()
    let nobody = try Program.run("fathom", ["submit", file, "--server", lab.server], in: lab.folder)
    #expect(nobody.status == 1)
    #expect(nobody.errors.contains("No coordinator answers at"))
    try lab.restart()
    #expect(try lab.ask("status").output == "No sweeps.\n")
    let bad = try lab.folder.write("bad.yaml", Sweeps.short.replacing("width:", with: "wdith:"))
    #expect(try lab.ask("submit", bad).status == 2)
    let unknown = try lab.ask("pause", "short")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("No sweep matches 'short'."))
    #expect(try lab.ask("priority", "last", "1001").status == 2)
    #expect(try lab.ask("retry", "last").status == 2)
  }

  @Test func `pausing stops what is new, outlives the coordinator, and resuming finishes the sweep`() throws {
    let lab = try Lab()
    let file = try lab.folder.write("long.yaml", Sweeps.long)
    _ = try lab.ask("submit", file)
    #expect(try lab.json("pause", "long")["state"] as? String == "paused")
    try lab.join()
    try lab.killCoordinator()
    try lab.restart()
    #expect(wait(20) { lab.coordinator.errors.contains("joined") }, "\(lab.coordinator.errors)")
    #expect(try lab.status()["waiting"] as? Int == 6)
    let trial = try Self.trial(of: lab)
    #expect(try lab.ask("explain", trial).output.contains("Its sweep is paused."))
    let resumed = try lab.json("resume", "long")
    #expect(resumed["state"] as? String == "active")
    try lab.await("the sweep is finished") { $0["finished"] as? Int == 6 }
    let explained = try lab.json("explain", trial)
    #expect((explained["figures"] as? [String: Double])?["train_loss"] != nil)
  }

  @Test func `cancelling stops running trials and keeps results, and submitting again goes on`() throws {
    let lab = try Lab()
    let file = try lab.folder.write("endless.yaml", Self.endless)
    _ = try lab.ask("submit", file)
    try lab.join()
    try lab.await("a trial runs") { $0["running"] as? Int ?? 0 > 0 }
    let cancelled = try lab.json("cancel", "last")
    #expect(cancelled["running"] as? Int == 0)
    #expect(cancelled["waiting"] as? Int == 2)
    let short = try lab.folder.write("short.yaml", Sweeps.short)
    _ = try lab.ask("submit", short)
    // The one slot trained without end: it was stopped, or this would never run.
    try lab.await("the other sweep is finished") { $0["finished"] as? Int == 12 }
    #expect(try lab.ask("submit", file).output.contains("is already there: 0 of 2 trials done"))
    try lab.await("it runs again", "endless") {
      $0["state"] as? String == "active" && $0["running"] as? Int ?? 0 > 0
    }
  }

  @Test func `points and seeds are added to a running sweep without a trial being run twice`() throws {
    let lab = try Lab()
    let file = try lab.folder.write("long.yaml", Sweeps.long)
    _ = try lab.ask("submit", file)
    try lab.join()
    try lab.await("one is finished") { $0["finished"] as? Int ?? 0 > 0 }
    let smaller = try lab.folder.write("smaller.yaml", Sweeps.long.replacing("seeds: 2", with: "seeds: 1"))
    let refused = try lab.ask("add", smaller)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("3 of the 6 trials of 'long' are not in the grown file"))
    let grown = try lab.folder.write("grown.yaml", Sweeps.long.replacing("seeds: 2", with: "seeds: 3"))
    #expect(try lab.json("add", grown, "--to", "long")["trials"] as? Int == 9)
    try lab.await("all are finished") { $0["finished"] as? Int == 9 }
    let rows = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: lab.folder)
    let trials = try #require(
      try JSONSerialization.jsonObject(with: Data(rows.output.utf8)) as? [[String: Any]])
    #expect(trials.map { $0["attempt"] as? Int } == Array(repeating: 1, count: 9))
    #expect(try lab.ask("status").output.contains("replaced"))
    #expect(try lab.ask("add", grown).output.contains("is already there"))
  }

  @Test func `a sweep of higher priority is finished before one that came first`() throws {
    let lab = try Lab()
    for name in ["first", "second"] {
      let text = Sweeps.long.replacing("name: long", with: "name: \(name)")
        .replacing("width: {value: 64}", with: "width: {value: \(name == "first" ? 64 : 63)}")
      _ = try lab.ask("submit", try lab.folder.write("\(name).yaml", text))
    }
    #expect(try lab.json("priority", "second", "10")["priority"] as? Int == 10)
    try lab.join()
    try lab.await("the second is finished", "second") { $0["finished"] as? Int == 6 }
    #expect(try lab.status("first")["finished"] as? Int ?? 6 < 6)
    try lab.await("the first is finished too", "first") { $0["finished"] as? Int == 6 }
  }

  @Test func `failed trials are tried again when asked to, also by a coordinator that started since`() throws
  {
    let lab = try Lab()
    let file = try lab.folder.write(
      "slow.yaml",
      Self.endless.replacing("seeds: 2", with: "seeds: 2\nresources: {time: 1s}\nretry: {max: 0}"))
    _ = try lab.ask("submit", file)
    try lab.join(slots: 2)
    try lab.await("both have failed") { $0["failed"] as? Int == 2 }
    try lab.killCoordinator()
    try lab.restart()
    let retried = try lab.json("retry", "last", "--failed")
    #expect(retried["failed"] as? Int == 0)
    #expect(retried["changed"] as? Bool == true)
    try lab.await("both have failed again") { $0["failed"] as? Int == 2 }
    let attempts = try lab.json("explain", try Self.trial(of: lab))["attempts"] as? [[String: Any]]
    #expect(attempts?.map { $0["state"] as? String } == ["failed", "failed"])
  }

  @Test func `what ran when its coordinator was killed is not said to be watched`() throws {
    let lab = try Lab()
    _ = try lab.ask("submit", try lab.folder.write("endless.yaml", Self.endless))
    try lab.join()
    try lab.await("a trial runs") { $0["running"] as? Int ?? 0 > 0 }
    #expect(try Program.run("fathom", ["status"], in: lab.folder).output.contains("No coordinator") == false)
    try lab.killCoordinator()
    let status = try Program.run("fathom", ["status"], in: lab.folder)
    #expect(status.output.contains("No coordinator runs on this store"))
    let trials = try Program.run(
      "fathom", ["trials", "--state", "running", "--format", "json"], in: lab.folder)
    let rows = try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]]
    let trial = try #require(rows?.first?["trial"] as? String)
    #expect(
      try Program.run("fathom", ["explain", trial], in: lab.folder).output.contains(
        "no coordinator runs on this store"))
  }

  /// The last trial of the sweep submitted last.
  private static func trial(of lab: Lab) throws -> String {
    let trials = try Program.run("fathom", ["trials", "--format", "json"], in: lab.folder)
    let rows = try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]]
    return try #require(rows?.last?["trial"] as? String)
  }

  /// Two trials that nobody waits for the end of.
  private static let endless = Sweeps.long.replacing("name: long", with: "name: endless")
    .replacing("epochs: {value: 150}", with: "epochs: {value: 1000000}")
    .replacing("{values: [1.0e-4, 1.0e-3, 1.0e-2]}", with: "{value: 1.0e-4}")
}
