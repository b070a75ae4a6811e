import Collapse
import LinearAlgebra
import SweepModel
import Testing

/// Three uncorrelated targets of variance 9, 1 and 1e-8, whose covariance has the axes as eigen-directions.
private let targets = Reals([[3, 1, 1e-4], [-3, 1, -1e-4], [3, -1, -1e-4], [-3, -1, 1e-4]])

private func fittedRank(_ predictions: Reals, of targets: Reals) throws -> Int? {
  try predictions.withView { predictions in
    try targets.withView { try Targets.fittedRank(predictions, of: $0) }
  }
}

@Suite struct FitTests {
  /// What is left of a direction is (1 - share)^2 of its variance, half of it at a share of 1 - sqrt(1/2) = .2929.
  @Test(arguments: [
    ([1.0, 1, 1], 2), ([1, 1, 0], 2), ([1, 0.293, 0], 2), ([1, 0.2928, 0], 1), ([0.2928, 1, 0], 1),
    ([0, 0, 1], 0),
    ([1, -1, 1], 1), ([1, 1.7, 0], 2), ([1, 1.71, 0], 1),
  ])
  func `a direction is fitted when more than half of its variance is told`(_ shares: [Double], _ rank: Int)
    throws
  {
    let predictions = Reals((0..<4).map { row in (0..<3).map { targets[row, $0] * shares[$0] } })
    #expect(try fittedRank(predictions, of: targets) == rank)
  }

  @Test func `a wrong mean is an error of the predictions, and the targets' own mean is none`() throws {
    let far = Reals((0..<4).map { row in (0..<3).map { targets[row, $0] + 50 } })
    #expect(try fittedRank(far, of: far) == 2)
    #expect(try fittedRank(targets, of: far) == 0)
  }

  @Test func `without variance or with a prediction that is not finite there is none`() throws {
    let constant = Reals(rows: 4, columns: 3, repeating: 2)
    #expect(try fittedRank(constant, of: constant) == nil)
    var wild = targets
    wild[1, 1] = .nan
    #expect(try fittedRank(wild, of: targets) == nil)
  }

  @Test(arguments: 1...5)
  func `turning targets and predictions together changes nothing`(_ seed: Int) throws {
    var stream = RandomStream(seed: seed, for: .test)
    let hidden = Reals.normal(80, 3, &stream)
    let turn = Reals.normal(3, 6, &stream)
    let noise = Reals.normal(80, 6, &stream)
    let spread = hidden.times(turn)
    var told = hidden
    for row in 0..<80 { told[row, 0] = 0 }
    let predictions = told.times(turn)
    let before = try #require(try fittedRank(predictions, of: spread))
    let axes = try noise.withView { try PrincipalDirections(of: $0).leading(6) }
    let after = try fittedRank(
      predictions.times(axes, transposed: true), of: spread.times(axes, transposed: true))
    #expect(before == after && before <= 3)
    #expect(try fittedRank(spread, of: spread) == 3)
  }

  @Test(
    arguments: [
      ([9.0, 4, 3, 3], 2, false, 3), ([9, 3, 4, 3], 2, false, 4), ([3, 3, 3], 2, false, 1),
      ([9, 5, 5], 2, true, 2),
      ([9, 5, 5], 2, false, nil), ([9, 6, 6], 2, true, nil), ([9, 3, nil, 3], 2, false, 4),
      ([3, nil], 2, false, nil),
      ([], 2, false, nil), ([1, 1], 0, false, nil), ([2, 2], nil, false, nil),
    ] as [([Double?], Int?, Bool, Int?)])
  func `rank_layer is the first from which all have at most r + 1 directions`(
    _ dimensions: [Double?], _ rank: Int?, _ ofImages: Bool, _ layer: Int?
  ) {
    #expect(RankLayer.first(pca99: dimensions, rank: rank, ofImages: ofImages) == layer)
    #expect(RankLayer.first(pca99: dimensions, rank: rank, ofImages: ofImages, trivial: true) == nil)
  }
}
