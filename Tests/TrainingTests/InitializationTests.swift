import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

struct InitializationTests {
  private func plan(_ changes: [String: Any]) throws -> TrainingPlan {
    let spec = try trial(changes)
    return try TrainingPlan(spec, data: .teacher(spec))
  }

  @Test(arguments: [("he_normal", 2.0 / 64), ("xavier_uniform", 2.0 / 128), ("he_uniform", 2.0 / 64)])
  func `the variance is that of its name, times the square of the gain`(name: String, variance: Double) throws
  {
    let weights = try plan(["init": name, "init_gain": 1.5, "width": 64]).initialWeights()[1].entries
    let square = weights.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weights.count)
    // 4,096 numbers: a standard error of 2 %.
    #expect(abs(square / (2.25 * variance) - 1) < 0.08)
    #expect(abs(weights.reduce(0.0) { $0 + Double($1) } / 4096) < 0.06 * square.squareRoot())
  }

  @Test func `uniform numbers keep to their bound and normal ones do not`() throws {
    let bound = Float((6.0 / 128).squareRoot())
    let uniform = try plan(["init": "xavier_uniform", "width": 64]).initialWeights()[1].entries.map(abs)
    let most = try #require(uniform.max())
    #expect(most <= bound && most > 0.99 * bound)
    let normal = try plan(["init": "he_normal", "width": 64]).initialWeights()[1].entries
    #expect(try #require(normal.max()) > 3 * Float((2.0 / 64).squareRoot()))
  }

  @Test func `orthogonal weights have orthonormal rows or columns, whichever are fewer`() throws {
    for weights in try plan(["init": "orthogonal", "init_gain": 2, "width": 48]).initialWeights() {
      let (few, many) = (min(weights.rows, weights.columns), max(weights.rows, weights.columns))
      for a in 0..<few {
        for b in 0...a {
          let product = (0..<many).reduce(0.0) { sum, place in
            weights.rows <= weights.columns
              ? sum + Double(weights[a, place]) * Double(weights[b, place])
              : sum + Double(weights[place, a]) * Double(weights[place, b])
          }
          #expect(abs(product - (a == b ? 4 : 0)) < 1e-6)
        }
      }
    }
  }

  @Test func `biases start in PyTorch's bounds with its initialisation and at 0 with the others`() throws {
    for name in Initialization.allCases.map(\.rawValue) {
      let spec = try trial(["init": name, "bias": true, "width": 64])
      let trainer = try Trainer(spec, data: .teacher(spec))
      let bare = try trial(["init": name, "bias": false, "width": 64])
      #expect(trainer.weights == (try Trainer(bare, data: .teacher(bare)).weights))
      let biases = trainer.values(of: .bias)[1]
      if name == "pytorch" {
        let most = try #require(biases.map(abs).max())
        #expect(most <= 0.125 && most > 0.11)
        #expect(Set(biases).count == 64 && biases != trainer.values(of: .bias)[2])
      } else {
        #expect(biases == Array(repeating: 0, count: 64))
      }
    }
  }

  @Test func `the learning rate warms up and then falls along a cosine`() throws {
    let plan = try plan([
      "schedule": "cosine", "warmup_epochs": 2, "epochs": 6, "learning_rate": 3, "lr_factor": 0,
    ])
    let half = 3 * (1 + 0.5.squareRoot()) / 2
    for (epoch, expected) in [1, 2, 3, half, 1.5, 3 - half].enumerated() {
      #expect(abs(plan.rates.rate(epoch: epoch) - expected) < 1e-12)
    }
  }

  /// 15 steps at rate 0.02, decay 0.001 and momentum 0.9.
  @Test(arguments: [("adamw", 3e-4), ("adam", nil), ("sgd", 3e-3)] as [(String, Double?)])
  func `only a decay with a rate has a budget`(optimizer: String, expected: Double?) throws {
    let spec = try trial(["optimizer": optimizer])
    let trainer = try Trainer(spec, data: .teacher(spec))
    for _ in 0..<3 { _ = trainer.trainEpoch() }
    if let expected {
      #expect(abs(try #require(trainer.decayBudget) - expected) < 1e-12)
    } else {
      #expect(trainer.decayBudget == nil)
    }
  }
}
