import Foundation
import Glibc
import Testing

/// GPUs of a machine that has none: an `nvidia-smi` that prints eight.
@Suite(.serialized) struct GPUTests {
  /// What each program found: its GPUs, their order and its threads, sorted.
  private static func found(slots: Int, trials: Int, resources: String, script: String) throws -> (
    found: [String], folder: TemporaryFolder
  ) {
    let (folder, sweep) = try CommandTrialTests.lab("", rest: "resources: \(resources)")
    _ = try folder.write(
      "programs.yaml",
      try String(contentsOfFile: sweep, encoding: .utf8).replacing("seeds: 2", with: "seeds: \(trials / 2)"))
    _ = try folder.write(
      "train.sh",
      """
      echo "$CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER $OMP_NUM_THREADS $MKL_NUM_THREADS" > "\(folder.path("seen"))-$$"
      \(script.replacing("FOLDER", with: folder.path("seen")))
      echo '{"score": 1}' >&3
      """)
    try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
    let lines = (0..<8).map { "echo 'GPU \($0): NVIDIA H200 (UUID: GPU-a\($0))'" }
    let fake = try folder.write("bin/nvidia-smi", "#!/bin/sh\n" + lines.joined(separator: "\n") + "\n")
    chmod(fake, 0o755)
    let endpoint = "ipc://" + folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", sweep, "--listen", endpoint, "--until-done"], in: folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let path = folder.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let worker = try Program(
      "fathom-worker",
      [
        "--join", endpoint, "--slots", "\(slots)", "--spool", folder.path("spool"), "--commands", "--gpus",
        "all",
      ], in: folder, settings: ["PATH": path])
    #expect(try coordinator.ending().status == 0, "\(coordinator.errors)\(worker.errors)")
    kill(worker.identifier, SIGTERM)
    _ = try worker.ending()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    let seen = try names.filter { $0.hasPrefix("seen-") }.map {
      try String(contentsOfFile: folder.path($0), encoding: .utf8).split(separator: "\n").joined()
    }
    return (seen.sorted(), folder)
  }

  @Test func `eight slots have a GPU each, at the same time`() throws {
    // Each waits until all eight run.
    let (seen, folder) = try Self.found(
      slots: 8, trials: 8, resources: "{gpus: 1}",
      script: "while [ $(ls FOLDER-* | wc -l) -lt 8 ]; do sleep 0.1; done")
    #expect(seen == (0..<8).map { "\($0) PCI_BUS_ID 1 1" })
    let list = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    let notes = try rows.map { row in
      try Program.run(
        "fathom", ["explain", row["trial"] as? String ?? "", "--log", "--store", folder.path(".fathom")],
        in: folder
      )
      .output
    }
    for id in 0..<8 { #expect(notes.count { $0.contains(", GPU \(id).") } == 1, "\(notes)") }
  }

  @Test(arguments: [
    (2, "{gpus: 2, cpus: 4}", ["0,1 PCI_BUS_ID 4 4", "4,5 PCI_BUS_ID 4 4"]),
    (3, "{cpus: 2}", ["0,1 PCI_BUS_ID 2 2", "2,3,4 PCI_BUS_ID 2 2", "5,6,7 PCI_BUS_ID 2 2"]),
  ])
  func `a slot's programs have so many of its own GPUs as they ask for, or all of them`(
    slots: Int, resources: String, possible: [String]
  ) throws {
    let (seen, _) = try Self.found(slots: slots, trials: 8, resources: resources, script: "sleep 0.2")
    #expect(seen.count == 8 && Set(seen).isSubset(of: possible), "\(seen)")
  }
}
