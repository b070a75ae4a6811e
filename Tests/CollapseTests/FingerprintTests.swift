import Collapse
import LinearAlgebra
import SweepModel
import Testing

/// Values that the paper's own inputs must give, whatever network follows.
private func residuals(_ features: Reals, ranks: [Int]) throws -> [Double] {
  BLAS.useOneThread()
  let targets = Reals(rows: features.rows, columns: 1, entries: (0..<features.rows).map { Double($0 % 7) })
  let weights = Reals(rows: 1, columns: features.columns, repeating: 1)
  return try ranks.map { rank in
    let prepared = try targets.withView { try Targets($0, knownRank: rank) }
    let found = try features.withView { features in
      try weights.withView {
        try LayerArrays(number: 1, features: features, weights: $0).metrics(against: prepared, groups: [.nrc])
      }
    }
    return try #require(found[.nrc1Rank])
  }
}

@Test(arguments: [1, 2])
func `normal inputs of 20 dimensions have the nrc1 that the paper prints`(_ seed: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  let found = try residuals(.normal(8_000, 20, &stream), ranks: [2, 3, 4, 5])
  for (value, printed) in zip(found, [0.891, 0.839, 0.785, 0.734]) { #expect(abs(value - printed) < 0.003) }
}
