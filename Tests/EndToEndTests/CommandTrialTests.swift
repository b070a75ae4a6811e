import Foundation
import Glibc
import Testing

/// Programs of users as a user meets them: a sweep file, `run`, `explain`, workers with and without the flag.
@Suite(.serialized) struct CommandTrialTests {
  static func sweep(_ script: String, rest: String = "", seeds: Int = 2) -> String {
    """
    name: programs
    experiment: command
    method: grid
    metric: {name: score, goal: minimize}
    command: ["/bin/sh", train.sh, "${args}"]
    files: [train.sh]
    parameters:
      lr: {values: [0.1, 1.0e-5]}
      width: {value: 3}
    seeds: \(seeds)
    \(rest)
    """
  }

  static func lab(_ script: String, rest: String = "") throws -> (TemporaryFolder, sweep: String) {
    let folder = try TemporaryFolder()
    _ = try folder.write("train.sh", script)
    return (folder, try folder.write("programs.yaml", sweep(script, rest: rest)))
  }

  @Test func `a sweep of a shell script runs, and what it reports is in the tables`() throws {
    let (folder, sweep) = try Self.lab(
      "echo \"$@\"\necho \"{\\\"epoch\\\": 1, \\\"score\\\": $FATHOM_SEED.5, \\\"test_loss\\\": 2}\" >&3\n")
    let run = try Program.run("fathom", ["run", sweep, "--slots", "2", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 4)
    let trials = try Program.run("fathom", ["export", "--table", "trials"], in: folder)
    #expect(trials.output.contains("1e-05") && trials.output.contains("test_loss"), "\(trials.output)")
    let again = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(try again.json()["reused"] as? Int == 4, "\(again.output)\(again.errors)")
    let verified = try Program.run("fathom", ["verify", "--recompute", "100%"], in: folder)
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("4 agree to 0.001 of each number, as a program declares them."))
  }

  @Test func `explain says how a program failed, with its last words`() throws {
    let (folder, sweep) = try Self.lab("echo nothing to see >&2\nkill -SEGV $$\n", rest: "retry: {max: 0}")
    let run = try Program.run("fathom", ["run", sweep, "--slots", "2"], in: folder)
    #expect(run.status == 1)
    let list = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    let trial = try #require(rows.first?["trial"] as? String)
    let words = try Program.run("fathom", ["explain", trial, "--store", folder.path(".fathom")], in: folder)
    #expect(
      words.output.contains("crashed: The program was ended by signal SIGSEGV."),
      "\(words.output)\(words.errors)")
    #expect(words.output.contains("nothing to see"))
  }

  @Test(arguments: [
    ("time: 1s", "trap '' TERM\nsleep 600\n", "timed_out", "It ran longer than its limit of 1.0 seconds."),
    (
      "memory: 60M", "perl -e '$x = \"a\" x 200_000_000; sleep 600' &\nwait\n", "out_of_memory",
      "above its limit of 60 MiB"
    ),
  ])
  func `limits hold for all that a program starts`(
    limit: String, script: String, failure: String, sentence: String
  ) throws {
    let (folder, sweep) = try Self.lab(script, rest: "resources: {\(limit), grace: 1s}\nretry: {max: 0}")
    let run = try Program.run("fathom", ["run", sweep, "--slots", "2", "--format", "json"], in: folder)
    #expect(run.status == 1)
    #expect(run.errors.contains("(\(failure))") && run.errors.contains(sentence), "\(run.errors)")
  }

  @Test func `a worker without the flag is given no program, and all say why it waits`() throws {
    let (folder, sweep) = try Self.lab("echo '{\"score\": 1}' >&3\n", rest: "retry: {max: 0}")
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", endpoint, "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    func worker(_ options: [String]) throws -> Program {
      try Program(
        "fathom-worker",
        ["--join", endpoint, "--slots", "1", "--spool", folder.path("spool")] + options, in: folder)
    }
    func ask(_ words: String...) throws -> String {
      try Program.run("fathom", words + ["--server", endpoint], in: folder).output
    }
    let without = try worker([])
    let sentence = "No worker takes programs. 'fathom-worker --commands' starts one that does."
    #expect(try wait(20) { try ask("status").contains(sentence) })
    #expect(try ask("watch", "--once").contains("nothing runs: no worker takes programs"))
    #expect(try ask("status", "--format", "json").contains("\"shortage\": \"\(sentence)\""))
    let with = try worker(["--commands"])
    #expect(try coordinator.ending().status == 0, "\(coordinator.errors)\(with.errors)")
    for worker in [without, with] {
      kill(worker.identifier, SIGTERM)
      _ = try worker.ending()
    }
    let attempts = try Program.run("fathom", ["export", "--format", "csv"], in: folder)
    #expect(!attempts.output.contains("\(without.identifier)-"), "\(attempts.output)")
  }

  @Test func `GPUs are found and shared out to slots`() throws {
    let (folder, sweep) = try Self.lab("", rest: "resources: {gpus: 1}")
    // Both GPUs are in use at once, and somebody looks meanwhile.
    _ = try folder.write(
      "train.sh",
      """
      echo "{\\"score\\": 1.${CUDA_VISIBLE_DEVICES}5}" >&3
      touch "\(folder.path("on"))-$CUDA_VISIBLE_DEVICES-$CUDA_DEVICE_ORDER"
      while [ ! -e "\(folder.path("go"))" ]; do sleep 0.05; done
      """)
    try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
    let fake = try folder.write(
      "bin/nvidia-smi",
      "#!/bin/sh\necho 'GPU 0: NVIDIA H200 (UUID: GPU-1)'\necho 'GPU 1: NVIDIA H200 (UUID: GPU-2)'\n")
    chmod(fake, 0o755)
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", endpoint, "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let path = folder.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let worker = try Program(
      "fathom-worker",
      ["--join", endpoint, "--slots", "2", "--spool", folder.path("spool"), "--commands", "--gpus", "all"],
      in: folder,
      settings: ["PATH": path])
    for id in 0...1 {
      let started = folder.path("on-\(id)-PCI_BUS_ID")
      #expect(wait(30) { FileManager.default.fileExists(atPath: started) }, "\(worker.errors)")
    }
    let watch = try Program.run("fathom", ["watch", "--once", "--server", endpoint], in: folder)
    #expect(watch.output.contains("GPU 0, 1"), "\(watch.output)\(watch.errors)")
    _ = try folder.write("go", "")
    #expect(try coordinator.ending().status == 0, "\(coordinator.errors)\(worker.errors)")
    kill(worker.identifier, SIGTERM)
    _ = try worker.ending()
    let metrics = try Program.run("fathom", ["export", "--table", "metrics"], in: folder)
    #expect(
      metrics.output.contains(",score,1.05") && metrics.output.contains(",score,1.15"), "\(metrics.output)")
    let wrong = try Program.run(
      "fathom-worker", ["--join", endpoint, "--commands", "--gpus", "a b"], in: folder)
    #expect(
      wrong.status == 2
        && wrong.errors.contains("'--gpus' is 'a b'. Give 'all', 'none' or ids such as '0,1'."))
  }
}
