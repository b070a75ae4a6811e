import ArrayFiles
import Foundation
import Testing

/// Trials of convolutional networks, with the real binaries.
@Suite struct ConvolutionTests {
  private static let residual = """
    dataset: scenes
    image_size: 8
    target_rank: 2
    samples: 80
    model: resnet8
    width: 4
    batch_size: 16
    epochs: 4
    learning_rate: 0.02
    """
  private static let stack = """
    dataset: images.npz
    model: vgg
    stages: [[1], [2]]
    width: 2
    head_depth: 2
    head_width: 8
    batch_size: 8
    epochs: 4
    learning_rate: 0.02
    """

  private static func flow(_ trial: String) -> String {
    "{\(trial.split(separator: "\n").joined(separator: ", "))}"
  }

  private static func labWithImages() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: Fixtures.path("images.npz"), toPath: folder.path("images.npz"))
    return folder
  }

  @Test
  func `both models are planned and run, with layers named as in PyTorch and bits that slots do not change`()
    throws
  {
    let folder = try Self.labWithImages()
    let sweep = try folder.write(
      "conv.yaml",
      """
      name: conv
      parameters:
        - \(Self.flow(Self.residual))
        - \(Self.flow(Self.stack))
      seeds: 2
      measure: {every: 2}
      """)
    let plan = try Program.run("fathom", ["plan", sweep], in: folder)
    #expect(plan.status == 0 && plan.output.contains("4 trials"), "\(plan.output)\(plan.errors)")
    let trials = try [1, 2].map { slots in
      let run = try Program.run(
        "fathom", ["run", sweep, "--slots", "\(slots)", "--store", "s\(slots)", "--format", "json"],
        in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.json()["done"] as? Int == 4)
      return try RunTests.withoutCircumstances(Self.export("trials", "csv", store: "s\(slots)", in: folder))
    }
    #expect(trials[0].count == 1 + 4)
    #expect(trials[0] == trials[1])
    let layers = try ["s1", "s2"].map { try Self.export("layers", "csv", store: $0, in: folder) }
    #expect(layers[0] == layers[1])

    let rows = try Self.table("layers", store: "s1", in: folder)
    let names = rows.filter { $0["epoch"] as? Int == 4 }.map { $0["name"] as? String }
    let blocks = (1...3).flatMap { ["layer\($0).0.conv1", "layer\($0).0.conv2"] }
    let ofResidual = blocks + ["fc"]
    let ofStack = ["features.3", "classifier.0", "classifier.2"]
    #expect(names == [ofResidual, ofResidual, ofStack, ofStack].joined().map { $0 })
    #expect(rows.allSatisfy { $0["nrc1"] is Double && $0["weight_stable_rank"] is Double })
  }

  /// With the same batches and no momentum, training in two halves is training at once.
  @Test(arguments: [residual, stack])
  func `saved weights go on to the bits of a training that was never parted`(_ trial: String) throws {
    let folder = try Self.labWithImages()
    let base = "shuffle: false\nmilestones: []\nmomentum: 0\nseed: 3\n\(trial)\n"
    func train(epochs: Int, _ arguments: [String]) throws -> [String: Any] {
      let file = try folder.write(
        "trial.yaml", base.replacing("epochs: 4", with: "epochs: \(epochs)"))
      let run = try Program.run("fathom", ["train", file, "--format", "json"] + arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      return try run.json()
    }
    // Beyond 66 steps, so that running statistics are measured with, as they are with a state that was given.
    let whole = try train(epochs: 18, ["--save", "whole.npz"])
    let half = try train(epochs: 9, ["--save", "half.npz"])
    let rest = try train(epochs: 9, ["--weights", "half.npz", "--save", "rest.npz"])
    for name in ["train_loss", "test_loss"] {
      let (found, expected) = (rest[name] as? Double, try #require(whole[name] as? Double))
      #expect(found == expected && half[name] as? Double != expected)
    }
    let saved = try ["whole.npz", "rest.npz", "half.npz"].map { try Self.contents(folder.path($0)) }
    #expect(saved[0] == saved[1])
    #expect(saved[0] != saved[2])
  }

  private static func contents(_ path: String) throws -> [String: [Float]] {
    let file = try ArrayFile.open(path)
    return try Dictionary(uniqueKeysWithValues: file.names.map { ($0, try file.floats($0)) })
  }

  private static let asPyTorch = [
    (
      "resnet",
      """
      model: resnet8
      width: 4
      pixels: half
      learning_rate: 0.02
      momentum: 0.9
      weight_decay: 0.001
      epochs: 2
      """
    ),
    // Steps too small for single precision: the weights stay as they were given.
    (
      "vgg",
      """
      model: vgg
      stages: [[1], [2]]
      width: 2
      head_depth: 2
      head_width: 8
      pixels: unit
      learning_rate: 1.0e-30
      epochs: 1
      """
    ),
  ]

  @Test(arguments: asPyTorch)
  func `a state that PyTorch saved gives PyTorch's losses`(_ name: String, _ trial: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "trial.yaml", "\(trial)\nloss: mse\nstandardize: false\nshuffle: false\nmilestones: []\nbatch_size: 8\n"
    )
    let run = try Program.run(
      "fathom",
      [
        "train", file, "--data", Fixtures.path("images.npz"), "--weights", Fixtures.path("\(name)_state.npz"),
        "--format", "json",
      ], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    let all = try #require(try Fixtures.json("images.json") as? [String: [String: Double]])
    for (loss, expected) in try #require(all[name]) {
      let found = try #require(answer[loss] as? Double)
      #expect(abs(found - expected) < 1e-5 * expected, "\(loss): \(found) and \(expected)")
    }
  }

  @Test func `ranks of late layers keep below what decay and PyTorch's patches bound`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "trial.yaml",
      """
      experiment: classification
      model: vgg
      stages: [[1], [2, 2]]
      width: 3
      head_depth: 2
      head_width: 5
      pixels: raw
      standardize: false
      shuffle: false
      loss: cross_entropy
      learning_rate: 1.0e-30
      weight_decay: 0.01
      test_fraction: 0
      batch_size: 5
      epochs: 1
      metrics: [clusters]

      """)
    let run = try Program.run(
      "fathom",
      [
        "train", file, "--data", Fixtures.path("patches.npz"), "--weights",
        Fixtures.path("patches_state.npz"), "--format", "json",
      ], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    let all = try #require(try Fixtures.json("patches.json") as? [String: [String: Double]])
    #expect(layers.count == all.count)
    for layer in layers {
      let name = try #require(layer["name"] as? String)
      let expected = try #require(all[name])
      for metric in ["rank_distance", "rank_bound"] {
        guard let value = expected[metric] else {
          #expect(layer[metric] as? Double == nil, "\(metric) of \(name)")
          continue
        }
        let found = try #require(layer[metric] as? Double, "\(metric) of \(name)")
        #expect(abs(found - value) <= 2e-6 * value, "\(metric) of \(name): \(found) and \(value)")
      }
    }
  }

  @Test func `images that are all the same leave nothing to measure but the weights`() throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(
      path: folder.path("same.npz"),
      [
        NPZArray("x_train", shape: [16, 8, 8, 3], .floats(Array(repeating: 7, count: 16 * 192))),
        NPZArray("y_train", shape: [16, 2], .floats((0..<32).map { Float($0 * $0 % 7) })),
      ])
    let file = try folder.write(
      "trial.yaml",
      """
      experiment: regression
      model: resnet8
      width: 4
      pixels: raw
      test_fraction: 0
      batch_size: 8
      epochs: 1
      learning_rate: 0.01
      metrics: [nrc, ranks, intrinsic_dimension]

      """)
    let run = try Program.run(
      "fathom", ["train", file, "--data", folder.path("same.npz"), "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    #expect(layers.count == 7)
    for layer in layers {
      #expect(layer["feature_rank"] as? Int == 0 && layer["weight_rank"] as? Int ?? 0 > 0)
      for metric in ["nrc1", "nrc2", "nrc3", "nrc1_start", "feature_stable_rank", "pca99", "twonn", "mle"] {
        #expect(layer[metric] is NSNull, "\(metric) of \(layer["name"] ?? "")")
      }
    }
  }

  @Test(arguments: ["raw", "half", "channel", "pixel"])
  func `bytes and the same numbers train to the same bits`(_ pixels: String) throws {
    let folder = try Self.labWithImages()
    let bytes = try ArrayFile.open(folder.path("images.npz"))
    try ArrayFile.writeNPZ(
      path: folder.path("numbers.npz"),
      bytes.names.map { NPZArray($0, shape: try bytes.member($0).shape, .floats(try bytes.floats($0))) })
    let settings = "seed: 1\npixels: \(pixels)\ntest_fraction: 0.25\nsamples: 30\n"
    let states = try ["images.npz", "numbers.npz"].map { name in
      let trial = Self.stack.replacing("images.npz", with: name).replacing("0.02", with: "0.00001")
      let file = try folder.write("trial.yaml", "\(trial)\n\(settings)")
      let run = try Program.run("fathom", ["train", file, "--save", "saved.npz"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      return try Self.contents(folder.path("saved.npz"))
    }
    #expect(states[0] == states[1])
  }

  private static let groups = [
    "classes", "clusters", "singular", "intrinsic_dimension", "last_layer", "nrc", "ranks",
  ]

  /// 48 images of three classes that differ in their light, as bytes.
  private static func writeLabelled(in folder: TemporaryFolder) throws {
    let pixels = (0..<48 * 64 * 3).map { place in
      70 * (place / 192 % 3) + Int(truncatingIfNeeded: UInt64(place) &* 0x9E37_79B9_7F4A_7C15 >> 40) % 90
    }
    try ArrayFile.writeNPZ(
      path: folder.path("labelled.npz"),
      [
        NPZArray("x_train", shape: [48, 8, 8, 3], .floats(pixels.map { Float($0) })),
        NPZArray("y_train", shape: [48], .integers((0..<48).map { $0 % 3 })),
      ])
  }

  @Test(arguments: ["model: resnet8\nwidth: 4", "model: vgg\nstages: [[1], [2]]\nwidth: 4\nloss: mse"])
  func `labelled images are classified, and every group that a convolution can have is measured`(
    _ model: String
  ) throws {
    let folder = try TemporaryFolder()
    try Self.writeLabelled(in: folder)
    let trial = """
      dataset: labelled.npz
      \(model)
      batch_size: 12
      epochs: 12
      learning_rate: 0.02
      """
    let sweep = """
      experiment: classification
      parameters: \(Self.flow(trial))
      measure: {metrics: [\(Self.groups.joined(separator: ", "))]}
      """
    let run = try Program.run(
      "fathom", ["run", try folder.write("s.yaml", sweep), "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 1)
    let trials = try Self.table("trials", in: folder)
    #expect(try #require(trials.first?["train_accuracy"] as? Double) > 0.9)
    let layers = try Self.table("layers", in: folder)
    #expect(layers.count >= 2)
    for layer in layers {
      for metric in [
        "nc1", "cdnv", "wcv", "tcv", "rank_distance", "nc1_right", "twonn", "mle", "nrc1", "pca99",
      ] {
        #expect(layer[metric] is Double, "\(metric) of \(layer["name"] ?? "")")
      }
      #expect(layer["agop_correlation"] == nil)
      if model.contains("resnet") {
        #expect(layer["rank_bound"] is NSNull, "batch normalisation has no gradient over all rows")
      } else if let bound = layer["rank_bound"] as? Double {
        #expect(try #require(layer["rank_distance"] as? Double) <= bound)
      }
    }
    let last = try #require(layers.last)
    #expect(last["nc4"] is Double && last["weight_residual"] is Double && last["nc1_left"] is NSNull)

    let refused = try Program.run(
      "fathom", ["plan", try folder.write("a.yaml", sweep.replacing("[classes,", with: "[agop, classes,"))],
      in: folder)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'metrics' has 'agop', which is for model 'mlp', and 'model' is '"))
    #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
  }

  private static func export(
    _ table: String, _ format: String, store: String, in folder: TemporaryFolder
  ) throws -> String {
    let ending = try Program.run(
      "fathom", ["export", "last", "--table", table, "--format", format, "--store", store], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    return ending.output
  }

  private static func table(_ name: String, store: String = ".fathom", in folder: TemporaryFolder) throws
    -> [[String: Any]]
  {
    let text = try export(name, "json", store: store, in: folder)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }
}
