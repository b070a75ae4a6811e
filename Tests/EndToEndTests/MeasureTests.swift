import ArrayFiles
import Foundation
import Testing

@Suite struct MeasureTests {
  @Test func `every metric of a network written by numpy is numpy's own`() throws {
    let folder = try TemporaryFolder()
    let answer = try Program.run(
      "fathom", ["measure", Fixtures.path("network.npz"), "--format", "json"], in: folder)
    #expect(answer.status == 0, "\(answer.errors)")
    let layers = try #require(try answer.json()["layers"] as? [[String: Any]])
    let expected = try #require(try Fixtures.json("network.json") as? [[String: Double]])
    #expect(layers.count == 3 && expected.count == 3)
    for (layer, row) in zip(layers, expected) {
      #expect(row.count == 20)
      for (name, value) in row {
        let found = try #require(layer[name] as? Double, "\(name)")
        #expect(abs(found - value) <= 1e-8 * max(1, abs(value)), "\(name) of layer \(row["layer"] ?? 0)")
      }
    }
    let targets = try #require(try answer.json()["targets"] as? [String: Any])
    #expect(targets["samples"] as? Int == 70 && targets["target_dim"] as? Int == 3)
    #expect(targets["target_rank"] as? Int == 2 && targets["classes"] is NSNull)
    #expect(try answer.json()["last_layer"] is [String: Any])
  }

  @Test func `every metric of labelled samples and of the last layer is numpy's own`() throws {
    let folder = try TemporaryFolder()
    let answer = try Program.run(
      "fathom", ["measure", Fixtures.path("classes.npz"), "--format", "json"], in: folder)
    #expect(answer.status == 0, "\(answer.errors)")
    let layer = try #require((try answer.json()["layers"] as? [[String: Any]])?.first)
    let last = try #require(try answer.json()["last_layer"] as? [String: Any])
    let expected = try #require(try Fixtures.json("classes.json") as? [String: [String: Double]])
    for (found, row) in [(layer, expected["layer"] ?? [:]), (last, expected["last_layer"] ?? [:])] {
      #expect(row.count >= 4)
      for (name, value) in row {
        let found = try #require(found[name] as? Double, "\(name)")
        #expect(abs(found - value) <= 1e-8 * max(1, abs(value)), "\(name): \(found), \(value)")
      }
    }
    #expect(try #require(layer["tcv"] as? Double) <= (try #require(layer["wcv"] as? Double)))
    #expect(layer["rank_bound"] is NSNull, "the file names no weight_decay")
    #expect(layer["agop_participation_ratio"] is Double, "one map is a whole network")
    #expect(layer["agop_correlation"] is NSNull, "its AGOP is W'W")
  }

  @Test func `the same file gives the same bytes`() throws {
    let folder = try TemporaryFolder()
    let answers = try (0..<2).map { _ in
      try Program.run("fathom", ["measure", Fixtures.path("network.npz"), "--format", "json"], in: folder)
        .output
    }
    #expect(answers[0] == answers[1] && !answers[0].isEmpty)
  }

  @Test func `a group that is not asked for is not measured`() throws {
    let folder = try TemporaryFolder()
    let path = Fixtures.path("network.npz")
    let run = try Program.run(
      "fathom", ["measure", path, "--metrics", "ranks", "--format", "json"], in: folder)
    let layer = try #require((try run.json()["layers"] as? [[String: Any]])?.first)
    #expect(layer["pca99"] as? Double == 6)
    #expect(layer["nrc1"] == nil && layer["mle"] == nil)
    let wrong = try Program.run("fathom", ["measure", path, "--metrics", "rank"], in: folder)
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "'--metrics' has 'rank'. Choose 'nrc', 'ranks', 'intrinsic_dimension', 'dimension_scale', "
        + "'classes', 'clusters', 'agop', 'singular', 'last_layer', 'equilibrium' or 'gram'. Did you mean 'ranks'?\n"
    )
  }

  @Test func `the table fits 100 columns, however many layers there are`() throws {
    let folder = try TemporaryFolder()
    var arrays = [NPZArray("Y", shape: [6, 1], .floats([1, 2, 3, 5, 4, 9]))]
    for layer in 1...19 {
      let entries = (0..<12).map { Float(($0 * $0 * layer) % 13) }
      arrays.append(NPZArray("H\(layer)", shape: [6, 2], .floats(entries)))
      arrays.append(NPZArray("W\(layer)", shape: [2, 2], .floats([1, 0.5, -0.25, 1])))
    }
    try ArrayFile.writeNPZ(path: folder.path("deep.npz"), arrays)
    let run = try Program.run("fathom", ["measure", "deep.npz"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("layer ") }.count == 3)
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `without weights the features are measured and what needs weights is null`() throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [4, 2], .doubles([0, 0, 1, 0, 0, 1, 3, 1])),
        NPZArray("Y", shape: [4], .integers([0, 1, 0, 3])),
      ])
    let run = try Program.run("fathom", ["measure", "n.npz", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layer = try #require((try run.json()["layers"] as? [[String: Any]])?.first)
    #expect(layer["nrc1"] is Double)
    for name in ["nrc3", "weight_rank", "weight_stable_rank", "outputs"] {
      #expect(layer[name] is NSNull, "\(name)")
    }
  }

  @Test func `labels stand for one target a class, of rank one less`() throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [6, 2], .floats([1, 0, 1, 0.1, 0, 1, 0.1, 1, -1, -1, -1, -1.1])),
        NPZArray("W1", shape: [3, 2], .floats([1, 0, 0, 1, -1, -1])),
        NPZArray("labels", shape: [6], .integers([0, 0, 1, 1, 2, 2])),
      ])
    let run = try Program.run("fathom", ["measure", "n.npz", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let targets = try #require(try run.json()["targets"] as? [String: Any])
    #expect(targets["classes"] as? Int == 3 && targets["target_dim"] as? Int == 3)
    #expect(targets["target_rank"] as? Int == 2)
    let stable = try #require(targets["target_stable_rank"] as? Double)
    #expect(abs(stable - 2) < 1e-12)
  }

  @Test func `members that are not measured are named on standard error`() throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [3, 1], .floats([1, 2, 4])), NPZArray("Y", shape: [3], .floats([1, 2, 3])),
        NPZArray("epoch", shape: [], .integers([7])),
      ])
    let run = try Program.run("fathom", ["measure", "n.npz"], in: folder)
    #expect(run.status == 0)
    #expect(run.errors == "n.npz: not measured: 'epoch'\n")
  }
}
