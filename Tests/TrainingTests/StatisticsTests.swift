import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

/// What enters each measured layer, with statistics of all rows where the network is measured so.
private func measured(_ trainer: Trainer) -> [[Float]] {
  var features: [[Float]] = []
  trainer.whileMeasured {
    trainer.forEachLayer {
      features.append(Array(UnsafeBufferPointer(start: $0.features, count: $0.rows * $0.inputs)))
    }
  }
  return features
}

private struct Stop: Error {}

/// A small convolutional network whose statistics are those it starts from.
private func images(batch: Int) throws -> Trainer {
  let network = ImageNetwork(
    .residual(blocks: [1, 1], stem: .threeByThree),
    image: TensorShape(height: 5, width: 4, channels: 2), outputs: 2, width: 3)
  let trainer = try network.trainer(rows: 11, batch: batch)
  try trainer.load(
    trainer.stateDictionary.map { array in
      let start: Float? =
        array.name.hasSuffix("running_mean") ? 0 : array.name.hasSuffix("running_var") ? 1 : nil
      return StateArray(
        name: array.name, shape: array.shape,
        entries: start.map { Array(repeating: $0, count: array.entries.count) } ?? array.entries)
    })
  return trainer
}

struct StatisticsTests {
  /// 600 rows are three chunks, the last one of another length.
  @Test(arguments: ["relu", "tanh"])
  func `a chain is measured with statistics of all rows before it is trained`(activation: String) throws {
    let spec = try trial([
      "samples": 600, "test_fraction": 0, "depth": 5, "normalization": "batch", "activation": activation,
    ])
    let trainer = try Trainer(spec, data: .teacher(spec))
    let reference = ReferenceNetwork(trainer).features
    for (found, expected) in zip(measured(trainer), reference) {
      #expect(distance(found, expected.joined().map { Float($0) }) < 1e-6)
    }
    let predictions = trainer.whileMeasured { trainer.predictions(for: trainer.data.train).entries }
    #expect(distance(predictions, try #require(reference.last).joined().map { Float($0) }) < 1e-6)
    // Mean 0 and variance 1 are another function.
    #expect(distance(trainer.predictions(for: trainer.data.train).entries, predictions) > 0.1)
  }

  @Test(arguments: [2, 4, 11])
  func `so are images, in chunks of any length`(batch: Int) throws {
    let trainer = try images(batch: batch)
    let given = ReferenceImages(trainer).outputs(trainer.data.train.inputRows)
    let expected = try #require(given["fc"]).joined().map { Float($0) }
    let found = trainer.whileMeasured { trainer.predictions(for: trainer.data.train).entries }
    #expect(distance(found, expected) < 1e-5)
    #expect(distance(trainer.predictions(for: trainer.data.train).entries, expected) > 0.1)
    #expect(measured(trainer).count == trainer.plan.layers.filter { $0.facts.view != nil }.count)
  }

  @Test func `measuring changes no bit of training or of its checkpoints`() throws {
    let spec = try trial(["normalization": "batch", "batch_size": 50])
    let (plain, watched) = (
      try Trainer(spec, data: .teacher(spec)), try Trainer(spec, data: .teacher(spec))
    )
    for _ in 0..<4 {
      let state = watched.state
      #expect(watched.whileMeasured { watched.state } == state)
      #expect(throws: Stop.self) { try watched.whileMeasured { throw Stop() } }
      #expect(watched.state == state)
      for trainer in [plain, watched] { _ = trainer.trainEpoch() }
    }
    #expect(plain.state == watched.state)
  }

  @Test func `running statistics are used once less than a thousandth is what they started from`() throws {
    let steps = Double(Trainer.settledSteps)
    #expect(pow(0.9, steps) < 1e-3 && pow(0.9, steps - 1) > 1e-3)
    let spec = try trial(["normalization": "batch", "samples": 65, "batch_size": 5, "test_fraction": 0])
    let trainer = try Trainer(spec, data: .teacher(spec))
    for epoch in 0..<6 {
      #expect(trainer.isMeasuredByAllRows == (epoch * 13 < 66), "after \(trainer.steps) steps")
      _ = trainer.trainEpoch()
    }
    #expect(trainer.whileMeasured { trainer.losses().train } == trainer.losses().train)
  }

  @Test(arguments: ["batch", "layer"])
  func `a net that takes all arrays of another gives the same bits`(normalization: String) throws {
    let spec = try trial(["normalization": normalization, "bias": true, "batch_size": 20])
    let (trained, other) = (
      try Trainer(spec, data: .teacher(spec)), try Trainer(spec, data: .teacher(spec))
    )
    for _ in 0..<10 { _ = trained.trainEpoch() }
    #expect(!trained.isMeasuredByAllRows && measured(other) != measured(trained))
    for role in ArrayRole.allCases { other.take(trained.values(of: role), of: role) }
    #expect(measured(other) == measured(trained) && other.losses() == trained.losses())
  }

  @Test func `statistics that came with the weights are used as they are`() throws {
    let spec = try trial(["normalization": "batch"])
    let trainer = try Trainer(spec, data: .teacher(spec))
    #expect(trainer.isMeasuredByAllRows)
    trainer.take(trainer.values(of: .runningMean).map { $0.map { _ in 0.5 } }, of: .runningMean)
    #expect(!trainer.isMeasuredByAllRows)
    trainer.take(trainer.values(of: .runningMean).map { $0.map { _ in 0 } }, of: .runningMean)
    #expect(trainer.isMeasuredByAllRows)
    for normalization in ["layer", "none"] {
      let spec = try trial(["normalization": normalization])
      #expect(try !Trainer(spec, data: .teacher(spec)).isMeasuredByAllRows)
    }
  }
}
