import Foundation
import Testing

/// What trained nets learnt of their targets, against `Fixtures/make_fit.py`.
@Suite struct FitParityTests {
  private static let names = ["all", "two", "one", "early", "collapsed"]

  private func trial(_ activation: String, _ rest: String) -> String {
    """
    experiment: regression
    depth: 4
    width: 24
    activation: \(activation)
    bias: true
    standardize: false
    target_rank: 3
    epochs: 1
    learning_rate: 1.0e-30
    milestones: []
    \(rest)

    """
  }

  private func train(_ name: String, _ text: String) throws -> [String: Any] {
    let folder = try TemporaryFolder()
    let file = try folder.write("trial.yaml", text)
    let run = try Program.run(
      "fathom",
      [
        "train", file, "--data", Fixtures.path("fit.npz"), "--weights", Fixtures.path("fit_\(name).npz"),
        "--format", "json",
      ], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try run.json()
  }

  private func records() throws -> [[String: Any]] {
    let all = try #require(try Fixtures.json("fit.json") as? [[String: Any]])
    #expect(all.map { $0["name"] as? String } == Self.names)
    return all
  }

  @Test(arguments: names)
  func `what a net learnt is numpy's count, and its dimension scikit-dimension's`(_ name: String) throws {
    let expected = try #require(try records().first { $0["name"] as? String == name })
    let activation = try #require(expected["activation"] as? String)
    let found = try train(name, trial(activation, "metrics: [ranks, intrinsic_dimension]"))
    for metric in ["fitted_rank", "rank_layer", "trivial"] {
      #expect(found[metric] as? Int == expected[metric] as? Int, "\(metric)")
    }
    for metric in ["target_twonn", "target_mle", "prediction_twonn", "prediction_mle"] {
      let (value, number) = (
        try #require(expected[metric] as? Double), try #require(found[metric] as? Double, "\(metric)")
      )
      // Predictions are float32, which the ratios of near neighbours feel.
      #expect(abs(number - value) <= 2e-5 * value, "\(metric): \(number), \(value)")
    }
  }

  @Test func `what a group brings is missing without it`() throws {
    let found = try train("two", trial("relu", "metrics: [nrc]"))
    #expect(found["fitted_rank"] as? Int == 2)
    for metric in ["rank_layer", "target_twonn", "target_mle", "prediction_twonn", "prediction_mle"] {
      #expect(!(found[metric] is NSNumber), "\(metric)")
    }
  }

  @Test func `a window leaves out rows near in the file in targets and predictions too`() throws {
    let plain = try train("two", trial("relu", "metrics: [intrinsic_dimension]"))
    let apart = try train("two", trial("relu", "metrics: [intrinsic_dimension]\nneighbours_apart: 15"))
    for metric in ["target_twonn", "target_mle", "prediction_twonn", "prediction_mle"] {
      #expect(try #require(plain[metric] as? Double) != (try #require(apart[metric] as? Double)))
    }
  }
}
