import ArrayFiles
import Foundation
import Testing

/// Trials without a network, with the real binaries.
@Suite struct ModelTrialTests {
  @Test func `unconstrained features reach the closed form in three regimes, and a wild descent is a result`()
    throws
  {
    let folder = try TemporaryFolder()
    // Two orthogonal directions of variances 2 and 0.5, in no axis's direction.
    let targets: [Float] = [1.2, 4.6, -0.8, 3.6, -1.2, 1.4, 0.8, 2.4]
    try ArrayFile.writeNPZ(
      path: folder.path("targets.npz"),
      [
        NPZArray("x_train", shape: [4, 1], .floats([0, 1, 2, 3])),
        NPZArray("y_train", shape: [4, 2], .floats(targets)),
      ])
    let sweep = try folder.write("ufm.yaml", Self.ufm)
    let run = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    #expect(answer["done"] as? Int == 9 && answer["failed"] as? Int == 0)
    let trials = try Self.table("trials", in: folder)
    let compared = trials.prefix(6)
    let ranks = compared.map { $0["ufm_rank"] as? Int }
    #expect(Set(ranks) == [0, 1, 2])
    for trial in compared {
      for name in ["loss", "gram", "residual", "balance"] {
        #expect(try #require(trial["ufm_\(name)_error"] as? Double) < 1e-6, "\(name) of \(trial)")
      }
      #expect(trial["depth"] == nil && trial["trivial"] is NSNull && trial["test_loss"] is NSNull)
    }
    // Without one of the penalties there is no closed form, and yet a minimum.
    #expect(trials[6]["ufm_rank"] is NSNull && trials[6]["ufm_loss_error"] is NSNull)
    #expect(try #require(trials[6]["train_loss"] as? Double) < 1e-6)
    // Fewer features than the closed form's rank.
    #expect(trials[7]["ufm_rank"] as? Int == 2 && trials[7]["ufm_gram_error"] is NSNull)
    #expect(trials[8]["state"] as? String == "diverged" && trials[8]["diverged_epoch"] is Int)
    #expect(trials[8]["train_loss"] is NSNull)
    let layers = try Self.table("layers", in: folder)
    #expect(layers.count == 8 && layers.allSatisfy { $0["layer"] as? Int == 1 })
    // Where the solution is zero, what is found is rounding and has a rank of its own.
    for (layer, rank) in zip(layers, ranks) where rank != 0 { #expect(layer["weight_rank"] as? Int == rank) }
    #expect(try #require(layers[0]["gram_residual"] as? Double) < 1e-4)
    try Self.expectReport("differ from the closed form by less than 1e-3 of their size", in: folder)
  }

  /// The targets' covariance has the eigenvalues 2 and 0.5; c = 4 x 0.5 x weight_decay.
  private static let ufm = """
    name: ufm
    experiment: ufm
    parameters:
      - {\(shared), feature_decay: 0.5, weight_decay: [0.02, 0.5, 2], optimizer: lbfgs}
      - {\(shared), feature_decay: 0.5, weight_decay: [0.02, 0.5, 2], optimizer: sgd, learning_rate: 0.2}
      - {\(shared), feature_decay: 0, weight_decay: 0, optimizer: lbfgs}
      - {\(shared.replacing("width: 4", with: "width: 1")), feature_decay: 0.5, weight_decay: 0.02, optimizer: lbfgs}
      - {\(shared), feature_decay: 0.5, weight_decay: 0.02, optimizer: sgd, learning_rate: 90, epochs: 1000}
    """
  private static let shared =
    "dataset: targets.npz, standardize: false, width: 4, loss: half_mse"

  @Test func `a deep machine collapses layer by layer and its control does not`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("deep.yaml", Self.machine)
    let run = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 4)
    let layers = try Self.table("layers", in: folder)
    #expect(layers.count == 4 * 4)
    for first in stride(from: 0, to: 16, by: 4) {
      let rows = layers[first..<first + 4]
      let noise = try rows.map { try #require($0["nc1"] as? Double) }
      let projects = rows[first]["projection"] as? String == "agop"
      // So few cosines are noisy.
      let fall: Double = rows[first]["feature_map"] as? String == "relu" ? 8 : 3
      #expect(projects ? noise[3] < noise[0] / fall : noise[3] > noise[0], "\(noise)")
      for row in rows {
        let (before, right) = (row["nc1"] as? Double ?? 0, row["nc1_right"] as? Double ?? 0)
        #expect(projects ? right < before : right == before)
        #expect(row["nc1_left"] is Double && row["nc2"] is Double && row["nc3"] is NSNull)
        #expect((row["agop_participation_ratio"] is Double) == projects)
        #expect(row["agop_correlation"] is NSNull && row["participation_ratio"] is Double)
      }
      // The next layer's samples are the random map's, at unit length.
      #expect((0.5..<2).contains(try #require(rows[first]["nc1_left"] as? Double) / noise[1]))
    }
    let trials = try Self.table("trials", in: folder)
    #expect(trials.allSatisfy { $0["train_loss"] as? Double ?? 1 < 0.01 && $0["epochs"] == nil })
    try Self.expectReport("nc1 falls a layer by a factor of", in: folder)
  }

  private static let machine = """
    name: deep
    experiment: deep-rfm
    parameters:
      dataset: gaussian-clusters
      samples: 90
      classes: 3
      inputs: 8
      spread: 0.8
      depth: 4
      width: 48
      feature_map: [relu, cosine]
      projection: [agop, none]
    """

  @Test func `a trial by hand is the sweep's, and equal samples without ridge are bad input`() throws {
    let folder = try TemporaryFolder()
    let lines = [
      "experiment: deep-rfm", "dataset: gaussian-clusters", "samples: 60", "classes: 3", "inputs: 5",
      "depth: 2",
      "width: 16",
    ]
    let trial = try folder.write("trial.yaml", lines.joined(separator: "\n"))
    let byHand = try Program.run("fathom", ["train", trial, "--format", "json"], in: folder)
    #expect(byHand.status == 0, "\(byHand.errors)")
    let sweep = try folder.write(
      "s.yaml", "\(lines[0])\nparameters: {\(lines.dropFirst().joined(separator: ", "))}\n")
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let stored = try Self.table("trials", in: folder)[0]
    let answer = try byHand.json()
    #expect(stored["trial"] as? String == answer["trial"] as? String)
    #expect(stored["train_loss"] as? Double == answer["train_loss"] as? Double)

    let equal = try folder.write("equal.yaml", (lines + ["spread: 0", "ridge: 0"]).joined(separator: "\n"))
    let refused = try Program.run("fathom", ["train", equal], in: folder)
    #expect(refused.status == 2 && refused.errors.contains("is not positive definite, as with equal samples"))
    let weights = try Program.run("fathom", ["train", trial, "--save", "w.npz"], in: folder)
    #expect(weights.status == 2 && weights.errors.contains("experiment 'deep-rfm' has no network"))
  }

  private static func expectReport(_ sentence: String, in folder: TemporaryFolder) throws {
    let report = try Program.run("fathom", ["report", "last", "--format", "json"], in: folder)
    #expect(report.status == 0, "\(report.errors)")
    let shown = try Program.run("fathom", ["report", "last"], in: folder)
    let words = shown.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(sentence), "\(shown.output)")
  }

  private static func table(_ name: String, in folder: TemporaryFolder) throws -> [[String: Any]] {
    let export = try Program.run(
      "fathom", ["export", "last", "--table", name, "--format", "json"], in: folder)
    return try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [[String: Any]])
  }
}
