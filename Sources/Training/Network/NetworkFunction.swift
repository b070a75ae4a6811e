package import Datasets
internal import Glibc
package import LinearAlgebra
package import SweepModel

/// A network as a function of its inputs, in double: linear maps with an activation after each but the last and, without
/// `lastActivation`, the one before it.
///
/// For derivatives that training does not need: exact Jacobians, AGOP matrices, and the deltas of each layer.
/// - Shapes: `weights` are out x in, first layer to last; `biases` have one entry an output each, or are absent.
package struct NetworkFunction {
  package let weights: [Matrix<Double>]
  package let biases: [[Double]]
  package let activation: Activation
  package let lastActivation: Bool

  /// - Throws: `.wrongShape` when a layer does not read what the one before gives, or its biases are of another number.
  package init(
    weights: [Matrix<Double>], biases: [[Double]] = [], activation: Activation = .relu,
    lastActivation: Bool = true
  ) throws(TrainingError) {
    guard biases.isEmpty || biases.count == weights.count else {
      throw .wrongDepth(found: biases.count, expected: weights.count)
    }
    guard !weights.isEmpty else { throw .wrongDepth(found: 0, expected: 1) }
    for (index, map) in weights.enumerated() {
      let inputs = index == 0 ? map.columns : weights[index - 1].rows
      guard map.columns == inputs else {
        throw .wrongShape(layer: index + 1, found: [map.rows, map.columns], expected: [map.rows, inputs])
      }
      guard biases.isEmpty || biases[index].count == map.rows else {
        throw .wrongShape(layer: index + 1, found: [biases[index].count], expected: [map.rows])
      }
    }
    (self.weights, self.biases, self.activation) = (weights, biases, activation)
    self.lastActivation = lastActivation
  }

  package init(
    weights: [Matrix<Float>], biases: [[Float]] = [], activation: Activation = .relu,
    lastActivation: Bool = true
  ) throws(TrainingError) {
    try self.init(
      weights: weights.map { Matrix($0) }, biases: biases.map { $0.map(Double.init) }, activation: activation,
      lastActivation: lastActivation)
  }

  package var depth: Int { weights.count }
  package var outputs: Int { weights.last?.rows ?? 0 }

  /// What follows linear map `index`, from 0.
  func activation(after index: Int) -> Activation {
    index < depth - (lastActivation ? 1 : 2) ? activation : .identity
  }

  /// What each linear map gives for some rows (rows x in), before its activation: rows x out, first layer to last.
  package func linearOutputs(_ rows: Matrix<Double>) -> [Matrix<Double>] {
    var features = rows
    return weights.indices.map { index in
      var result = features.times(weights[index], transposed: true, by: BLAS.products)
      if !biases.isEmpty {
        for place in result.entries.indices { result.entries[place] += biases[index][place % result.columns] }
      }
      features = Matrix(
        rows: result.rows, columns: result.columns, entries: activation(after: index).values(result.entries))
      return result
    }
  }
}

extension Activation {
  /// Its value, as PyTorch defines it; leaky ReLU with slope 0.01, GELU with the error function.
  package func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .leakyReLU: x > 0 ? x : 0.01 * x
    case .tanh: Glibc.tanh(x)
    case .gelu: x * Self.normalShare(x)
    case .identity: x
    }
  }

  /// The same of many, quicker than one by one.
  func values(_ all: [Double]) -> [Double] {
    self == .relu ? all.map { max($0, 0) } : all.map { self($0) }
  }

  /// The slopes of many.
  func slopes(_ all: [Double]) -> [Double] {
    self == .relu ? all.map { $0 > 0 ? 1 : 0 } : all.map(slope)
  }

  /// Its slope; at the corner of a ReLU that of the left side, as in training.
  func slope(_ x: Double) -> Double {
    switch self {
    case .relu: x > 0 ? 1 : 0
    case .leakyReLU: x > 0 ? 1 : 0.01
    case .tanh: 1 - Glibc.tanh(x) * Glibc.tanh(x)
    case .gelu: Self.normalShare(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    case .identity: 1
    }
  }

  /// The standard normal distribution function.
  private static func normalShare(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
