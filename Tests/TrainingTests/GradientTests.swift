import Datasets
import LinearAlgebra
import Testing
import Training

/// The mean squared error of a ReLU network in double precision, written without the code under test.
private func loss(_ weights: [[Double]], _ trainer: Trainer) -> Double {
  let plan = trainer.plan
  let train = trainer.data.train
  var sum = 0.0
  for row in 0..<train.rows {
    var features = (0..<plan.network.inputs).map { Double(train.inputs[row, $0]) }
    for (index, shape) in plan.shapes(of: .matrix).enumerated() {
      features = (0..<shape[0]).map { unit in
        let line = weights[index][unit * shape[1]..<(unit + 1) * shape[1]]
        let value = zip(line, features).reduce(0) { $0 + $1.0 * $1.1 }
        return index < plan.dense.depth - 1 ? max(value, 0) : value
      }
    }
    for column in 0..<plan.network.outputs {
      let residual = features[column] - Double(train.targets[row, column])
      sum += residual * residual
    }
  }
  return sum / Double(train.rows * plan.network.outputs)
}

struct GradientTests {
  @Test func `gradients agree with differences of the loss in double precision`() throws {
    let spec = try trial(["samples": 40, "depth": 3, "width": 7])
    let trainer = try Trainer(spec, data: .teacher(spec))
    let weights = trainer.weights.map { $0.entries.map(Double.init) }
    let gradients = trainer.gradients(of: .matrix)
    #expect(abs(trainer.losses().train - loss(weights, trainer)) < 1e-6)
    let largest = try #require(gradients.joined().map(abs).max())
    #expect(largest > 0.01)
    for layer in weights.indices {
      for place in stride(from: 0, to: weights[layer].count, by: 3) {
        var (above, below) = (weights, weights)
        above[layer][place] += 1e-6
        below[layer][place] -= 1e-6
        let slope = (loss(above, trainer) - loss(below, trainer)) / 2e-6
        // Single precision sums of 32 rows, and the kink of the ReLU within 1e-6 of a pre-activation.
        #expect(
          abs(Double(gradients[layer][place]) - slope) < 2e-5 * Double(largest),
          "layer \(layer + 1), entry \(place)")
      }
    }
  }

  @Test func `the gradient's norm includes the decay`() throws {
    let spec = try trial(["weight_decay": 0.3])
    let trainer = try Trainer(spec, data: .teacher(spec))
    let squares = zip(trainer.gradients(of: .matrix), trainer.weights).map { gradient, weights in
      zip(gradient, weights.entries).reduce(0.0) {
        $0 + Double(($1.0 + 0.3 * $1.1) * ($1.0 + 0.3 * $1.1))
      }
    }
    let expected = squares.reduce(0, +).squareRoot()
    #expect(abs(try #require(trainer.gradientNorm()) / expected - 1) < 1e-6)
  }

  /// A chunk holds at most 1,024 rows, so a full batch of 3,000 is passed in three pieces.
  @Test func `a batch that is passed in pieces steps like one gradient`() throws {
    let spec = try trial([
      "samples": 3000, "test_fraction": 0, "batch_size": "full", "shuffle": false, "momentum": 0,
      "weight_decay": 0,
    ])
    let trainer = try Trainer(spec, data: .teacher(spec))
    let (start, gradients) = (trainer.weights, trainer.gradients(of: .matrix))
    #expect(trainer.trainEpoch().isFinite)
    #expect(trainer.steps == 1)
    for (layer, after) in trainer.weights.enumerated() {
      for place in after.entries.indices {
        let expected = start[layer].entries[place] - 0.02 * gradients[layer][place]
        #expect(abs(after.entries[place] - expected) <= 1e-6)
      }
    }
    let half = try Trainer(trial(["samples": 3000, "batch_size": 1000]), data: trainer.data)
    for (whole, pieces) in zip(gradients, half.gradients(of: .matrix)) {
      for (a, b) in zip(whole, pieces) { #expect(abs(a - b) < 1e-5) }
    }
  }
}
