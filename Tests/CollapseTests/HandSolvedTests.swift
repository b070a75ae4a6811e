import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Four samples on a cross: squared singular values 8 along the first axis and 2 along the second.
private let cross = Reals([[2, 0], [-2, 0], [0, 1], [0, -1]])
/// The first axis as the target: Yc'Yc = 8.
private let along = Reals([[2], [-2], [0], [0]])

@Test func `a cross with the target along its long axis is solved by hand`() throws {
  let found = try metrics(cross, Reals([[3, 0]]), along, rank: 1, groups: [.nrc, .ranks])
  let expected: [Metric: Double] = [
    .nrc1: 0.2, .nrc1Rank: 0.2, .nrc2: 1, .nrc2First: 1, .nrc2Full: 64 / (8 * 68.0.squareRoot()), .nrc3: 1,
    .nrc3Rank: 1, .noiseAlignment: 0, .nrc4: 0, .featureStableRank: 1.25, .covarianceStableRank: 1.0625,
    .participationRatio: 100.0 / 68, .effectiveRank: 3 / pow(2, 2.0 / 3), .pca99: 2, .featureRank: 2,
    .weightStableRank: 1, .weightRank: 1, .pca95: 2, .pca999: 2, .gapRank: 1, .nrc1Double: 0,
    .nrc2Debiased: 1,
  ]
  #expect(differences(found, expected, tolerance: 1e-12) == [])
}

@Test(arguments: [0, 15, 30, 45, 60, 90].map { Double($0) })
func `weights turned by an angle have its cosine and its sine`(_ degrees: Double) throws {
  let angle = degrees * .pi / 180
  let found = try metrics(cross, Reals([[cos(angle), sin(angle)]]), along, rank: 1)
  #expect(abs(try #require(found[.nrc3]) - cos(angle)) < 1e-14)
  #expect(abs(try #require(found[.noiseAlignment]) - sin(angle)) < 1e-14)
}

@Test func `a small angle keeps its digits`() throws {
  let found = try metrics(cross, Reals([[1, 1e-9]]), along, rank: 1)
  #expect(abs(try #require(found[.noiseAlignment]) - 1e-9) < 1e-15)
}

@Test func `nrc4 has no intercept and centres only the targets`() throws {
  // One feature that is 1, 1, 1, 3: H pinv(H) Yc = H <H, Yc> / <H, H>, with Yc = (-1, -1, -1, 3) and <H, Yc> / 12 = 1/2: the residuals are 1.5 each.
  let found = try metrics(Reals([[1], [1], [1], [3]]), Reals([[1]]), Reals([[0], [0], [0], [4]]))
  #expect(abs(try #require(found[.nrc4]) - 2.25) < 1e-14)
}

@Test(arguments: [(1.2e-3, 0.0), (0.8e-3, 0.5)])
func `nrc4 cuts directions below a thousandth of the largest singular value`(_ small: Double, _ error: Double)
  throws
{
  let features = Reals([[1, 0], [-1, 0], [0, small], [0, -small]])
  let targets = Reals([[0], [0], [1], [-1]])
  let found = try metrics(features, Reals([[1, 1]]), targets)
  #expect(abs(try #require(found[.nrc4]) - error) < 1e-12)
  #expect(found[.featureRank] == (error == 0 ? 2 : 1))
}

@Test(arguments: [(2e-6, true), (0.5e-6, false)])
func `a direction below a millionth of the largest is noise to nrc3`(_ small: Double, _ defined: Bool) throws
{
  let weak = Reals([[1, 0], [-1, 0], [0, small], [0, -small]])
  let targets = Reals([[1, 0], [-1, 0], [0, 1], [0, -1]])
  #expect((try metrics(weak, Reals([[1, 0], [0, 1]]), targets)[.nrc3] != nil) == defined)
  #expect((try metrics(cross, Reals([[1, 0], [0, small]]), targets)[.nrc3] != nil) == defined)
}

@Test func `pca99 counts the directions that hold 99 percent`() throws {
  // Squared singular values 98, 1.5, 0.5 in units of 2.
  let scales = [98.0, 1.5, 0.5].map { $0.squareRoot() }
  let rows = scales.enumerated().flatMap { axis, scale in
    [1.0, -1].map { sign in (0..<3).map { $0 == axis ? sign * scale : 0 } }
  }
  let targets = Reals(rows.map { [$0[0]] })
  #expect(try metrics(Reals(rows), Reals([[1, 0, 0]]), targets)[.pca99] == 2)
}

@Test func `target metrics and triviality follow the pooled variance`() throws {
  // Column variances 8/4 and 2/4: pooled 1.25.
  let targets = try cross.withView { try Targets($0) }
  #expect(targets.variance == 1.25)
  // Eigenvalues 2 and 0.5.
  #expect(
    targets.metrics == [
      .targetStableRank: 1.25, .targetCovarianceStableRank: 1.0625,
      .targetParticipationRatio: 1.25 * 1.25 / 1.0625, .targetPca99: 2,
    ])
  #expect(targets.isTrivial(trainError: 1.126) == true)
  #expect(targets.isTrivial(trainError: 1.124) == false)
  #expect(targets.isTrivial(trainError: .nan) == nil)
}

@Test func `targets that do not vary have no metric`() throws {
  let targets = try Reals([[2, 1], [2, 1]]).withView { try Targets($0) }
  #expect(targets.metrics == [:])
  #expect(targets.isTrivial(trainError: 1) == nil)
}

@Test func `a share that directions hold exactly is held`() throws {
  // Twenty directions of equal variance: 19 of them hold 95 %, 99 % and 99.9 % need all.
  var features = Reals(rows: 40, columns: 20, repeating: 0)
  for row in 0..<40 { features[row, row / 2] = row % 2 == 0 ? 1 : -1 }
  let found = try metrics(
    features, Reals(rows: 1, columns: 20, repeating: 1), Reals((0..<40).map { [Double($0)] }),
    groups: [.ranks])
  #expect(found[.pca95] == 19 && found[.pca99] == 20 && found[.pca999] == 20 && found[.gapRank] == nil)
}

/// Of a simplex every pair of samples is equally far apart, so that its shape says nothing: HSIC(K, K) is 0 but for rounding.
@Test(arguments: 1...8)
func `samples at equal distances have no debiased alignment, on either side`(_ seed: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  let simplex = Reals.orthogonal(6, &stream).scaled(0.7)
  let other = Reals.normal(6, 3, &stream)
  for (features, targets) in [(simplex, other), (other, simplex)] {
    let found = try metrics(
      features, Reals(rows: 2, columns: features.columns, repeating: 1), targets, groups: [.nrc])
    #expect(found[.nrc2Debiased] == nil && found[.nrc2Full] != nil)
  }
}
