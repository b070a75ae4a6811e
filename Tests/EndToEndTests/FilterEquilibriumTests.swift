import Foundation
import Testing

/// How near convolutional networks are to a critical point, against `Fixtures/make_filters.py`.
@Suite struct FilterEquilibriumTests {
  private static let trial = """
    model: vgg
    stages: [[1], [2, 2], [2]]
    width: 3
    head_depth: 2
    head_width: 5
    pixels: raw
    standardize: false
    shuffle: false
    test_fraction: 0
    batch_size: 5
    weight_decay: 0.01

    """
  /// A rate that leaves every weight as it was given.
  private static let frozen = "learning_rate: 1.0e-30\nepochs: 1\nmilestones: []\n"

  private func layers(_ trial: String, _ arguments: [String]) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let file = try folder.write("trial.yaml", trial)
    let run = try Program.run("fathom", ["train", file, "--format", "json"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.json()["layers"] as? [[String: Any]])
  }

  @Test(arguments: [
    ("classes", "experiment: classification\nloss: cross_entropy\nmetrics: [equilibrium, clusters]\n"),
    ("classes", "experiment: classification\nloss: cross_entropy\nmetrics: [equilibrium]\n"),
    ("numbers", "experiment: regression\nloss: mse\nmetrics: [equilibrium]\n"),
  ])
  func `stationarity and FACT of filters are PyTorch's own, in every stage`(_ kind: String, _ words: String)
    throws
  {
    let layers = try layers(
      Self.trial + Self.frozen + words,
      [
        "--data", Fixtures.path("filters_\(kind).npz"), "--weights", Fixtures.path("filters_state.npz"),
      ])
    let all = try #require(try Fixtures.json("filters.json") as? [String: [String: [String: Double]]])
    let expected = try #require(all[kind])
    #expect(layers.count == expected.count)
    for layer in layers {
      let name = try #require(layer["name"] as? String)
      for (metric, value) in try #require(expected[name]) {
        let found = try #require(layer[metric] as? Double, "\(metric) of \(name)")
        #expect(abs(found - value) <= 1e-6 * max(abs(value), 0.1), "\(metric) of \(name): \(found), \(value)")
      }
      for metric in ["balancedness", "nfa_exponent", "nfa_correlation"] { #expect(layer[metric] is NSNull) }
      // Only the last stage is one cluster a class.
      let isLate = !["features.3", "features.5"].contains(name)
      #expect((layer["rank_bound"] is Double) == (isLate && words.contains("clusters")), "\(name)")
    }
  }

  @Test
  func `training on all rows brings every stage nearer, and pooled features have two directions a factor`()
    throws
  {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "trial.yaml",
      Self.trial.replacing("batch_size: 5", with: "batch_size: full")
        .replacing("weight_decay: 0.01", with: "weight_decay: 0.02") + """
          experiment: regression
          target_rank: 1
          learning_rate: 0.05
          epochs: 2000
          measure_every: 200
          metrics: [equilibrium, ranks]

          """)
    let run = try Program.run(
      "fathom", ["train", file, "--data", Fixtures.path("filters_numbers.npz"), "--format", "json"],
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.count == 50)
    for (first, last) in zip(layers.prefix(5), layers.suffix(5)) {
      let (early, late) = (
        try #require(first["stationarity"] as? Double), try #require(last["stationarity"] as? Double)
      )
      #expect(late < 0.5 && late < early / 1.5, "\(early), \(late)")
      #expect(try #require(last["fact_correlation"] as? Double) > 0.9)
    }
    let ranks = try layers.suffix(5).map { try #require($0["pca99"] as? Int) }
    func layer(_ most: Int) -> Int? {
      let low = ranks.reversed().prefix { $0 <= most }.count
      return low == 0 ? nil : ranks.count - low + 1
    }
    #expect(answer["trivial"] as? Int == 0 && answer["rank_layer"] as? Int == layer(3))
    #expect(layer(3) != layer(2), "\(ranks)")
  }

  @Test(arguments: [
    "normalization: batch\n", "optimizer: adamw\n", "weight_decay: 0\n",
  ])
  func `without a decay or a gradient that training follows both are missing`(_ words: String) throws {
    let trial = Self.trial.replacing(words.hasPrefix("weight") ? "weight_decay: 0.01\n" : "none", with: "")
    let layers = try layers(
      trial + Self.frozen + words + "experiment: regression\nmetrics: [equilibrium]\n",
      ["--data", Fixtures.path("filters_numbers.npz")])
    #expect(layers.count == 5)
    for layer in layers { #expect(layer["stationarity"] is NSNull && layer["fact_correlation"] is NSNull) }
  }

  @Test func `where the last map alone decays only it has a stationarity`() throws {
    for model in ["vgg", "mlp"] {
      let words =
        model == "vgg"
        ? Self.trial : "depth: 3\nwidth: 8\nstandardize: false\ntest_fraction: 0\nweight_decay: 0.01\n"
      let layers = try layers(
        words + Self.frozen + "decay_scope: last\nexperiment: regression\nmetrics: [equilibrium]\n",
        ["--data", Fixtures.path("filters_numbers.npz")])
      for layer in layers.dropLast() {
        #expect(layer["stationarity"] is NSNull && layer["fact_correlation"] is NSNull)
      }
      #expect(layers.last?["stationarity"] is Double && layers.last?["fact_correlation"] is Double)
    }
  }
}
