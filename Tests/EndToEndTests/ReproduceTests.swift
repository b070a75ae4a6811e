import Foundation
import Testing

/// `fathom reproduce` on a folder of its own with one short sweep.
@Suite struct ReproduceTests {
  @Test func `claims are judged, what cannot run is named, and the same command again trains nothing`() throws
  {
    let folder = try TemporaryFolder()
    let sweeps = folder.url.appendingPathComponent("short")
    try FileManager.default.createDirectory(at: sweeps, withIntermediateDirectories: true)
    try Self.sweep.write(
      to: sweeps.appendingPathComponent("p4-rank-zero.yaml"), atomically: true, encoding: .utf8)
    let command = ["reproduce", "p4", "--sweeps", "short", "--slots", "1", "--out", "papers.md"]

    let first = try Program.run("fathom", command, in: folder)
    #expect(first.status == 0, "\(first.errors)")
    let page = try String(contentsOf: folder.url.appendingPathComponent("papers.md"), encoding: .utf8)
    #expect(page.contains("| bound on the distance to rank K | not run | `p4-rank-bound` |"))
    // Ten epochs leave a decay budget far below the one that the claim asks for.
    #expect(page.contains("smallest decay budget"))
    #expect(page.contains("| features without variation | not reproduced | `p4-rank-zero` |"))
    #expect(page.contains("3 trials: 3 counted") || page.contains("trivial"))

    let second = try Program.run("fathom", command, in: folder)
    #expect(second.output == first.output)
    #expect(!second.errors.contains("joined"), "\(second.errors)")
    let judged = try Program.run("fathom", command + ["--stored"], in: folder)
    #expect(judged.output == first.output)
  }

  @Test func `without sweep files it says where they were looked for`() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run("fathom", ["reproduce", "--sweeps", "nowhere"], in: folder)
    #expect(run.status == 2)
    #expect(run.errors.contains("Looked for the folder '\(folder.url.path)/nowhere'"), "\(run.errors)")
  }

  private static let sweep = """
    name: p4-rank-zero
    experiment: classification
    parameters:
      dataset: gaussian-clusters
      classes: 4
      samples: 8
      test_fraction: 0
      spread: 0
      depth: 4
      width: 16
      init: he_uniform
      epochs: 10
    seeds: 3
    measure: {metrics: [clusters, ranks]}
    """
}
