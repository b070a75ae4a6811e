import Datasets
import Glibc
import LinearAlgebra
import SweepModel
import Testing
import Training

/// A small network of random weights and biases in double, and samples for it.
private struct SmallNetwork {
  let function: NetworkFunction
  let samples: Matrix<Float>
  let targets: Matrix<Float>

  init(_ activation: Activation, seed: Int = 3) throws {
    var stream = RandomStream(seed: seed, for: .test)
    func number() -> Double { 2 * stream.uniform() - 1 }
    let sizes = [4, 6, 5, 3]
    let weights = (0..<3).map { index in
      Matrix(
        rows: sizes[index + 1], columns: sizes[index],
        entries: (0..<sizes[index] * sizes[index + 1]).map { _ in number() })
    }
    let biases = (0..<3).map { index in (0..<sizes[index + 1]).map { _ in 0.3 * number() } }
    function = try NetworkFunction(weights: weights, biases: biases, activation: activation)
    samples = Matrix(rows: 7, columns: 4, entries: (0..<28).map { _ in Float(number()) })
    targets = Matrix(rows: 7, columns: 3, entries: (0..<21).map { _ in Float(number()) })
  }

  /// The network from what enters linear map `layer` (from 1) on.
  func tail(from layer: Int) throws -> NetworkFunction {
    try NetworkFunction(
      weights: Array(function.weights[(layer - 1)...]), biases: Array(function.biases[(layer - 1)...]),
      activation: function.activation)
  }

  /// What enters linear map `layer` for one sample.
  func features(_ sample: Int, layer: Int) throws -> [Double] {
    let row = (0..<4).map { Double(samples[sample, $0]) }
    guard layer > 1 else { return row }
    let head = try NetworkFunction(
      weights: Array(function.weights[..<(layer - 1)]) + [.identity(function.weights[layer - 2].rows)],
      biases: Array(function.biases[..<(layer - 1)]) + [
        [Double](repeating: 0, count: function.weights[layer - 2].rows)
      ],
      activation: function.activation)
    return head.outputs(row)
  }
}

extension SmallNetwork {
  func forEachJacobian(chunkRows: Int = 256, _ body: (NetworkFunction.JacobianChunk) throws -> Void) rethrows
  {
    try samples.withView { try function.forEachJacobian($0, chunkRows: chunkRows, body) }
  }

  func agop(chunkRows: Int) throws -> [Matrix<Double>] {
    try samples.withView { try function.agop($0, chunkRows: chunkRows) }
  }

  func deltas(of loss: Loss, layers: ClosedRange<Int> = 1...3) throws -> [Matrix<Double>] {
    try samples.withView { samples in
      try targets.withView {
        try function.deltas(of: loss, samples, targets: $0, layers: layers, chunkRows: 4)
      }
    }
  }
}

extension NetworkFunction {
  fileprivate func outputs(_ row: [Double]) -> [Double] {
    linearOutputs(Matrix(rows: 1, columns: row.count, entries: row))[depth - 1].entries
  }
}

extension Matrix where Scalar == Double {
  fileprivate static func identity(_ order: Int) -> Self {
    var matrix = Self(rows: order, columns: order, repeating: 0)
    for place in 0..<order { matrix[place, place] = 1 }
    return matrix
  }
}

@Suite struct NetworkFunctionTests {
  @Test(arguments: Activation.allCases, 1...3)
  func `Jacobians are the finite differences of the outputs`(_ activation: Activation, _ layer: Int) throws {
    let network = try SmallNetwork(activation)
    let (tail, step) = (try network.tail(from: layer), 1e-6)
    var compared = 0
    try network.forEachJacobian(chunkRows: 3) { chunk in
      guard chunk.layer == layer else { return }
      for row in 0..<chunk.rows.rows {
        let features = try network.features(chunk.start + row, layer: layer)
        for column in features.indices {
          var (up, down) = (features, features)
          up[column] += step
          down[column] -= step
          let slope = (tail.outputs(up)[chunk.output] - tail.outputs(down)[chunk.output]) / (2 * step)
          #expect(abs(chunk.rows[row, column] - slope) < 1e-7 * max(1, abs(slope)))
          compared += 1
        }
      }
    }
    #expect(compared == 7 * 3 * tail.weights[0].columns)
  }

  @Test func `AGOP is the mean of the Jacobians' outer products, whatever the chunks`() throws {
    let network = try SmallNetwork(.gelu)
    var sums = network.function.weights.map {
      Matrix<Double>(rows: $0.columns, columns: $0.columns, repeating: 0)
    }
    network.forEachJacobian { chunk in
      for row in 0..<chunk.rows.rows {
        for i in 0..<chunk.rows.columns {
          for j in 0..<chunk.rows.columns {
            sums[chunk.layer - 1][i, j] += chunk.rows[row, i] * chunk.rows[row, j] / 7
          }
        }
      }
    }
    for chunkRows in [1, 2, 100] {
      for (found, expected) in zip(try network.agop(chunkRows: chunkRows), sums) {
        for (left, right) in zip(found.entries, expected.entries) { #expect(abs(left - right) < 1e-12) }
      }
    }
  }

  @Test func `the AGOP of a linear network is the product of its maps`() throws {
    let maps = [
      Matrix<Double>(rows: 2, columns: 2, entries: [1, 2, 0, 1]),
      Matrix(rows: 1, columns: 2, entries: [3, -1]),
    ]
    let network = try NetworkFunction(weights: maps, activation: .identity)
    let samples = Matrix<Float>(rows: 2, columns: 2, entries: [1, 0, 5, -2])
    let agop = try samples.withView { try network.agop($0) }
    // J = W2 W1 = (3, 5) for the inputs and W2 for the features, at every sample.
    #expect(agop[0].entries == [9, 15, 15, 25])
    #expect(agop[1].entries == [9, -3, -3, 1])
  }

  @Test(arguments: Activation.allCases, Loss.allCases)
  func `deltas times features are the gradient of the loss`(_ activation: Activation, _ loss: Loss) throws {
    let network = try SmallNetwork(activation)
    let deltas = try network.deltas(of: loss)
    let step = 1e-6
    for layer in 1...3 {
      for (out, input) in [(0, 0), (1, 2), (2, 3)] {
        var gradient = 0.0
        for sample in 0..<7 {
          gradient += deltas[layer - 1][sample, out] * (try network.features(sample, layer: layer))[input] / 7
        }
        let slope =
          try
          (mean(of: loss, network, layer, out, input, step)
          - mean(of: loss, network, layer, out, input, -step))
          / (2 * step)
        #expect(abs(gradient - slope) < 1e-7 * max(1, abs(slope)))
      }
    }
  }

  /// The mean loss with one weight moved.
  private func mean(
    of loss: Loss, _ network: SmallNetwork, _ layer: Int, _ out: Int, _ input: Int, _ step: Double
  ) throws -> Double {
    var weights = network.function.weights
    weights[layer - 1][out, input] += step
    let moved = try NetworkFunction(
      weights: weights, biases: network.function.biases, activation: network.function.activation)
    var sum = 0.0
    for sample in 0..<7 {
      let predictions = moved.outputs((0..<4).map { Double(network.samples[sample, $0]) })
      let targets = (0..<3).map { Double(network.targets[sample, $0]) }
      let total = log(predictions.reduce(0) { $0 + exp($1) })
      for (prediction, target) in zip(predictions, targets) {
        switch loss {
        case .mse: sum += (prediction - target) * (prediction - target) / 3
        case .halfMSE: sum += (prediction - target) * (prediction - target) / 6
        case .crossEntropy: sum -= target * (prediction - total)
        }
      }
    }
    return sum / 7
  }

  @Test func `deltas of some layers are those of all, and without the last activation the slope there is 1`()
    throws
  {
    let network = try SmallNetwork(.tanh)
    let all = try network.deltas(of: .crossEntropy)
    #expect(try network.deltas(of: .crossEntropy, layers: 2...3) == Array(all[1...]))
    #expect(try network.deltas(of: .crossEntropy, layers: 2...2) == [all[1]])
    let open = try NetworkFunction(
      weights: network.function.weights, biases: network.function.biases, activation: .tanh,
      lastActivation: false)
    let last = network.function.weights[2]
    network.samples.withView { samples in
      open.forEachJacobian(samples) { chunk in
        guard chunk.layer == 2 else { return }
        for row in 0..<chunk.rows.rows {
          for column in 0..<chunk.rows.columns {
            let expected = (0..<5).reduce(0) {
              $0 + last[chunk.output, $1] * network.function.weights[1][$1, column]
            }
            #expect(abs(chunk.rows[row, column] - expected) < 1e-12)
          }
        }
      }
    }
  }

  @Test func `maps that do not fit each other are refused`() {
    let (wide, narrow) = (
      Matrix<Double>(rows: 3, columns: 4, repeating: 0), Matrix<Double>(rows: 1, columns: 2, repeating: 0)
    )
    #expect(throws: TrainingError.wrongShape(layer: 2, found: [1, 2], expected: [1, 3])) {
      try NetworkFunction(weights: [wide, narrow])
    }
    #expect(throws: TrainingError.wrongShape(layer: 1, found: [2], expected: [3])) {
      try NetworkFunction(weights: [wide], biases: [[0, 0]])
    }
    #expect(throws: TrainingError.wrongDepth(found: 2, expected: 1)) {
      try NetworkFunction(weights: [wide], biases: [[0, 0, 0], [0]])
    }
  }
}
