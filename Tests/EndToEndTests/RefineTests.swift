import Foundation
import Glibc
import Testing

/// A sweep that looks for a boundary, with the real programs.
@Suite(.serialized) struct RefineTests {
  /// Small nets: the weights' rank falls with weight decay.
  private static let text = """
    name: edge
    method: refine
    refine: {parameter: weight_decay, question: weight_stable_rank_inner < 3, tolerance: 0.5, cap: 20}
    parameters:
      dataset: {value: teacher}
      samples: {value: 300}
      inputs: {value: 8}
      target_dim: {value: 4}
      target_rank: {values: [1, 2]}
      depth: {value: 3}
      width: {value: 16}
      batch_size: {value: 32}
      epochs: {value: 20}
      init: {value: he_uniform}
      weight_decay: {distribution: log_grid, min: 1.0e-4, max: 1.0e-1, n: 13}
    measure: {metrics: [ranks]}

    """

  private static func ids(in folder: TemporaryFolder) throws -> Set<String> {
    let proof = try Program.run("fathom", ["verify"], in: folder)
    #expect(proof.status == 0, "\(proof.output)")
    let trials = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]])
    return Set(rows.compactMap { $0["trial"] as? String })
  }

  private static func ended(_ status: String?) -> Int {
    let rows = status.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [[String: Any]] }
    return rows?.first?["ended"] as? Int ?? 0
  }

  private static func boundary(in folder: TemporaryFolder) throws -> [[String: Any]] {
    let report = try Program.run("fathom", ["report", "--format", "json"], in: folder)
    #expect(report.status == 0, "\(report.errors)")
    return try #require(report.json()["refine"] as? [[String: Any]])
  }

  @Test func `a run that is killed and slots that are more or fewer come to the same trials`() throws {
    let whole = try TemporaryFolder()
    let sweep = try whole.write("edge.yaml", Self.text)
    let run = try Program.run("fathom", ["run", sweep, "--slots", "1"], in: whole)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("The boundary of 'edge'"), "\(run.output)")
    let expected = try Self.ids(in: whole)
    #expect((12...40).contains(expected.count))
    let rows = try Self.boundary(in: whole)
    #expect(rows.count == 2 && rows.allSatisfy { $0["outcome"] is String })
    #expect(rows.compactMap { $0["trials"] as? Int }.reduce(0, +) == expected.count)

    let broken = try TemporaryFolder()
    let copy = try broken.write("edge.yaml", Self.text)
    for kills in 1...3 {
      let run = try Program("fathom", ["run", copy, "--slots", "3"], in: broken)
      _ = wait(20) {
        let status = try? Program.run("fathom", ["status", "--format", "json"], in: broken)
        return !run.process.isRunning || Self.ended(status?.output) >= 3 * kills
      }
      kill(run.identifier, SIGKILL)
      _ = try run.ending()
    }
    let last = try Program.run("fathom", ["run", copy, "--slots", "3"], in: broken)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try Self.ids(in: broken) == expected)
    let found = try Self.boundary(in: broken)
    #expect(found.count == 2)
    for (one, other) in zip(rows, found) {
      #expect(one["threshold"] as? Double == other["threshold"] as? Double)
      #expect(one["low"] as? Double == other["low"] as? Double)
    }
  }

  @Test func `a plan says how many trials there may be, and status that more may come`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("edge.yaml", Self.text)
    let plan = try Program.run("fathom", ["plan", sweep, "--format", "json"], in: folder).json()
    let most = try #require(plan["trials"] as? Int)
    let (least, likely) = (
      try #require(plan["trials_least"] as? Int), try #require(plan["trials_likely"] as? Int)
    )
    #expect(most == 40 && 12 <= least && least <= likely && likely <= most)
    #expect(plan["core_seconds"] is Double)
    let words = try Program.run("fathom", ["plan", sweep], in: folder).output
    #expect(
      words.contains("at least \(least) trials, likely \(likely), at most 40, in 2 settings"), "\(words)")
    let wrong = try folder.write(
      "wrong.yaml", Self.text.replacing("stable_rank_inner", with: "stble_rank_inner"))
    let refused = try Program.run("fathom", ["run", wrong], in: folder)
    #expect(refused.status == 2 && refused.errors.contains("is no metric or parameter"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path(".fathom/runs.db")))
  }
}
