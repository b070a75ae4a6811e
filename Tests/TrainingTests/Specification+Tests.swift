import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

/// A small teacher trial, with some of its parameters changed. Keys are those of the canonical text.
func trial(_ changes: [String: Any] = [:]) throws -> Specification {
  var fields: [String: Any] = [
    "experiment": "regression", "seed": 0, "dataset": "teacher", "samples": 200, "inputs": 8, "target_dim": 4,
    "target_rank": 2, "depth": 4, "width": 16, "init": "he_uniform", "learning_rate": 0.02, "momentum": 0.9,
    "weight_decay": 0.001, "batch_size": 32, "epochs": 10, "milestones": [Int](), "metrics": ["nrc"],
  ]
  fields.merge(changes) { $1 }
  let kind = try #require(ExperimentKind.named["\(fields["experiment"] ?? "")"])
  let dataset = try #require(Dataset("\(fields["dataset"] ?? "")"))
  var spec = Specification(blank: kind, dataset: dataset)
  for declaration in kind.declarations where kind.has(declaration, on: dataset.source) {
    guard let field = fields[declaration.name] else { continue }
    spec.set(declaration, to: try #require(value(field, in: declaration.domain), "\(declaration.name)"))
  }
  return spec
}

private func value(_ field: Any, in domain: ParameterDomain) -> ParameterValue? {
  switch (domain, field) {
  case (.integer, let number as Int), (.batchSize, let number as Int): .integer(number)
  case (.real, let number as Int): .real(Double(number))
  case (.real, let number as Double): .real(number)
  case (.flag, let flag as Bool): .flag(flag)
  case (_, let word as String): .word(word)
  case (_, let numbers as [Int]): .integers(numbers)
  case (_, let words as [String]): .words(words)
  default: nil
  }
}

extension Trainer {
  convenience init(
    _ spec: Specification, data: TrainingData, weights: [Matrix<Float>]? = nil, biases: [[Float]]? = nil
  ) throws(TrainingError) {
    try self.init(TrainingPlan(spec, data: data), data: data, weights: weights, biases: biases)
  }
}

extension TrainingPlan {
  /// The chain that a trial of these tests trains.
  var dense: DenseNetwork {
    guard case .dense(let network) = network else { preconditionFailure("a chain") }
    return network
  }

  func initialWeights() -> [Matrix<Float>] { dense.firstWeights(seed: seed) }
}
