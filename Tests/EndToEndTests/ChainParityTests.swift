import ArrayFiles
import Foundation
import SweepModel
import Testing

/// Against `Fixtures/make_chains.py`: PyTorch's networks, given as files.
@Suite struct ChainParityTests {
  /// One step on all rows at a rate that moves no weight.
  private static func trial(_ lines: String) -> String {
    """
    \(lines)
    depth: 4
    width: 12
    bias: true
    standardize: false
    shuffle: false
    batch_size: full
    epochs: 1
    learning_rate: 1.0e-30
    momentum: 0.9
    weight_decay: 0.001
    """
  }

  private static let regression = "target_rank: 2\nmetrics: [nrc, ranks, intrinsic_dimension, last_layer]"
  private static let classification = "experiment: classification\nlabel_coding: one_hot"
  private static let groups =
    "metrics: [nrc, ranks, intrinsic_dimension, classes, clusters, singular, last_layer"

  /// Single-precision features leave less of directions whose singular values are near each other, and of distances
  /// between samples near each other.
  private static let sensitive: Set<String> = ["nrc2", "nrc3", "nrc3_rank", "noise_alignment", "twonn"]

  @Test(arguments: [
    ("batch", "normalization: batch\n\(regression)"),
    ("batch_untrained", "normalization: batch\n\(regression)"),
    ("layer", "normalization: layer\n\(regression)"),
    ("tanh", "activation: tanh\n\(classification)\n\(groups), agop]"),
    ("gelu", "activation: gelu\n\(classification)\n\(groups), agop]"),
    ("tanh_batch", "activation: tanh\nnormalization: batch\n\(classification)\n\(groups)]"),
  ])
  func `a network of PyTorch's has its losses and the metrics of its features in double`(
    name: String, lines: String
  ) throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write("trial.yaml", Self.trial(lines))
    let file = Fixtures.path("chain_\(name).npz")
    let run = try Program.run(
      "fathom", ["train", trial, "--weights", file, "--data", file, "--format", "json"], in: folder)
    #expect(run.status == 0)
    // Only statistics that are still what they start from give way to those of all rows.
    #expect(
      run.errors.contains("with statistics of all training rows: 1 of 66 steps")
        == (name == "batch_untrained"))
    let root = try #require(try Fixtures.json("chains.json") as? [String: [String: Any]])
    let answer = try run.json()
    for (metric, value) in try #require(root[name]?["trial"] as? [String: Double]) {
      let found = try #require(answer[metric] as? Double, "\(metric)")
      #expect(abs(found - value) <= 1e-6 * value, "\(metric): \(found), \(value)")
    }
    let expected = try #require(root[name]?["layers"] as? [[String: Double]])
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.count == expected.count)
    for (layer, row) in zip(layers, expected) {
      // The last layer's AGOP is W'W.
      for (metric, value) in row
      where metric != "agop_correlation" || layer["layer"] as? Int != layers.count {
        let found = try #require(layer[metric] as? Double, "\(metric)")
        let share = Self.sensitive.contains(metric) ? 6e-6 : 1e-6
        #expect(
          abs(found - value) <= share * abs(value),
          "\(metric) of layer \(layer["layer"] ?? 0): \(found), \(value), \(abs(found / value - 1))")
      }
    }
  }

  @Test(arguments: ["batch", "layer"])
  func `a trained network is saved as a whole and read again`(normalization: String) throws {
    let folder = try TemporaryFolder()
    let data = Fixtures.path("chain_\(normalization).npz")
    let lines = "normalization: \(normalization)\n\(Self.regression)"
    let still = try folder.write("still.yaml", Self.trial(lines))
    let moving = try folder.write(
      "moving.yaml",
      Self.trial(lines).replacing("epochs: 1", with: "epochs: 10").replacing("1.0e-30", with: "0.05")
        .replacing("full", with: "6"))
    let train = ["--data", data, "--format", "json", "--save"]
    let trained = try Program.run("fathom", ["train", moving] + train + ["a.npz"], in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let names = ["W1", "b1", "g1", "s1"] + (normalization == "batch" ? ["m1", "v1"] : [])
    let saved = try ArrayFile.open(folder.path("a.npz"))
    #expect(saved.names.filter { $0.hasSuffix("1") } == names && saved.names.count == 3 * names.count + 2)
    let read = try Program.run(
      "fathom", ["train", still, "--weights", "a.npz"] + train + ["b.npz"], in: folder)
    #expect(read.status == 0, "\(read.errors)")
    for name in saved.names where !name.hasPrefix("m") && !name.hasPrefix("v") {
      #expect(try ArrayFile.open(folder.path("b.npz")).floats(name) == saved.floats(name), "\(name)")
    }
    guard normalization == "layer" else { return }
    let (before, after) = (try trained.json(), try read.json())
    #expect(before["train_loss"] as? Double == after["train_loss"] as? Double)
    let rows = [before, after].compactMap { $0["layers"] as? [[String: Any]] }
    for (one, other) in zip(try #require(rows.first), try #require(rows.last)) {
      for name in one.keys where name != "epoch" && name != "nrc1_start" {
        #expect(one[name] as? Double == other[name] as? Double, "\(name)")
      }
    }
  }

  @Test(
    arguments: [
      (
        ["g2"], [:],
        "w.npz: 'g2' is missing and the network is normalized. Expected 'g…' and 's…' (scale and shift) and with batch "
          + "normalization 'm…' and 'v…' (running mean and variance) beside 'W…'. Add them; an untrained one has 1, 0, "
          + "0 and 1."
      ),
      (
        [], ["m1": [Float](repeating: 0, count: 3)],
        "w.npz: 'm1' has shape (3,). Expected (12,). Save one number an output of 'W1'."
      ),
      (
        [], ["v3": [Float](repeating: -1, count: 12)],
        "w.npz: 'v3' holds '-1.0' in row 0, column 0 (the first is 0). Expected finite numbers of 0 or more. Save other "
          + "weights."
      ),
      (
        [], ["g4": [Float](repeating: 1, count: 12)],
        "w.npz: 'g4' is there and the network has 3 arrays 'g…' of normalization. Leave it out, or set 'normalization' "
          + "and 'depth' to fit."
      ),
    ] as [([String], [String: [Float]], String)])
  func `a file that is not the whole normalised network is refused`(
    without: [String], with: [String: [Float]], sentence: String
  ) throws {
    let folder = try TemporaryFolder()
    let file = Fixtures.path("chain_batch.npz")
    let archive = try ArrayFile.open(file)
    let kept = archive.names.filter { !without.contains($0) && with[$0] == nil }
    let arrays = try kept.filter { !$0.contains("_") }.map {
      NPZArray($0, shape: try archive.member($0).shape, .floats(try archive.floats($0)))
    }
    try ArrayFile.writeNPZ(
      path: folder.path("w.npz"), arrays + with.map { NPZArray($0, shape: [$1.count], .floats($1)) })
    let trial = try folder.write("trial.yaml", Self.trial("normalization: batch\n\(Self.regression)"))
    let run = try Program.run("fathom", ["train", trial, "--weights", "w.npz", "--data", file], in: folder)
    #expect(run.status == 2 && run.errors == sentence + "\n", "\(run.errors)")
  }

  @Test func `statistics that the network has no place for are refused`() throws {
    let folder = try TemporaryFolder()
    let file = Fixtures.path("chain_layer.npz")
    for (lines, name) in [("normalization: none", "g1"), ("normalization: batch", "m1")] {
      let trial = try folder.write("trial.yaml", Self.trial("\(lines)\n\(Self.regression)"))
      let run = try Program.run("fathom", ["train", trial, "--weights", file, "--data", file], in: folder)
      #expect(run.status == 2 && run.errors.contains("'\(name)' is "), "\(run.errors)")
    }
  }
}
