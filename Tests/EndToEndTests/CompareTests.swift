import Foundation
import Glibc
import Testing

/// `doctor --compare` with real workers whose matrix products differ.
@Suite struct CompareTests {
  @Test func `workers with other products drift by a metric's rounding, and alike ones do not at all`() throws
  {
    let folder = try TemporaryFolder()
    let server = "ipc://" + folder.path("s")
    let coordinator = try Program("fathom", ["coordinator", "--listen", server], in: folder)
    defer { kill(coordinator.identifier, SIGKILL) }
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let nobody = try Program.run("fathom", ["doctor", "--compare", "--server", server], in: folder)
    #expect(nobody.status == 1 && nobody.errors.contains("No worker has joined"), "\(nobody.errors)")

    let workers = try ["openblas", "fathom", "fathom"].map { products in
      try Program(
        "fathom-worker", ["--join", server, "--slots", "1", "--spool", folder.path("spool")], in: folder,
        settings: ["FATHOM_PRODUCTS": products])
    }
    defer { for worker in workers { kill(worker.identifier, SIGKILL) } }
    #expect(wait(30) { coordinator.errors.components(separatedBy: " joined from ").count == 4 })
    let ending = try Program.run(
      "fathom", ["doctor", "--compare", "--server", server, "--format", "json"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let json = try ending.json()
    let answers = try #require(json["workers"] as? [[String: Any]])
    #expect(answers.count == 3)
    for key in ["core_type", "processor", "libraries", "version", "host"] {
      #expect(answers.allSatisfy { ($0[key] as? String)?.isEmpty == false }, "\(key)")
    }
    #expect((json["disagreeing"] as? [String])?.isEmpty == true, "\(ending.output)")
    let drifts = try #require(json["drifts"] as? [[String: Any]])
    #expect(drifts.count == Set(answers.compactMap { $0["core_type"] as? String }).count - 1)
    let metrics = try #require(drifts.first?["figures"] as? [[String: Any]])
    let differences = metrics.compactMap { $0["relative_difference"] as? Double }
    #expect(!differences.isEmpty && differences.allSatisfy { $0 > 0 && $0 <= 2 }, "\(ending.output)")

    let listed = try Program.run("fathom", ["list", "--format", "json"], in: folder)
    #expect(listed.output.trimmingCharacters(in: .whitespacesAndNewlines) == "[]", "nothing of it is stored")
    let alone = try Program.run("fathom", ["doctor", "--server", server], in: folder)
    #expect(alone.status == 2 && alone.errors.contains("Pass --compare with it."))
  }
}
