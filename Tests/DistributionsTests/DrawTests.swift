import Distributions
import Foundation
import SweepModel
import Testing

@Suite struct DrawTests {
  /// Kolmogorov's distance of n shares from the uniform distribution; above 1.95 / sqrt(n) for one of 1,000 true samples.
  @Test(arguments: [
    (0, "lr"), (1, "lr"), (2, "weight_decay"), (7, "a.b"), (42, "momentum"), (123_456_789, "x"),
  ])
  func `shares are uniform`(_ seed: Int, _ name: String) {
    let count = 20_000
    let shares = (0..<count).map { Draw.share(searchSeed: seed, parameter: name, number: $0) }.sorted()
    #expect(shares[0] > 0 && shares[count - 1] < 1)
    let distance = distance(shares)
    print("search seed \(seed), \(name): Kolmogorov distance \(distance) of \(count) draws")
    #expect(distance < 1.95 / Double(count).squareRoot(), "search seed \(seed), \(name)")
  }

  /// Through a distribution and back: the draws of a log-uniform and of a normal parameter pass the same test.
  @Test(arguments: [3, 4, 5])
  func `draws follow their distribution`(_ seed: Int) throws {
    let count = 10_000
    func draws(_ distribution: Distribution) -> [Double] {
      (0..<count).compactMap {
        distribution.value(at: Draw.share(searchSeed: seed, parameter: "p", number: $0)).number
      }.sorted()
    }
    let bound = 1.95 / Double(count).squareRoot()
    let logs = draws(.logUniform(1e-4, 0.1)).map { (log($0) - log(1e-4)) / log(1000) }
    #expect(distance(logs) < bound, "seed \(seed)")
    let normals = draws(.normal(mean: 3, deviation: 2)).map { 0.5 * erfc(-($0 - 3) / 2 / 2.0.squareRoot()) }
    #expect(distance(normals) < bound, "seed \(seed)")
    let squares = draws(.beta(2, 1)).map { $0 * $0 }
    #expect(distance(squares) < bound, "seed \(seed)")
    print("seed \(seed): distances \(distance(logs)), \(distance(normals)), \(distance(squares))")
  }

  /// Counts of 7 values: chi squared with 6 degrees is above 22.46 for one of 1,000 true samples.
  @Test func `values of a list come equally often, and weighted ones by their weight`() {
    let values: [ParameterValue] = (0..<7).map { .integer($0) }
    for seed in 0..<5 {
      let weights = [0.1, 0.2, 0.05, 0.25, 0.15, 0.15, 0.1]
      for (distribution, shares) in [
        (Distribution.categorical(values), [Double](repeating: 1.0 / 7, count: 7)),
        (.weighted(values, weights), weights),
      ] {
        var counts = [Double](repeating: 0, count: 7)
        for number in 0..<7000 {
          let value = distribution.value(at: Draw.share(searchSeed: seed, parameter: "p", number: number))
          counts[values.firstIndex(of: value) ?? 0] += 1
        }
        let squares = zip(counts, shares).map { pow($0 - 7000 * $1, 2) / (7000 * $1) }.reduce(0, +)
        #expect(squares < 22.46, "search seed \(seed): \(counts)")
      }
    }
  }

  @Test func `seed, name and number each make another draw, and nothing else does`() {
    let shares = [(0, "a", 0), (1, "a", 0), (0, "b", 0), (0, "a", 1), (0, "a\n1", 0), (10, "a", 0)].map {
      Draw.share(searchSeed: $0.0, parameter: $0.1, number: $0.2)
    }
    #expect(Set(shares).count == shares.count)
    // SHA-256 of "0\na\n0", by hashlib: the first 52 bits.
    #expect(shares[0] == 0.6670937851775732)
  }

  private func distance(_ sorted: [Double]) -> Double {
    let count = Double(sorted.count)
    return sorted.enumerated().map { place, share in
      max(Double(place + 1) / count - share, share - Double(place) / count)
    }.max() ?? 1
  }
}
