import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func network(
  _ body: ImageNetwork.Body, _ height: Int = 8, _ width: Int = 8, channels: Int = 1, first: Int = 4
) -> ImageNetwork {
  ImageNetwork(
    body, image: TensorShape(height: height, width: width, channels: channels), outputs: 2, width: first)
}

private let plain = ImageNetwork.Body.plain(stages: [[1], [1], [1]], end: 1)

struct ImagePlanTests {
  @Test(
    arguments: [
      (
        network(.resnet18), 63,
        "'image_shape' is '[8, 8, 1]' but must be height, width and channels, in all the 63 columns of the inputs."
      ),
      (
        network(.resnet18, 0, 8), 0,
        "'image_shape' is '[0, 8, 1]' but must be height, width and channels, in all the 0 columns of the inputs."
      ),
      (
        network(.resnet18, 1 << 23, 1 << 23, channels: 1 << 23), 0,
        "'image_shape' is '[8388608, 8388608, 8388608]' but must be height, width and channels, in all the 0 "
          + "columns of the inputs."
      ),
      (
        network(plain, 3, 8), 24,
        "'image_shape' is '[3, 8, 1]' but must be larger: nothing is left of an image at 'features.5'."
      ),
      (
        network(plain, 1 << 10, 1 << 10, first: 16), 1 << 20,
        "'image_shape' is '[1024, 1024, 1]' but must be smaller: 'features.0' would give more than 8388608 "
          + "numbers an image."
      ),
    ])
  func `what cannot be a network says why`(network: ImageNetwork, columns: Int, sentence: String) {
    let error = #expect(throws: TrainingError.self) { try network.check(columns: columns) }
    #expect(error?.description == sentence)
  }

  @Test(arguments: [(1, 1), (2, 3), (31, 33), (224, 96)])
  func `residual networks take images of any size`(height: Int, width: Int) throws {
    for body in [ImageNetwork.Body.resnet18, .resnet34, .residual(blocks: [1], stem: .threeByThree)] {
      try network(body, height, width, channels: 3).check(columns: 3 * height * width)
    }
  }

  @Test func `a batch of 128 in the largest published network of small images takes less than 1.2 GB`() {
    let body = ImageNetwork.Body.residual(blocks: [2, 2, 2, 2], stem: .threeByThree)
    let network = ImageNetwork(body, image: TensorShape(height: 32, width: 32, channels: 3), outputs: 10)
    let bytes = network.plan(batch: 128).networkBytes
    #expect(800_000_000..<1_200_000_000 ~= bytes, "\(bytes)")
  }

  @Test func `a last smaller batch is trained on or left out`() throws {
    let network = network(plain)
    for (drops, steps) in [(false, 4), (true, 3)] {
      var plan = network.plan(batch: 4)
      plan[.dropLast] = drops
      let trainer = try Trainer(plan, data: network.data(rows: 13))
      guard case .finite(let loss) = trainer.trainEpoch() else { return #expect(Bool(false), "diverged") }
      #expect(trainer.steps == steps)
      // Before any step the mean over what is trained on; with a rate this small it stays so.
      var still = plan
      still.rates = LearningRates(
        first: 1e-12, schedule: .milestones, milestones: [], factor: 1, warmupEpochs: 0, epochs: 1)
      let other = try Trainer(still, data: network.data(rows: 13))
      let expected = try Trainer(still, data: network.data(rows: drops ? 12 : 13)).losses().train
      guard case .finite(let mean) = other.trainEpoch() else { return #expect(Bool(false), "diverged") }
      #expect(abs(mean / expected - 1) < 1e-6 && loss.isFinite)
    }
  }

  @Test(arguments: [Optimizer.sgd, .adam])
  func `an optimiser that starts anew takes an epoch as the first`(optimizer: Optimizer) throws {
    let network = network(plain)
    var plan = network.plan(batch: 4)
    (plan.optimizer, plan[.restartOptimizer]) = (optimizer, true)
    let data = try network.data(rows: 12)
    let trainer = try Trainer(plan, data: data)
    _ = trainer.trainEpoch()
    let fresh = try Trainer(plan, data: data)
    try fresh.load(trainer.stateDictionary)
    for one in [trainer, fresh] { _ = one.trainEpoch() }
    #expect(trainer.stateDictionary == fresh.stateDictionary)
    plan[.restartOptimizer] = false
    let remembering = try Trainer(plan, data: data)
    for _ in 0..<2 { _ = remembering.trainEpoch() }
    #expect(trainer.stateDictionary != remembering.stateDictionary)
  }

  @Test(arguments: [Optimizer.sgd, .adam])
  func `it goes on in the middle of an epoch with the same bits`(optimizer: Optimizer) throws {
    struct Stop: Error {}
    let network = network(.residual(blocks: [1], stem: .threeByThree))
    var plan = network.plan(batch: 4)
    (plan.optimizer, plan[.restartOptimizer], plan[.dropLast], plan.shuffle) = (optimizer, true, true, true)
    let data = try network.data(rows: 14)
    let whole = try Trainer(plan, data: data)
    for _ in 0..<2 { _ = whole.trainEpoch() }
    let first = try Trainer(plan, data: data)
    _ = first.trainEpoch()
    _ = try? first.trainEpoch { if first.steps == 5 { throw Stop() } }
    let second = try Trainer(plan, data: data)
    try second.restore(first.state)
    _ = second.trainEpoch()
    #expect(second.state == whole.state)
  }

  @Test func `one image alone is enough where maps have places to take statistics over`() throws {
    let large = network(.residual(blocks: [1], stem: .threeByThree))
    var plan = large.plan(batch: 1)
    try plan.checkBatches(of: 8)
    let trainer = try Trainer(plan, data: large.data(rows: 3))
    guard case .finite = trainer.trainEpoch() else { return #expect(Bool(false), "diverged") }
    plan = network(.resnet18).plan(batch: 4)
    #expect(throws: TrainingError.self) { try plan.checkBatches(of: 13) }
    plan[.dropLast] = true
    try plan.checkBatches(of: 13)
  }
}
