import Collapse
import LinearAlgebra
import SweepModel
import Testing

struct ClusterSearchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let samples, width, clusters: Int
    /// The feature of a sample, given noise in -1 ..< 1.
    let feature: @Sendable (_ row: Int, _ column: Int, _ noise: Double) -> Double
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "noise", samples: 300, width: 9, clusters: 5) { $2 },
    Case(name: "one feature", samples: 120, width: 1, clusters: 4) { $2 },
    Case(name: "one cluster", samples: 60, width: 3, clusters: 1) { $2 },
    Case(name: "separate clusters", samples: 200, width: 6, clusters: 4) {
      Double($0 % 4 * ($1 + 1)) + 0.1 * $2
    },
    Case(name: "ties on a grid", samples: 256, width: 2, clusters: 4) { row, column, _ in
      Double(column == 0 ? row % 16 : row / 16)
    },
    Case(name: "near ties on a grid", samples: 256, width: 2, clusters: 4) { row, column, noise in
      Double(column == 0 ? row % 16 : row / 16) + 1e-7 * noise
    },
    Case(name: "each sample eight times", samples: 160, width: 3, clusters: 7) { row, column, _ in
      Double((row / 8 * 7 + column * 5) % 11)
    },
    Case(name: "more clusters than distinct samples", samples: 90, width: 3, clusters: 8) { row, column, _ in
      Double(row % 3 + column)
    },
    Case(name: "all samples equal", samples: 50, width: 4, clusters: 3) { _, column, _ in Double(column) },
    Case(name: "an offset of 1e6", samples: 200, width: 5, clusters: 4) { 1e6 + $2 * Double($0 % 4) },
    Case(name: "a scale of 1e-6", samples: 200, width: 5, clusters: 4) { 1e-6 * ($2 + Double($0 % 4 * $1)) },
    Case(name: "a scale of 1e6", samples: 200, width: 5, clusters: 4) { 1e6 * ($2 + Double($0 % 4 * $1)) },
    Case(name: "as many clusters as samples but one", samples: 20, width: 3, clusters: 19) { $2 },
    Case(name: "one panel of 32", samples: 32, width: 16, clusters: 3) { $2 },
    Case(name: "one sample beyond a panel", samples: 33, width: 17, clusters: 9) { $2 },
    Case(name: "overlapping clusters", samples: 400, width: 24, clusters: 10) {
      Double($0 % 10 * ($1 + 3) % 7) / 4 + $2
    },
    Case(name: "clusters within rounding of each other", samples: 120, width: 8, clusters: 6) {
      Double($0 % 3) + 1e-8 * $2
    },
    Case(name: "more features than a block of sums", samples: 70, width: 300, clusters: 4) { $2 },
  ]

  @Test(arguments: cases) func `the search finds what it finds entry by entry`(_ test: Case) throws {
    for seed in 0..<3 {
      var noise = RandomStream(seed: seed, for: .test)
      let entries = (0..<test.samples * test.width).map { place in
        Float(test.feature(place / test.width, place % test.width, 2 * noise.uniform() - 1))
      }
      let given = Groups((0..<test.samples).map { $0 % test.clusters }, count: test.clusters)
      let features = Matrix(rows: test.samples, columns: test.width, entries: entries)
      try features.withView { view in
        var (one, other) = (
          RandomStream(seed: seed, for: .clustering), RandomStream(seed: seed, for: .clustering)
        )
        var fast = ClusterSearch(view, clusterCount: test.clusters)
        let plain = PlainClusterSearch(view, clusterCount: test.clusters)
        let found = fast.best(restarts: 10, from: given, &one) {}
        let expected = plain.best(restarts: 10, from: given, &other) {}
        #expect(found.members == expected.members, "seed \(seed)")
        #expect(one.uniform() == other.uniform(), "seed \(seed): as many random numbers are drawn")
      }
    }
  }
}
