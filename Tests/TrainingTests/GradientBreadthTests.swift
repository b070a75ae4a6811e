import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

/// A small network of each kind; random one-hot targets serve every loss.
private let kinds: [[String: any Sendable]] = {
  var kinds: [[String: any Sendable]] = [
    ["bias": false], ["loss": "half_mse", "bias": true], ["loss": "cross_entropy", "bias": true],
    ["feature_decay": 0.3, "activation": "tanh"],
    ["last_activation": false, "activation": "gelu", "normalization": "layer"],
    ["last_activation": false, "feature_decay": 0.3, "normalization": "batch"],
  ]
  for activation in Activation.allCases {
    for normalization in Normalization.allCases {
      kinds.append([
        "activation": activation.rawValue, "normalization": normalization.rawValue, "bias": true,
      ])
    }
  }
  return kinds
}()

private func small(_ kind: [String: any Sendable]) throws -> Trainer {
  var stream = RandomStream(seed: 3, for: .test)
  let rows = 24
  let inputs = Matrix(
    rows: rows, columns: 5, entries: (0..<rows * 5).map { _ in Float(stream.normal()) })
  let targets = (0..<rows).flatMap { _ in
    let hit = stream.below(3)
    return (0..<3).map { Float($0 == hit ? 1 : 0) }
  }
  let fields = kind.merging(["depth": 3, "width": 6, "batch_size": "full", "init": "pytorch"]) { $1 }
  let trainer = try Trainer(
    trial(fields),
    data: TrainingData(
      train: Samples(inputs: inputs, targets: Matrix(rows: rows, columns: 3, entries: targets))))
  // A few steps, so that scales, shifts and running statistics are not what they start with.
  for _ in 0..<5 { _ = trainer.trainEpoch() }
  return trainer
}

struct GradientBreadthTests {
  @Test(arguments: kinds)
  func `every gradient agrees with differences in double precision`(kind: [String: any Sendable]) throws {
    let trainer = try small(kind)
    let reference = ReferenceNetwork(trainer)
    let gradients = Dictionary(
      uniqueKeysWithValues: ArrayRole.allCases.map { ($0, trainer.gradients(of: $0)) })
    let largest = try #require(gradients.values.joined().joined().map(abs).max())
    #expect(largest > 0.01)
    for (place, values) in reference.arrays {
      for index in values.indices {
        func shifted(_ by: Double) -> Double {
          var moved = reference
          moved.arrays[place]?[index] += by
          return moved.objective
        }
        let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
        let found = Double(try #require(gradients[place.role])[place.layer][index])
        #expect(abs(found - slope) < 1e-3 * Double(largest), "\(place), entry \(index)")
      }
    }
  }

  @Test(arguments: kinds)
  func `measured features are the inputs of the linear maps in evaluation mode`(
    kind: [String: any Sendable]
  ) throws {
    let trainer = try small(kind)
    var reference = ReferenceNetwork(trainer)
    reference.usesBatchStatistics = false
    let expected = reference.features
    trainer.forEachLayer { layer in
      let rows = expected[layer.number - 1]
      for row in 0..<layer.rows {
        for column in 0..<layer.inputs {
          #expect(abs(Double(layer.features[row * layer.inputs + column]) - rows[row][column]) < 1e-5)
        }
      }
    }
    let predictions = trainer.predictions(for: trainer.data.train)
    for (row, line) in (expected.last ?? []).enumerated() {
      for column in line.indices { #expect(abs(Double(predictions[row, column]) - line[column]) < 1e-5) }
    }
  }

  @Test(arguments: Activation.allCases)
  func `an activation is right over all of its range`(activation: Activation) throws {
    let inputs =
      stride(from: Float(-12), through: 12, by: 0.00371).map { $0 } + [-1e30, -200, -0.0, 200, 1e30]
    let one = Matrix<Float>(rows: 1, columns: 1, entries: [1])
    let column = Matrix(rows: inputs.count, columns: 1, entries: inputs)
    let trainer = try Trainer(
      trial(["activation": activation.rawValue, "depth": 2, "width": 1]),
      data: TrainingData(train: Samples(inputs: column, targets: column)), weights: [one, one])
    let reference = ReferenceNetwork(trainer)
    for (x, y) in zip(inputs, trainer.predictions(for: trainer.data.train).entries) {
      let expected = reference.activation(Double(x))
      #expect(abs(Double(y) - expected) <= 2.5e-7 * max(1, abs(expected)), "at \(x)")
    }
  }

  @Test func `batch normalisation on mini-batches has no gradient over all rows`() throws {
    let spec = try trial(["normalization": "batch"])
    #expect(try Trainer(spec, data: .teacher(spec)).gradientNorm() == nil)
  }
}
