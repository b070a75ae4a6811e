import Foundation
import SweepModel
import Testing

/// Where a trial's metrics and those of its loss are there and where they are missing.
@Suite struct TrialMetricTests {
  private static let frozen = "learning_rate: 1.0e-30\nepochs: 1\nmilestones: []\nstandardize: false\n"

  private func train(_ trial: String, on data: String, weights: String? = nil) throws -> [String: Any] {
    let folder = try TemporaryFolder()
    let file = try folder.write("trial.yaml", Self.frozen + trial)
    let run = try Program.run(
      "fathom",
      ["train", file, "--data", Fixtures.path(data), "--format", "json"]
        + (weights.map { ["--weights", Fixtures.path($0)] } ?? []), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try run.json()
  }

  @Test func `test rows change no metric of a trial`() throws {
    let words =
      "experiment: regression\ndepth: 4\nwidth: 24\nbias: true\ntarget_rank: 3\n"
      + "metrics: [nrc, ranks, intrinsic_dimension]\n"
    let (one, both) = (
      try train(words, on: "fit.npz", weights: "fit_two.npz"),
      try train(words + "measure_rows: [train, test]\n", on: "fit.npz", weights: "fit_two.npz")
    )
    for metric in Metric.ofTrials {
      #expect(one[metric.name] as? Double == both[metric.name] as? Double, "\(metric)")
    }
    #expect(one["rank_layer"] as? Int == 2 && one["test_loss"] is Double)
    #expect((both["layers"] as? [Any])?.count == 8 && (one["layers"] as? [Any])?.count == 4)
  }

  @Test func `a trivial trial has no rank layer, however few directions its layers have`() throws {
    let words =
      "experiment: regression\ndepth: 3\nwidth: 4\ninit_gain: 1.0e-3\ntarget_rank: 5\nmetrics: [ranks]\n"
    let answer = try train(words, on: "fit.npz")
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.allSatisfy { ($0["pca99"] as? Double ?? 99) <= 6 })
    #expect(answer["trivial"] as? Int == 1 && answer["rank_layer"] is NSNull)
  }

  @Test(arguments: ["mse", "half_mse", "cross_entropy"])
  func `in a classification nothing is fitted but classes`(_ loss: String) throws {
    let words =
      "experiment: classification\ndepth: 3\nwidth: 16\nbias: true\nloss: \(loss)\n"
      + "metrics: [ranks, intrinsic_dimension]\n"
    let answer = try train(words, on: "test_rows.npz", weights: "test_rows.npz")
    for metric in ["fitted_rank", "target_twonn", "target_mle", "prediction_twonn", "prediction_mle"] {
      #expect(answer[metric] is NSNull, "\(metric)")
    }
    #expect(answer["train_accuracy"] is Double)
  }

  @Test(arguments: [
    ("", true), ("optimizer: adamw\n", false), ("feature_decay: 0.01\n", false),
    ("normalization: batch\n", false),
    ("normalization: layer\n", false), ("weight_decay: 0\n", false), ("optimizer: adam\n", true),
    ("bias: true\ndecay_scope: weights\n", true), ("loss: half_mse\n", true),
  ])
  func `a chain has a stationarity where decay is part of a fixed function's gradient`(
    _ words: String, _ isThere: Bool
  ) throws {
    let decay = words.hasPrefix("weight") ? "" : "weight_decay: 0.01\n"
    let answer = try train(
      "experiment: regression\ndepth: 3\nwidth: 8\nmetrics: [equilibrium]\n" + decay + words, on: "fit.npz")
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.count == 3)
    for (place, layer) in layers.enumerated() {
      for metric in ["stationarity", "fact_correlation"] { #expect((layer[metric] is Double) == isThere) }
      #expect((layer["nfa_exponent"] is Double) == (place < 2 && !words.hasPrefix("normal")))
      #expect((layer["balancedness"] is Double) == (place < 2))
    }
  }
}
