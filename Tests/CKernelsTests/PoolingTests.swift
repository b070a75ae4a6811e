import CKernels
import Foundation
import SweepModel
import Testing

/// What PyTorch computed in double: Fixtures/make_pytorch_pools.py.
private struct PyTorchPools: Decodable {
  struct Pool: Decodable {
    var kind: String
    var shape: [Int]
    var input, outputDelta: [Float]
    var output, delta: [Double]
  }
  var pools: [Pool]
}

struct PoolingTests {
  static let largest: [Pool] = [
    Pool(.max(window: 3, stride: 2, padding: 1), 28, 27, channels: 5),
    Pool(.max(window: 3, stride: 2, padding: 1), 7, 8, channels: 64),
    Pool(.max(window: 2, stride: 2, padding: 0), 28, 14, channels: 3),
    Pool(.max(window: 2, stride: 2, padding: 0), 7, 5, channels: 17),
    Pool(.max(window: 3, stride: 1, padding: 1), 2, 3, channels: 16),
    Pool(.max(window: 3, stride: 2, padding: 1), 1, 1, channels: 3),
    Pool(.max(window: 5, stride: 3, padding: 2), 9, 4, channels: 33),
  ]
  static let averages: [Pool] = [
    Pool(.adaptive(rows: 1, columns: 1), 8, 5, channels: 70),
    Pool(.adaptive(rows: 4, columns: 4), 3, 3, channels: 6),
    Pool(.adaptive(rows: 4, columns: 4), 4, 4, channels: 16),
    Pool(.adaptive(rows: 4, columns: 3), 7, 5, channels: 129),
    Pool(.adaptive(rows: 2, columns: 5), 9, 4, channels: 1),
    Pool(.average(window: 2, stride: 2, padding: 0), 6, 9, channels: 17),
    Pool(.average(window: 3, stride: 2, padding: 1), 5, 8, channels: 65),
  ]

  /// Deltas are whole eighths, so that their sums are exact.
  @Test(arguments: largest)
  func `the largest of a window, its place and its gradient are exact`(_ pool: Pool) {
    let (found, exact) = (pool.passes(), pool.exactPasses())
    #expect(found.output.map(Double.init) == exact.output && found.places == exact.places)
    #expect(found.delta.map(Double.init) == exact.delta)
  }

  @Test(arguments: averages)
  func `averages and their gradients are the sums in double`(_ pool: Pool) {
    let (found, exact) = (pool.passes(), pool.exactPasses())
    #expect(zip(found.output, exact.output).allSatisfy { abs(Double($0) - $1) <= 1e-7 })
    #expect(zip(found.delta, exact.delta).allSatisfy { abs(Double($0) - $1) <= 3e-7 })
  }

  /// A pool is linear where the places of the largest stay, so its gradient is what a step of any size tells.
  @Test(arguments: averages)
  func `gradients of averages agree with finite differences`(_ pool: Pool) {
    let exact = pool.exactPasses()
    var stream = RandomStream(seed: 4, for: .test)
    for _ in 0..<20 {
      let place = Int(stream.next() % UInt64(pool.input.count))
      let losses = [1, -1].map { (step: Float) in
        var moved = pool
        moved.input[place] += step
        return zip(moved.exactPasses().output, pool.outputDelta).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      #expect(abs((losses[0] - losses[1]) / 2 - exact.delta[place]) <= 1e-9)
    }
  }

  @Test(arguments: [largest[0], largest[3], averages[1], averages[6]])
  func `images one by one have the bits of all together`(_ pool: Pool) {
    let whole = pool.passes()
    let parts = (0..<pool.images).map { image in
      var part = pool
      func cut(_ all: [Float]) -> [Float] {
        let size = all.count / pool.images
        return Array(all[image * size..<(image + 1) * size])
      }
      part.images = 1
      (part.input, part.outputDelta) = (cut(pool.input), cut(pool.outputDelta))
      return part.passes()
    }
    #expect(parts.flatMap(\.output) == whole.output && parts.flatMap(\.delta) == whole.delta)
  }

  @Test func `the first of equals wins, NaN wins over all, and padding never`() {
    var pool = Pool(.max(window: 3, stride: 2, padding: 1), images: 1, 3, 3, channels: 1)
    pool.input = [-2, -2, -3, -2, -2, -4, -5, -1, -1]
    pool.outputDelta = [1, 2, 4, 8]
    var found = pool.passes()
    #expect(found.output == [-2, -2, -1, -1] && found.places == [0, 1, 7, 7])
    #expect(found.delta == [1, 2, 0, 0, 0, 0, 0, 12, 0])
    pool.input[4] = .nan
    found = pool.passes()
    #expect(found.output.allSatisfy(\.isNaN) && found.places == [4, 4, 4, 4])
  }

  @Test func `three pixels become four as in PyTorch`() {
    var pool = Pool(.adaptive(rows: 1, columns: 4), images: 1, 1, 3, channels: 1)
    pool.input = [1, 2, 4]
    pool.outputDelta = [1, 2, 4, 8]
    let found = pool.passes()
    #expect(found.output == [1, 1.5, 3, 4] && found.delta == [2, 3, 10])
  }

  @Test func `outputs and gradients are PyTorch's in double`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "pytorch_pools", withExtension: "json", subdirectory: "Fixtures"))
    let reference = try JSONDecoder().decode(PyTorchPools.self, from: Data(contentsOf: file))
    #expect(reference.pools.count == 10)
    for theirs in reference.pools {
      let s = theirs.shape
      let kind: Pool.Kind =
        switch theirs.kind {
        case "max": .max(window: s[4], stride: s[5], padding: s[6])
        case "average": .average(window: s[4], stride: s[5], padding: s[6])
        default: .adaptive(rows: s[4], columns: s[5])
        }
      var pool = Pool(kind, images: s[0], s[1], s[2], channels: s[3])
      (pool.input, pool.outputDelta) = (theirs.input, theirs.outputDelta)
      let found = pool.passes()
      #expect(found.output.count == theirs.output.count)
      #expect(zip(found.output, theirs.output).allSatisfy { abs(Double($0) - $1) <= 1e-7 }, "\(theirs.shape)")
      #expect(zip(found.delta, theirs.delta).allSatisfy { abs(Double($0) - $1) <= 3e-7 }, "\(theirs.shape)")
    }
  }

  @Test func `a shortcut is added before ReLU, and NaN stays`() {
    var values: [Float] = (0..<37).map { Float($0) - 18 }
    let shortcut: [Float] = (0..<37).map { $0 == 36 ? .nan : Float($0 % 5) - 2 }
    let sums = zip(values, shortcut).map { $0 + $1 }
    kernels_add_relu(&values, shortcut, 37)
    #expect(values[..<36] == sums[..<36].map { max(0, $0) }[...] && values[36].isNaN)
    // Both branches have the delta of the sum: where it was above 0.
    var delta: [Float] = (0..<37).map { Float($0 + 1) }
    kernels_relu_backward(&delta, values, 37)
    #expect(delta == (0..<37).map { sums[$0] > 0 ? Float($0 + 1) : 0 })
  }
}
