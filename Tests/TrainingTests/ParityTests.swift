import Datasets
import Foundation
import LinearAlgebra
import Testing
import Training

/// What PyTorch did: Fixtures/make_pytorch_steps.py.
private struct PyTorchSteps: Decodable {
  struct Table: Decodable {
    let rows: Int
    let columns: Int
    let entries: [Float]
    var matrix: Matrix<Float> { Matrix(rows: rows, columns: columns, entries: entries) }
  }
  let batch, epochs: Int
  let rate, momentum, decay, factor, gradientNorm: Double
  let milestones: [Int]
  let x, y, xTest, yTest: Table
  let start, end: [Table]
  let curve: [[Double]]

  static func load() throws -> PyTorchSteps {
    let file = try #require(
      Bundle.module.url(forResource: "pytorch_steps", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(PyTorchSteps.self, from: Data(contentsOf: file))
  }

  func trainer(_ changes: [String: Any] = [:]) throws -> Trainer {
    let data = try TrainingData(
      train: Samples(inputs: x.matrix, targets: y.matrix),
      test: Samples(inputs: xTest.matrix, targets: yTest.matrix))
    var fields: [String: Any] = [
      "batch_size": batch, "learning_rate": rate, "momentum": momentum, "weight_decay": decay,
      "milestones": milestones, "lr_factor": factor, "shuffle": false,
    ]
    fields.merge(changes) { $1 }
    return try Trainer(trial(fields), data: data, weights: start.map(\.matrix))
  }
}

struct ParityTests {
  @Test func `fifty steps end on PyTorch's weights`() throws {
    let reference = try PyTorchSteps.load()
    let trainer = try reference.trainer()
    for point in reference.curve {
      #expect(trainer.trainEpoch().isFinite)
      let losses = trainer.losses()
      #expect(abs(losses.train / point[0] - 1) < 1e-5)
      #expect(abs(try #require(losses.test) / point[1] - 1) < 1e-5)
    }
    #expect(trainer.steps == 50)
    for (layer, expected) in zip(trainer.weights, reference.end) {
      #expect(distance(layer.entries, expected.entries) < 1e-5)
    }
    // A gradient is a small difference of large terms: single precision leaves it four digits.
    #expect(abs(try #require(trainer.gradientNorm()) / reference.gradientNorm - 1) < 1e-4)
  }

  @Test(arguments: [
    ("the learning rate", ["learning_rate": 0.0501]), ("the momentum", ["momentum": 0.901]),
    ("the weight decay", ["weight_decay": 0.0011]), ("the batch", ["batch_size": 17]),
    ("the schedule's factor", ["lr_factor": 0.51]),
  ])
  func `a slight change of a setting leaves PyTorch's weights`(name: String, change: [String: Double]) throws
  {
    let reference = try PyTorchSteps.load()
    var fields: [String: Any] = change
    if let batch = change["batch_size"] { fields["batch_size"] = Int(batch) }
    let trainer = try reference.trainer(fields)
    for _ in 0..<reference.epochs { _ = trainer.trainEpoch() }
    let distances = zip(trainer.weights, reference.end).map { distance($0.entries, $1.entries) }
    #expect(try #require(distances.max()) > 1e-4, "\(name) has no effect")
  }

  /// The largest difference, relative to the largest entry.
  private func distance(_ found: [Float], _ expected: [Float]) -> Float {
    let largest = expected.map(abs).max() ?? 0
    return (zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity) / largest
  }
}
