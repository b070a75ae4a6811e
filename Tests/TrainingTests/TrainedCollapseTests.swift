import Collapse
import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

/// `collapse_layer` on nets of our own, before and after training.
@Suite struct TrainedCollapseTests {
  /// What the criterion reads of a network.
  private struct Reading {
    var noise: [Double?] = []
    var errors: [Double?] = []
    var loss = 0.0

    init(_ trainer: Trainer, _ targets: Targets) throws {
      try trainer.forEachLayer { layer in
        let metrics = try LayerArrays(
          number: layer.number,
          features: MatrixView(layer.features, rows: layer.rows, columns: layer.inputs),
          weights: MatrixView(layer.weights, rows: layer.outputs, columns: layer.inputs)
        ).metrics(against: targets, groups: [.nrc])
        noise.append(metrics[.nrc1Rank])
        errors.append(metrics[.nrc4])
      }
      loss = trainer.losses().train
    }
  }

  /// The collapse layer by noise alone and by all three conditions. No trial is called trivial here: the criterion
  /// has to tell by itself.
  private func layers(_ changes: [String: Any]) throws -> (byNoise: Int?, byAll: Int?) {
    let spec = try trial(changes)
    let trainer = try Trainer(spec, data: .teacher(spec))
    let targets = try trainer.data.train.targets.withView { try Targets($0, knownRank: spec[.targetRank]) }
    let before = try Reading(trainer, targets)
    while trainer.epoch < trainer.plan.rates.epochs { _ = trainer.trainEpoch() }
    let after = try Reading(trainer, targets)
    let fit = CollapseLayer.Fit(
      layers: after.errors, network: after.loss, variance: try #require(targets.variance))
    return (
      CollapseLayer.first(nrc1: after.noise),
      CollapseLayer.first(nrc1: after.noise, start: before.noise, fit: fit)
    )
  }

  private static var untrained: [String: Any] {
    [
      "epochs": 1, "learning_rate": 1e-9, "samples": 300, "inputs": 20, "target_dim": 6, "width": 32,
    ]
  }

  @Test(
    arguments: ["relu", "tanh", "gelu"], [4, 8, 16])
  func `a net that was hardly trained has no collapse layer`(activation: String, depth: Int) throws {
    for scheme in ["he_uniform", "pytorch"] {
      let changes: [String: Any] = ["activation": activation, "depth": depth, "init": scheme]
      #expect(try layers(Self.untrained.merging(changes) { $1 }).byAll == nil, "\(scheme)")
    }
  }

  /// What the conditions beside the first are there for.
  @Test func `by noise alone a deep net looks collapsed before it is trained`() throws {
    #expect(try layers(Self.untrained.merging(["activation": "tanh", "depth": 16]) { $1 }).byNoise != nil)
  }

  @Test(arguments: [4, 6])
  func `a trained net with weight decay has one`(depth: Int) throws {
    let layers = try layers([
      "epochs": 120, "learning_rate": 0.05, "samples": 400, "inputs": 10, "target_dim": 4, "target_rank": 1,
      "width": 32, "depth": depth, "weight_decay": 2e-3, "milestones": [90], "standardize": true,
    ])
    let layer = try #require(layers.byAll)
    #expect(layer > 1 && layer <= depth)
  }
}
