import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func squaredNorm(_ trainer: Trainer) -> Double {
  trainer.weights.flatMap(\.entries).reduce(0.0) { $0 + Double($1) * Double($1) }
}

struct LBFGSTests {
  /// With the identity as inputs, the first of two linear maps is free features: the unconstrained-features model.
  ///
  /// Andriopoulos et al. (2024), corollary 4.2, for M = 8 rows and n = 2 centred, orthogonal target columns of deviations
  /// 1 and 1/2. Half the mean over entries with decay d on both maps is their objective over n with lambda_W = n d and
  /// lambda_H = M n d, so sqrt(c) = sqrt(M) n d; d is set for sqrt(c) = 0.1.
  @Test func `the unconstrained-features model ends on its closed minimum`() throws {
    let (rows, decay) = (8, 0.1 / (2 * 8.0.squareRoot()))
    var inputs = Matrix<Float>(rows: rows, columns: rows, repeating: 0)
    var targets = Matrix<Float>(rows: rows, columns: 2, repeating: 0)
    for row in 0..<rows {
      inputs[row, row] = 1
      targets[row, 0] = row % 2 == 0 ? 1 : -1
      targets[row, 1] = row / 2 % 2 == 0 ? 0.5 : -0.5
    }
    let trainer = try Trainer(
      trial([
        "depth": 2, "width": 6, "activation": "identity", "loss": "half_mse", "optimizer": "lbfgs",
        "weight_decay": decay, "batch_size": "full", "learning_rate": 1, "momentum": 0,
      ]), data: TrainingData(train: Samples(inputs: inputs, targets: targets)))
    for _ in 0..<60 { #expect(trainer.trainEpoch().isFinite) }
    let objective = trainer.losses().train / 2 + decay / 2 * squaredNorm(trainer)
    let minimum: Double = (0.01 + 0.1 * (0.9 + 0.4)) / 2
    // (n c / 2 + sqrt(c) tr(Sigma^(1/2) - sqrt(c) I)) / n.
    #expect(abs(objective / minimum - 1) < 1e-6)
    #expect(try #require(trainer.gradientNorm()) < 1e-5)
    let last = trainer.weights[1]
    for (row, column, expected) in [(0, 0, 0.9), (1, 1, 0.4), (0, 1, 0.0)] {
      var product = 0.0
      for unit in 0..<6 { product += Double(last[row, unit]) * Double(last[column, unit]) }
      #expect(abs(product - expected * 8.0.squareRoot()) < 1e-3)
    }
  }

  /// Minimum by the normal equations: (X'X / N + d t / 2 I) w = X'y / N for the mean over N t entries.
  @Test func `a linear map ends on the ridge solution`() throws {
    let inputs = Matrix<Float>(rows: 4, columns: 1, entries: [1, 2, -1, 3])
    let targets = Matrix<Float>(rows: 4, columns: 1, entries: [2, 1, 0, 4])
    let trainer = try Trainer(
      trial(["depth": 1, "optimizer": "lbfgs", "weight_decay": 0.5, "batch_size": "full", "learning_rate": 1]
      ),
      data: TrainingData(train: Samples(inputs: inputs, targets: targets)))
    for _ in 0..<10 { _ = trainer.trainEpoch() }
    // X'y / N = 16 / 4, X'X / N = 15 / 4.
    #expect(abs(Double(trainer.weights[0].entries[0]) - 4 / (3.75 + 0.25)) < 1e-6)
  }

  @Test(arguments: [("gelu", 1e-5), ("relu", 1e-3)])
  func `a network comes to rest, below where gradient descent is`(activation: String, rest: Double) throws {
    let settings: [String: Any] = [
      "activation": activation, "samples": 400, "weight_decay": 0.003, "batch_size": "full", "bias": true,
    ]
    func objective(_ changes: [String: Any]) throws -> (value: Double, norm: Double) {
      let spec = try trial(settings.merging(changes) { $1 })
      let trainer = try Trainer(spec, data: .teacher(spec))
      for _ in 0..<400 { #expect(trainer.trainEpoch().isFinite) }
      var squares = 0.0
      for entry in (trainer.values(of: .matrix) + trainer.values(of: .bias)).joined() {
        squares += Double(entry) * Double(entry)
      }
      let value = trainer.losses().train + 0.003 / 2 * squares
      return (value, try #require(trainer.gradientNorm()))
    }
    let newton = try objective(["optimizer": "lbfgs", "learning_rate": 1])
    let descent = try objective([:])
    #expect(newton.value < descent.value)
    // Kinks keep a ReLU network's gradient from vanishing altogether.
    #expect(newton.norm < rest && descent.norm > 10 * rest)
  }
}
