import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

/// What PyTorch did: Fixtures/make_pytorch_breadth.py.
struct PyTorchBreadth: @unchecked Sendable {
  struct Case: CustomTestStringConvertible, @unchecked Sendable {
    let name: String
    let fields: [String: Any]
    let loss: Double
    let end: [[String: [Float]]]
    var testDescription: String { name }
  }

  let fields: [String: Any]
  let x, y, classes: Matrix<Float>
  let weights: [Matrix<Float>]
  let biases: [[Float]]
  let epochs: Int
  let cases: [Case]

  static let shared = try? load()

  private static func load() throws -> PyTorchBreadth {
    let url = try #require(
      Bundle.module.url(forResource: "pytorch_breadth", withExtension: "json", subdirectory: "Fixtures"))
    let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    let sizes = try #require(root["sizes"] as? [Int])
    let rows = try #require(root["rows"] as? Int)
    let start = try #require(root["start"] as? [[String: String]]).map { $0.mapValues(floats) }
    func matrix(_ name: String, _ columns: Int) throws -> Matrix<Float> {
      Matrix(rows: rows, columns: columns, entries: floats(try #require(root[name] as? String)))
    }
    var fields = try #require(root["fields"] as? [String: Any])
    fields["batch_size"] = root["batch"]
    fields["epochs"] = root["epochs"]
    fields["shuffle"] = false
    return PyTorchBreadth(
      fields: fields, x: try matrix("x", sizes[0]), y: try matrix("y", sizes[3]),
      classes: try matrix("classes", sizes[3]),
      weights: start.indices.map {
        Matrix(rows: sizes[$0 + 1], columns: sizes[$0], entries: start[$0]["weights"] ?? [])
      },
      biases: start.map { $0["bias"] ?? [] }, epochs: try #require(root["epochs"] as? Int),
      cases: try #require(root["cases"] as? [[String: Any]]).map(read))
  }

  private static func read(_ entry: [String: Any]) throws -> Case {
    Case(
      name: try #require(entry["name"] as? String), fields: try #require(entry["fields"] as? [String: Any]),
      loss: try #require(entry["loss"] as? Double),
      end: try #require(entry["end"] as? [[String: String]]).map { $0.mapValues(floats) })
  }

  private static func floats(_ base64: String) -> [Float] {
    guard let data = Data(base64Encoded: base64) else { return [] }
    return [Float](unsafeUninitializedCapacity: data.count / 4) { $1 = data.copyBytes(to: $0) / 4 }
  }

  func trainer(_ one: Case, _ changes: [String: Any] = [:]) throws -> Trainer {
    let merged = fields.merging(one.fields) { $1 }.merging(changes) { $1 }
    let spec = try trial(merged)
    let targets = spec[.loss] == .crossEntropy ? classes : y
    return try Trainer(
      spec, data: TrainingData(train: Samples(inputs: x, targets: targets)), weights: weights,
      biases: spec[.bias] == true ? biases : [])
  }

  private static let roles: [(name: String, role: ArrayRole)] = [
    ("weights", .matrix), ("bias", .bias), ("scale", .scale), ("shift", .shift),
    ("runningMean", .runningMean), ("runningVariance", .runningVariance),
  ]

  /// The largest difference from PyTorch's parameters, relative to the largest entry of each array, after all epochs.
  func distance(_ one: Case, _ changes: [String: Any] = [:]) throws -> (distance: Float, trainer: Trainer) {
    let trainer = try trainer(one, changes)
    for _ in 0..<epochs { #expect(trainer.trainEpoch().isFinite) }
    var worst: Float = 0
    for (name, role) in Self.roles {
      let (found, wanted) = (trainer.values(of: role), one.end.compactMap { $0[name] })
      #expect(found.map(\.count) == wanted.map(\.count), "\(name)")
      for (found, wanted) in zip(found, wanted) {
        // Some shifts and biases cannot change the output (before a batch normalisation, say); what they hold is rounding.
        let largest = max(wanted.map(abs).max() ?? 1, 0.01)
        worst = max(worst, (zip(found, wanted).map { abs($0 - $1) }.max() ?? 0) / largest)
      }
    }
    return (worst, trainer)
  }
}

struct BreadthParityTests {
  @Test(arguments: PyTorchBreadth.shared?.cases ?? [])
  func `fifty steps end on PyTorch's parameters`(_ one: PyTorchBreadth.Case) throws {
    let (distance, trainer) = try #require(PyTorchBreadth.shared).distance(one)
    #expect(trainer.steps == 50)
    #expect(distance < 1e-5, "\(one.name): \(distance)")
    #expect(abs(trainer.losses().train / one.loss - 1) < 1e-5)
  }

  @Test func `the fixture holds every case`() { #expect(PyTorchBreadth.shared?.cases.count == 37) }

  /// Each setting of each case matters: back at the base's value, the end is another one.
  @Test(arguments: PyTorchBreadth.shared?.cases ?? [])
  func `without a case's own setting the end is another`(_ one: PyTorchBreadth.Case) throws {
    let fixture = try #require(PyTorchBreadth.shared)
    for (name, value) in one.fields {
      guard let base = fixture.fields[name], "\(base)" != "\(value)" else { continue }
      if name == "optimizer" || name == "bias" || name == "normalization" || name == "loss" { continue }
      if name == "last_activation", one.fields["normalization"] != nil { continue }
      let (distance, _) = try fixture.distance(one, [name: base])
      #expect(distance > 1e-4, "\(one.name): \(name)")
    }
  }
}
