import LinearAlgebra
import SweepModel
import Testing
import Training

/// AGOP by its shortest route, against the definition: the mean outer product of exact Jacobians.
struct AGOPTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    /// Inputs, hidden units, outputs.
    var widths: [Int]
    var activation = Activation.relu
    var lastActivation = true
    var bias = false
    var samples = 40
    var testDescription: String { "\(widths) \(activation) \(lastActivation) \(bias) \(samples)" }
  }

  static let shapes = [
    Shape(widths: [5, 3]),
    Shape(widths: [5, 1], bias: true),
    Shape(widths: [5, 7, 3]),
    Shape(widths: [5, 7, 3], lastActivation: false),
    Shape(widths: [30, 12, 12, 4], bias: true),
    Shape(widths: [3, 20, 12, 4], activation: .tanh, bias: true),
    Shape(widths: [3, 20, 12, 1], activation: .gelu),
    Shape(widths: [4, 33, 17, 40, 2], lastActivation: false),
    Shape(widths: [8, 16, 16, 16, 16, 10], bias: true, samples: 300),
    Shape(widths: [8, 16, 16, 16, 16, 10], activation: .leakyReLU, samples: 1),
    Shape(widths: [2, 6, 6, 5], activation: .identity),
  ]

  @Test(arguments: shapes) func `AGOP is the mean of the Jacobians' outer products`(_ shape: Shape) throws {
    let (network, samples) = try Self.network(shape)
    let direct = Self.sums(network, samples)
    for chunk in [nil, 1, 7, 1000] {
      let found = try Self.agop(network, samples, chunk)
      #expect(found.count == direct.count)
      for (one, other) in zip(found, direct) {
        let size = other.entries.map(\.magnitude).max() ?? 0
        #expect(one.rows == other.rows && size > 0)
        #expect(
          zip(one.entries, other.entries).allSatisfy { abs($0 - $1) <= 1e-13 * size },
          "chunks of \(chunk ?? 0)")
        #expect(one == one.transposed, "both triangles are the same")
      }
    }
  }

  @Test func `the order of samples and of outputs is of no matter`() throws {
    let (network, samples) = try Self.network(Shape(widths: [6, 12, 12, 4], bias: true))
    let reversed = Matrix(
      rows: samples.rows, columns: 6, entries: (0..<samples.rows).reversed().flatMap { samples.row($0) })
    var maps = network.weights
    let last = maps[2]
    maps[2] = Matrix(rows: 4, columns: 12, entries: [2, 0, 3, 1].flatMap { last.row($0) })
    let turned = try NetworkFunction(weights: maps, biases: network.biases, activation: .relu)
    let found = try Self.agop(network, samples)
    for other in [try Self.agop(network, reversed), try Self.agop(turned, samples)] {
      for (one, other) in zip(found, other) {
        let size = one.entries.map(\.magnitude).max() ?? 0
        #expect(zip(one.entries, other.entries).allSatisfy { abs($0 - $1) <= 1e-14 * size })
      }
    }
  }

  @Test func `without samples all is zero, and progress is told of every chunk`() throws {
    let (network, samples) = try Self.network(Shape(widths: [6, 12, 12, 4]))
    let none = Matrix<Double>(rows: 0, columns: 6, entries: [])
    for (map, agop) in zip(network.weights, try Self.agop(network, none)) {
      #expect(agop == Matrix(rows: map.columns, columns: map.columns, repeating: 0))
    }
    var steps = 0
    _ = try samples.withView { view in try network.agop(view, chunkRows: 7) { steps += 1 } }
    #expect(steps == 6)
  }

  private static func agop(
    _ network: NetworkFunction, _ samples: Matrix<Double>, _ chunk: Int? = nil
  ) throws -> [Matrix<Double>] {
    try samples.withView { view in try network.agop(view, chunkRows: chunk) }
  }

  private static func network(_ shape: Shape) throws -> (NetworkFunction, Matrix<Double>) {
    var stream = RandomStream(seed: shape.widths.reduce(7) { 3 * $0 + $1 }, for: .test)
    let pairs = zip(shape.widths, shape.widths.dropFirst())
    let maps = pairs.map { inputs, outputs in
      Matrix(rows: outputs, columns: inputs, entries: (0..<inputs * outputs).map { _ in stream.normal() })
    }
    let biases = shape.bias ? maps.map { map in (0..<map.rows).map { _ in 0.3 * stream.normal() } } : []
    let samples = Matrix(
      rows: shape.samples, columns: shape.widths[0],
      entries: (0..<shape.samples * shape.widths[0]).map { _ in stream.normal() })
    return (
      try NetworkFunction(
        weights: maps, biases: biases, activation: shape.activation, lastActivation: shape.lastActivation),
      samples
    )
  }

  private static func sums(_ network: NetworkFunction, _ samples: Matrix<Double>) -> [Matrix<Double>] {
    var sums = network.weights.map {
      Matrix<Double>(rows: $0.columns, columns: $0.columns, repeating: 0)
    }
    samples.withView { view in
      network.forEachJacobian(view) { chunk in
        let part = chunk.rows.transposed.times(chunk.rows)
        for place in part.entries.indices {
          sums[chunk.layer - 1].entries[place] += part.entries[place] / Double(samples.rows)
        }
      }
    }
    return sums
  }
}

extension Matrix where Scalar == Double {
  fileprivate func row(_ row: Int) -> ArraySlice<Double> { entries[row * columns..<(row + 1) * columns] }
}
