import Foundation
import Glibc
import Testing

/// The loop that keeps Slurm jobs, with three small programs in Slurm's place.
@Suite(.serialized) struct AllocationLoopTests {
  /// Programs called sbatch, squeue and scancel that keep their jobs in files, and a coordinator with trials to run.
  private final class Lab {
    let folder: TemporaryFolder
    let server: String
    let settings: [String: String]
    private let coordinator: Program

    init(trials: Int = 50) throws {
      folder = try TemporaryFolder()
      server = "ipc://" + folder.path("s")
      let bin = folder.path("bin")
      try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
      settings = [
        "PATH": bin + ":/usr/bin:/bin", "XDG_STATE_HOME": folder.path("state"), "FATHOM_JOIN": "",
        "LAB": folder.url.path,
      ]
      coordinator = try Program(
        "fathom", ["coordinator", "--listen", server, try folder.write("noop.yaml", Sweeps.noop(trials))],
        in: folder)
      try install(
        "sbatch",
        """
        for word in "$@"; do [ "$word" != --test-only ] || tried=1; done
        [ -z "$tried" ] || { [ ! -e "$LAB/wrong" ] || { echo "sbatch: error: no partition 'long'" >&2; exit 1; }; exit 0; }
        [ ! -e "$LAB/refuse" ] || { echo tried >> "$LAB/tries"; echo "sbatch: error: invalid partition" >&2; exit 1; }
        printf '%s\\n' "$@" > "$LAB/arguments"; env > "$LAB/environment"; cat > "$LAB/script"
        echo job >> "$LAB/count"; id=$(wc -l < "$LAB/count"); echo "$id|PENDING" >> "$LAB/jobs"; echo "$id"
        """)
      try install("squeue", "echo look >> \"$LAB/looks\"; cat \"$LAB/jobs\" 2>/dev/null; exit 0")
      try install("scancel", "echo \"$@\" >> \"$LAB/cancelled\"; : > \"$LAB/jobs\"")
      #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    }

    deinit { kill(coordinator.identifier, SIGKILL) }

    private func install(_ name: String, _ script: String) throws {
      let path = try folder.write("bin/\(name)", "#!/bin/sh\n\(script)\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    func add(_ arguments: [String] = [], path: String? = nil) throws -> Program {
      var settings = settings
      settings["FATHOM_JOIN"] = server
      if let path { settings["PATH"] = path }
      let words = ["alloc", "add", "slurm", "--name", "test", "--max-workers", "3", "--every", "1s"]
      return try Program(
        "fathom", words + ["--idle", "1s", "--server", server] + arguments, in: folder, settings: settings)
    }

    func fathom(_ arguments: [String]) throws -> Program.Ending {
      try Program("fathom", arguments, in: folder, settings: settings).ending(within: 120)
    }

    func text(_ name: String) -> String {
      // What no program has written yet is empty.
      (try? String(contentsOfFile: folder.path(name), encoding: .utf8)) ?? ""
    }

    func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }
  }

  @Test func `a killed loop goes on without doubled jobs, and removing it cancels them`() throws {
    let lab = try Lab()
    let first = try lab.add(["--", "-p", "short", "--job-name=mine"])
    #expect(wait(30) { lab.lines("jobs").count == 3 }, "\(first.errors)")
    let second = try lab.add().ending()
    #expect(second.status == 2)
    #expect(second.errors.contains("kept by another process"), "\(second.errors)")
    kill(first.identifier, SIGKILL)
    _ = try first.ending()

    let looks = lab.lines("looks").count
    let again = try lab.add()
    #expect(wait(30) { lab.lines("looks").count >= looks + 3 }, "\(again.errors)")
    #expect(lab.lines("count").count == 3)
    let listed = try lab.fathom(["alloc", "list", "--format", "json"])
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
    #expect(rows.first?["queued"] as? Int == 3)
    #expect(rows.first?["is_kept"] as? Bool == true)

    let removed = try lab.fathom(["alloc", "remove", "test"])
    #expect(removed.status == 0, "\(removed.errors)")
    #expect(lab.text("cancelled").contains("--name=fathom-test"))
    #expect(try again.ending().status == 0)
    #expect(try lab.fathom(["alloc", "list"]).output == "No allocations.\n")
  }

  @Test func `a job's script joins the coordinator, works and leaves when it is idle`() throws {
    let lab = try Lab(trials: 3)
    let loop = try lab.add(["--", "-c", "2", "--job-name=mine"])
    #expect(wait(30) { lab.lines("jobs").count == 2 }, "\(loop.errors)")
    let arguments = lab.lines("arguments")
    #expect(arguments.contains("--cpus-per-task=2"))
    #expect(arguments.last == "--job-name=fathom-test", "jobs are found again by their name")
    #expect(!lab.text("arguments").contains(lab.server), "what a worker joins may be a secret")
    let join = lab.lines("environment").filter { $0.hasPrefix("FATHOM_JOIN=") }
    #expect(join == ["FATHOM_JOIN=" + lab.server])

    var settings = lab.settings
    settings["FATHOM_JOIN"] = lab.server
    let job = try Program("/bin/sh", [lab.folder.path("script")], in: lab.folder, settings: settings)
    let ending = try job.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try lab.fathom(["verify", "last"]).status == 0)
    #expect(wait(30) { !lab.text("cancelled").isEmpty }, "queued jobs go when every trial has ended")
    kill(loop.identifier, SIGTERM)
    #expect(try loop.ending().status == 0)
  }

  @Test func `a refusal is told once and tried again`() throws {
    let lab = try Lab()
    _ = try lab.folder.write("refuse", "")
    let loop = try lab.add()
    #expect(wait(30) { lab.lines("tries").count >= 3 }, "\(loop.errors)")
    #expect(loop.errors.components(separatedBy: "invalid partition").count == 2, "\(loop.errors)")
    try FileManager.default.removeItem(atPath: lab.folder.path("refuse"))
    #expect(wait(30) { lab.lines("jobs").count == 3 }, "\(loop.errors)")
    kill(loop.identifier, SIGTERM)
    #expect(try loop.ending().status == 0)
    #expect(loop.errors.contains("takes jobs again"))
  }

  @Test func `what Slurm would not take ends it at once with Slurm's reason, and so does no Slurm`() throws {
    let lab = try Lab()
    _ = try lab.folder.write("wrong", "")
    let wrong = try lab.add().ending(within: 30)
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("Slurm would not take a worker's job: sbatch: error: no partition 'long'"))
    #expect(lab.lines("looks").isEmpty && lab.lines("count").isEmpty)
    for program in ["sbatch", "squeue", "scancel"] {
      try FileManager.default.moveItem(
        atPath: lab.folder.path("bin/\(program)"), toPath: lab.folder.path("away"))
      // Where the machine has a Slurm of its own, that is not to be found either.
      let without = try lab.add(path: lab.folder.path("bin")).ending(within: 30)
      #expect(without.status == 2)
      #expect(without.errors.contains("This machine has no '\(program)' in its PATH."), "\(without.errors)")
      try FileManager.default.moveItem(
        atPath: lab.folder.path("away"), toPath: lab.folder.path("bin/\(program)"))
    }
  }

  @Test(arguments: [
    (["--max-workers", "0"], "'--max-workers' is '0'"),
    (["--max-workers", "3", "--time", "1x"], "'--time' is '1x'"),
    (["--max-workers", "3", "--name", "a/b"], "'--name' is 'a/b'"),
    (["--max-workers", "3", "--slots", "0"], "'--slots' is '0'"),
    (["--max-workers", "3", "--", "--exclusive"], "'--exclusive' gives whole nodes"),
    (["--max-workers", "3", "--", "-c", "many"], "'-c' is 'many'"),
    (["--max-workers", "3"], "Say what workers join"),
  ])
  func `what cannot be allocated is refused before anything starts`(arguments: [String], sentence: String)
    throws
  {
    let folder = try TemporaryFolder()
    let program = try Program(
      "fathom", ["alloc", "add", "slurm"] + arguments, in: folder,
      settings: ["XDG_STATE_HOME": folder.path("state"), "FATHOM_SERVER": ""])
    let ending = try program.ending()
    #expect(ending.status == 2)
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
  }
}
