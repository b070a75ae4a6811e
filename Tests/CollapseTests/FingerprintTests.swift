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
        try LayerArrays(number: 1, features: features, weights: $0).figures(against: prepared, groups: [.nrc])
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

@Test func `the SGEMM design has 241,600 rows and the paper's nrc1`() throws {
  let rows = sgemmDesign()
  #expect(rows.count == 241_600)
  let found = try residuals(standardized(rows), ranks: [1, 4])
  #expect(abs(found[0] - 0.8982) < 2e-4)
  #expect(abs(found[1] - 0.6100) < 2e-4)
}

/// The parameter combinations that the SGEMM kernel allows (UCI 10.24432/C5MK70), 14 columns.
private func sgemmDesign() -> [[Double]] {
  var rows: [[Double]] = []
  let (tiles, sizes, vectors) = ([16, 32, 64, 128], [8, 16, 32], [1, 2, 4, 8])
  for mwg in tiles {
    for nwg in tiles {
      for kwg in [16, 32] {
        for mdimc in sizes {
          for ndimc in sizes {
            for mdima in sizes where mdimc * ndimc % mdima == 0 && kwg % (mdimc * ndimc / mdima) == 0 {
              for ndimb in sizes where mdimc * ndimc % ndimb == 0 && kwg % (mdimc * ndimc / ndimb) == 0 {
                for vwm in vectors where mwg % (mdimc * vwm) == 0 && mwg % (mdima * vwm) == 0 {
                  for vwn in vectors where nwg % (ndimc * vwn) == 0 && nwg % (ndimb * vwn) == 0 {
                    let start = [mwg, nwg, kwg, mdimc, ndimc, mdima, ndimb].map(Double.init)
                    for rest in 0..<32 {
                      let flags = [1, 2, 4, 8].map { rest & $0 == 0 ? 0.0 : 1 }
                      rows.append(start + [rest < 16 ? 2 : 8, Double(vwm), Double(vwn)] + flags)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  return rows
}

private func standardized(_ rows: [[Double]]) -> Reals {
  var matrix = Reals(rows)
  let means = matrix.withView { $0.columnMeans() }
  for column in 0..<matrix.columns {
    let squares = (0..<matrix.rows).reduce(0.0) { sum, row in
      let distance = matrix[row, column] - means[column]
      return sum + distance * distance
    }
    let deviation = (squares / Double(matrix.rows)).squareRoot()
    for row in 0..<matrix.rows { matrix[row, column] = (matrix[row, column] - means[column]) / deviation }
  }
  return matrix
}
