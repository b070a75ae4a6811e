package import Datasets
package import LinearAlgebra
package import SweepModel

/// How fast training steps of a network of images are on this core, on random images and targets.
///
/// - Operations of a step are those of direct convolutions, whatever computes them: three times those of the way forward,
///   less the gradient of the images, which nobody needs.
/// - Speed is that of the best slice, in processor time of this thread, as of `TrainingBenchmark`.
package struct ImageBenchmark {
  package let trainer: Trainer

  /// - Parameter images: to train on; `nil` for one batch.
  /// - Throws: what `objection` tells.
  package init(_ network: ImageNetwork, batch: Int, images: Int? = nil) throws(TrainingError) {
    try Self.check(network, batch: batch)
    let noise = TrainingBenchmark.noise(rows: images ?? batch, network.image.count, network.outputs)
    trainer = try Trainer(Self.plan(network, batch: batch), data: try TrainingData(train: noise))
  }

  /// - Throws: where the network makes no sense of such images or batches.
  private static func check(_ network: ImageNetwork, batch: Int) throws(TrainingError) {
    try network.check(columns: network.image.count)
    try plan(network, batch: batch).checkBatches(of: batch)
  }

  /// What images or batches would have to be, where the network makes no sense of these.
  package static func objection(_ network: ImageNetwork, batch: Int) -> (isToBatch: Bool, expected: String)? {
    do {
      try check(network, batch: batch)
      return nil
    } catch .outOfRange(let parameter, _, let expected) {
      return (parameter == Parameter.batchSize.name, expected)
    } catch {
      return (false, error.description)
    }
  }

  /// The random numbers that the network is trained to give.
  package var targets: Matrix<Float> { trainer.data.train.targets }

  /// What the network takes in training, before it is made.
  package static func bytes(_ network: ImageNetwork, batch: Int) -> Int {
    plan(network, batch: batch).networkBytes
  }

  /// Of a training step, for one image.
  package var operations: Int {
    let forward = trainer.plan.layers.map(\.facts.operations)
    return 3 * forward.reduce(0, +) - (forward.first ?? 0)
  }

  /// Images trained on in a second, once a step was made.
  package func imagesPerSecond(seconds: Double, rounds: Int) -> Double {
    TrainingBenchmark.bestRate(seconds, rounds: rounds) {
      _ = trainer.trainEpoch()
      return trainer.data.train.rows
    }
  }

  private static func plan(_ network: ImageNetwork, batch: Int) -> TrainingPlan {
    TrainingPlan(
      network: .images(network),
      rates: LearningRates(
        first: 1e-3, schedule: .milestones, milestones: [], factor: 1, warmupEpochs: 0, epochs: 1),
      momentum: 0.9, weightDecay: 1e-4, batchRows: batch)
  }
}
