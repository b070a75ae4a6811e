import Foundation
import Glibc
import Testing

/// Limits of an attempt and reports on a worker's disk, with the real binaries.
@Suite(.serialized) struct LimitTests {
  @Test(arguments: [
    ("time: 1s", "timed_out", "It ran longer than its limit of 1.0 seconds."),
    ("memory: 8M", "out_of_memory", "above its limit of 8 MiB"),
  ])
  func `an attempt beyond its limit is ended and fails as what it is`(
    limit: String, failure: String, sentence: String
  ) throws {
    let folder = try TemporaryFolder()
    let text =
      Sweeps.long.replacingOccurrences(of: "epochs: {value: 150}", with: "epochs: {value: 100000}")
      .replacingOccurrences(of: "seeds: 2", with: "seeds: 1\nresources: {\(limit)}\nretry: {max: 0}")
    let sweep = try folder.write("long.yaml", text)
    let run = try Program.run("fathom", ["run", sweep, "--slots", "2", "--format", "json"], in: folder)
    #expect(run.status == 1)
    #expect(try run.json()["failed"] as? Int == 3)
    #expect(run.errors.contains("(\(failure))"), "\(run.errors)")
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }

  @Test func `what a killed agent had finished is delivered by the next one`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("long.yaml", Sweeps.long)
    let endpoint = "ipc://" + folder.path("s")
    let arguments = ["coordinator", "--listen", endpoint, "--until-done"]
    let first = try Program("fathom", arguments + [sweep], in: folder)
    #expect(wait(20) { first.errors.contains("Listening") }, "\(first.errors)")
    let join = ["--join", endpoint, "--slots", "2", "--spool", folder.path("spool")]
    let agent = try Program("fathom-worker", join, in: folder)
    #expect(wait(30) { first.errors.contains(" joined from ") })
    // A coordinator that stands still acknowledges nothing, and what it has not read dies with it. One that is
    // stopped before it has assigned anything goes on for a moment.
    let isSpooled = wait(120) {
      kill(first.identifier, SIGSTOP)
      if wait(5, until: { !Self.spooled(in: folder).isEmpty }) { return true }
      kill(first.identifier, SIGCONT)
      return false
    }
    #expect(isSpooled, "\(first.errors)\(agent.errors)")
    kill(agent.identifier, SIGKILL)
    _ = try agent.ending()
    kill(first.identifier, SIGKILL)
    _ = try first.ending()
    let left = Self.spooled(in: folder)
    #expect(!left.isEmpty)

    let second = try Program("fathom", arguments, in: folder)
    let heir = try Program("fathom-worker", join, in: folder)
    #expect(try second.ending().status == 0, "\(second.errors)")
    #expect(heir.errors.contains("Delivering \(left.count) reports"), "\(heir.errors)")
    #expect(
      wait(10) { Self.spooled(in: folder).isEmpty }, "the last acknowledgements should reach the worker")
    kill(heir.identifier, SIGTERM)
    #expect(try heir.ending(within: 10).status == 0)
    let trials = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]])
    #expect(rows.count == 6)
    // What the dead agent was still training had to start over; what it had finished had not.
    let accepted = Set(rows.map { "\($0["trial"] ?? "")-\($0["attempt"] ?? "").report" })
    #expect(left.isSubset(of: accepted), "\(left) of \(accepted)")
    #expect(try Program.run("fathom", ["verify"], in: folder).status == 0)
  }

  private static func spooled(in folder: TemporaryFolder) -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("spool/1"))) ?? []
    return Set(names.filter { $0.hasSuffix(".report") })
  }
}
