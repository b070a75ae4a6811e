import Datasets
import LinearAlgebra
import Testing
import Training

struct DivergenceTests {
  @Test func `a learning rate that is too high is found in its first epochs`() throws {
    let spec = try trial(["learning_rate": 50])
    let trainer = try Trainer(spec, data: .teacher(spec))
    #expect(trainer.trainEpoch() == .diverged(epoch: 1))
    #expect(trainer.steps <= 5)
  }

  @Test func `an epoch that loses the weights is told by its number, counted from 1`() throws {
    let spec = try trial()
    let trainer = try Trainer(spec, data: .teacher(spec))
    #expect(trainer.trainEpoch().isFinite && trainer.trainEpoch().isFinite)
    var state = trainer.state
    state.parameters.entries[0] = .nan
    try trainer.restore(state)
    #expect(trainer.trainEpoch() == .diverged(epoch: 3))
    #expect(trainer.steps == 2 * 5 + 1)
    #expect(!trainer.losses().train.isFinite)
  }

  /// One row, one weight, no momentum: the error of every step is (1 - 2 rate) times the one before.
  @Test func `a finite loss far above the start counts as diverged`() throws {
    let samples = Samples(
      inputs: Matrix(rows: 1, columns: 1, repeating: 1), targets: Matrix(rows: 1, columns: 1, repeating: 1))
    let spec = try trial([
      "depth": 1, "batch_size": 1, "learning_rate": 2, "momentum": 0, "weight_decay": 0,
    ])
    let trainer = try Trainer(
      spec, data: TrainingData(train: samples), weights: [Matrix(rows: 1, columns: 1, entries: [0])])
    // Squared errors 1, 9, 81, 729, 6561: the fifth exceeds a thousand times the first.
    for epoch in 1...4 { #expect(trainer.trainEpoch().isFinite, "epoch \(epoch)") }
    #expect(trainer.trainEpoch() == .diverged(epoch: 5))
  }

  @Test func `weights that overflow in an epoch's last step are found in that epoch`() throws {
    let samples = Samples(
      inputs: Matrix(rows: 1, columns: 1, repeating: 1), targets: Matrix(rows: 1, columns: 1, repeating: 1))
    let spec = try trial(["depth": 1, "batch_size": 1, "learning_rate": 3e38])
    let trainer = try Trainer(
      spec, data: TrainingData(train: samples), weights: [Matrix(rows: 1, columns: 1, entries: [0])])
    #expect(trainer.trainEpoch() == .diverged(epoch: 1))
  }
}
