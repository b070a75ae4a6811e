import Foundation
import Glibc
import Messaging
import Testing

/// What a shell, a terminal or a batch system does to coordinators and workers.
@Suite(.serialized) struct SurroundingsTests {
  private static func coordinator(_ trials: Int, in folder: TemporaryFolder) throws -> (
    Program, server: String
  ) {
    let server = "ipc://" + folder.path("s")
    let file = try folder.write("noop.yaml", Sweeps.noop(trials))
    let program = try Program("fathom", ["coordinator", file, "--listen", server], in: folder)
    #expect(wait(30) { program.errors.contains("Listening") }, "\(program.errors)")
    return (program, server)
  }

  @Test(arguments: [SIGHUP, SIGUSR1, SIGUSR2])
  func `a closing terminal and a batch system's warning end coordinator and worker as SIGTERM does`(
    signal: Int32
  ) throws {
    let folder = try TemporaryFolder()
    let (coordinator, server) = try Self.coordinator(1, in: folder)
    let worker = try Program(
      "fathom-worker", ["--join", server, "--slots", "1", "--spool", folder.path("spool")], in: folder)
    #expect(wait(30) { coordinator.errors.contains(" joined from ") }, "\(worker.errors)")
    kill(worker.identifier, signal)
    #expect(try worker.ending(within: 20).status == 0)
    // It said so, and is not found out by its silence.
    #expect(wait(10) { coordinator.errors.contains(" left.") }, "\(coordinator.errors)")
    kill(coordinator.identifier, signal)
    let ending = try coordinator.ending(within: 20)
    #expect(ending.status == 0 && ending.errors.contains("Stopped."), "\(ending.errors)")
  }

  @Test func `under nohup a closing terminal ends nothing`() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      "/bin/sh",
      [
        "-c", "trap '' HUP; exec \"$0\" coordinator --listen ipc://\(folder.path("s"))",
        Program.path(of: "fathom"),
      ], in: folder)
    #expect(wait(30) { program.errors.contains("Listening") }, "\(program.errors)")
    kill(program.identifier, SIGHUP)
    kill(program.identifier, SIGTERM)
    let ending = try program.ending(within: 20)
    #expect(ending.status == 0)
    #expect(wait(1) { ending.errors.contains("Stopped.") })
  }

  /// A file or socket that is opened where a stream is missing takes its number, and the log goes into it.
  @Test(arguments: [("0<&-", [0]), (">&-", [1]), ("2>&-", [2]), ("0<&- >&- 2>&-", [0, 1, 2])])
  func `a coordinator that was started without streams has empty ones and does its work`(
    closed: String, numbers: [Int]
  ) throws {
    let folder = try TemporaryFolder()
    let server = "ipc://" + folder.path("s")
    let file = try folder.write("noop.yaml", Sweeps.noop(2))
    let program = try Program(
      "/bin/sh",
      ["-c", "exec \"$0\" coordinator \(file) --listen \(server) \(closed)", Program.path(of: "fathom")],
      in: folder)
    let worker = try Program(
      "fathom-worker", ["--join", server, "--idle", "2s", "--spool", folder.path("spool")], in: folder)
    #expect(try worker.ending(within: 60).status == 0)
    for number in numbers {
      let place = "/proc/\(program.identifier)/fd/\(number)"
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place) == "/dev/null")
    }
    kill(program.identifier, SIGTERM)
    #expect(try program.ending(within: 20).status == 0)
    let proof = try Program.run("fathom", ["verify", "--format", "json"], in: folder)
    #expect(try proof.json()["accepted"] as? Int == 2, "\(proof.errors)")
  }

  @Test func `a log whose reader has gone ends no coordinator`() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      "/bin/sh",
      [
        "-c",
        "(\"$0\" coordinator --listen ipc://\(folder.path("s")); echo \"ended $?\" >> end) 2>&1 | head -1 > first",
        Program.path(of: "fathom"),
      ], in: folder)
    let first = folder.path("first")
    #expect(wait(30) { ((try? String(contentsOfFile: first, encoding: .utf8)) ?? "").contains("Listening") })
    // Each of these is a line of the log that nobody reads.
    for _ in 0..<3 {
      let worker = try Program(
        "fathom-worker",
        ["--join", "ipc://" + folder.path("s"), "--idle", "1s", "--spool", folder.path("spool")], in: folder)
      #expect(try worker.ending(within: 30).status == 0)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("end")))
    #expect(
      try Program.run("fathom", ["status", "--server", "ipc://" + folder.path("s")], in: folder).status == 0)
    for id in ProcessTable.descendants(of: program.identifier) { kill(id, SIGTERM) }
    _ = try program.ending(within: 20)
  }

  @Test func `a worker that never joined says so and ends with 1`() throws {
    let folder = try TemporaryFolder()
    let ending = try Program.run(
      "fathom-worker",
      ["--join", "tcp://127.0.0.1:1", "--slots", "1", "--idle", "1s", "--spool", folder.path("spool")],
      in: folder, limit: 30)
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains("This worker never joined 'tcp://127.0.0.1:1' and leaves."), "\(ending.errors)")
  }

  /// Whoever else may write there could leave reports for this user's agents to deliver.
  @Test(arguments: [
    (0o777, "others may write there (mode 777; 'chmod 700' it)"), (0o700, "it belongs to another user"),
  ])
  func `a spool that is not this user's alone is not used`(mode: Int, fault: String) throws {
    let folder = try TemporaryFolder()
    let spool = folder.path("spool")
    try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: false)
    #expect(chmod(spool, mode_t(mode)) == 0)
    // Only root can give a folder away.
    if mode == 0o700, chown(spool, 65_534, 65_534) != 0 { return }
    let ending = try Program.run(
      "fathom-worker", ["--join", "tcp://127.0.0.1:1", "--slots", "1", "--idle", "1s", "--spool", spool],
      in: folder,
      limit: 30)
    #expect(ending.errors.contains(fault), "\(ending.errors)")
    #expect(ending.errors.contains("Reports are kept in memory alone."), "\(ending.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool).isEmpty)
  }

  @Test func `a name that cannot be looked up is told with its cause`() throws {
    let folder = try TemporaryFolder()
    let ending = try Program.run(
      "fathom-worker",
      [
        "--join", "tcp://no-such-host.invalid:7700", "--slots", "1", "--idle", "1s", "--spool",
        folder.path("spool"),
      ],
      in: folder, limit: 60)
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains("The name 'no-such-host.invalid' has no address here: "), "\(ending.errors)")
  }

  @Test func `a batch job's variables that a shell still has are named`() throws {
    let folder = try TemporaryFolder()
    let time = try Program(
      "fathom-worker", ["--join", "tcp://127.0.0.1:1"], in: folder,
      settings: ["SLURM_JOB_END_TIME": "1000000000"]
    )
    .ending(within: 30)
    #expect(time.status == 2)
    #expect(
      time.errors.contains(", as SLURM_JOB_END_TIME says. Outside of a Slurm job, unset it."),
      "\(time.errors)")

    let server = "ipc://" + folder.path("s")
    let file = try folder.write("large.yaml", Sweeps.noop(1) + "\nresources: {memory: 64G}\n")
    let coordinator = try Program("fathom", ["coordinator", file, "--listen", server], in: folder)
    #expect(wait(30) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let memory = try Program(
      "fathom-worker", ["--join", server, "--slots", "1", "--idle", "5s", "--spool", folder.path("spool")],
      in: folder,
      settings: ["SLURM_MEM_PER_NODE": "64"]
    ).ending(within: 30)
    #expect(memory.status == 1)
    #expect(
      memory.errors.contains(
        "this worker has 64 MiB (SLURM_MEM_PER_NODE is set; outside of a Slurm job, unset it)"),
      "\(memory.errors)")
    kill(coordinator.identifier, SIGTERM)
  }

  @Test(arguments: ["/no/such/folder", "/tmp/" + String(repeating: "long-", count: 40)])
  func `a run needs no temporary folder of its own that is there and short`(place: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("noop.yaml", Sweeps.noop(1))
    let ending = try Program("fathom", ["run", file], in: folder, settings: ["TMPDIR": place]).ending(
      within: 60)
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test func `an empty '--store' is refused and is not the current folder`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("noop.yaml", Sweeps.noop(1))
    for arguments in [
      ["run", file, "--store", ""], ["list", "--store", ""], ["coordinator", "--store", ""],
    ] {
      let ending = try Program.run("fathom", arguments, in: folder)
      #expect(ending.status == 2, "\(arguments)")
      #expect(ending.errors.contains("'--store' is empty"), "\(ending.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("fathom.db")))
  }
}
