import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// A random layer: 60 samples, 12 features, 3 targets of which the first two columns of features decide.
private struct RandomLayer {
  var stream: RandomStream
  let features, weights, targets: Reals

  init(seed: Int, samples: Int = 60, width: Int = 12) {
    stream = RandomStream(seed: seed, for: .test)
    features = .rectified(samples, width, &stream)
    weights = .normal(9, width, &stream)
    var targets = Reals.normal(samples, 3, &stream)
    for row in 0..<samples { targets[row, 0] += features[row, 0] * 4 - features[row, 1] }
    self.targets = targets
  }

  func metrics(rank: Int? = 2) throws -> [Metric: Double] {
    try CollapseTests.metrics(features, weights, targets, rank: rank)
  }
}

/// The authors' variant of CKA takes the first columns, so it depends on the choice of axes.
private func without(_ metric: Metric, _ metrics: [Metric: Double]) -> [Metric: Double] {
  metrics.filter { $0.key != metric }
}

@Test(arguments: 1...5, [60, 8])
func `rotating features and weights together changes nothing`(_ seed: Int, _ samples: Int) throws {
  var layer = RandomLayer(seed: seed, samples: samples)
  let rotation = Reals.orthogonal(12, &layer.stream)
  let turned = try metrics(
    layer.features.times(rotation), layer.weights.times(rotation), layer.targets, rank: 2)
  #expect(differences(without(.nrc2First, turned), without(.nrc2First, try layer.metrics())) == [])
}

@Test(arguments: 1...3, [1e-6, 0.3, 1e6])
func `scales change nothing but the unit of nrc4`(_ seed: Int, _ factor: Double) throws {
  let layer = RandomLayer(seed: seed)
  var expected = try layer.metrics()
  #expect(
    differences(
      try metrics(layer.features.scaled(factor), layer.weights.scaled(1 / factor), layer.targets, rank: 2),
      expected)
      == [])
  var scaled = try metrics(layer.features, layer.weights, layer.targets.scaled(factor), rank: 2)
  scaled[.nrc4]? /= factor * factor
  #expect(differences(scaled, expected) == [])
  expected[.nrc4] = nil
  let moved = try metrics(
    layer.features.scaled(1, plus: min(factor, 1e3)), layer.weights, layer.targets.scaled(1, plus: 5), rank: 2
  )
  #expect(differences(without(.nrc4, moved), expected) == [])
}

@Test(arguments: 1...5)
func `the order of samples and of units changes nothing`(_ seed: Int) throws {
  var layer = RandomLayer(seed: seed)
  let expected = try layer.metrics()
  let samples = permutation(60, &layer.stream)
  #expect(
    differences(
      try metrics(layer.features.rows(samples), layer.weights, layer.targets.rows(samples), rank: 2), expected
    ) == [])
  let units = permutation(12, &layer.stream)
  let moved = try metrics(
    layer.features.columns(units), layer.weights.columns(units), layer.targets, rank: 2)
  #expect(differences(without(.nrc2First, moved), without(.nrc2First, expected)) == [])
}

@Test(arguments: 1...5, [3, 70])
func `columns of zeros change nothing, also when they make the features wide`(_ seed: Int, _ columns: Int)
  throws
{
  let layer = RandomLayer(seed: seed)
  let padded = try metrics(
    layer.features.padded(columns), layer.weights.padded(columns), layer.targets, rank: 2)
  // The fall from the last direction to none is a gap.
  #expect(differences(without(.gapRank, padded), without(.gapRank, try layer.metrics())) == [])
}

@Test(arguments: 1...5)
func `every sample twice changes nothing`(_ seed: Int) throws {
  let layer = RandomLayer(seed: seed)
  let twice = Array(0..<60) + Array(0..<60)
  let doubled = try metrics(layer.features.rows(twice), layer.weights, layer.targets.rows(twice), rank: 2)
  // A copy is left out by neighbours, and is no independent sample to a U-statistic.
  let changed: [Metric] = [.twonnLeftOut, .mleLeftOut, .nrc2Debiased]
  let uncopied = doubled.filter { !changed.contains($0.key) }
  #expect(differences(uncopied, try layer.metrics().filter { !changed.contains($0.key) }) == [])
  #expect(uncopied.count == doubled.count - changed.count && doubled[.mleLeftOut] == 0.5)
}

@Test(arguments: 1...5)
func `nrc1 never grows with the dimension and alignment at full width is total`(_ seed: Int) throws {
  let layer = RandomLayer(seed: seed, width: 9)
  let all = try (1...9).map { try layer.metrics(rank: $0) }
  let residuals = try all.map { try #require($0[.nrc1Rank]) }
  #expect(residuals == residuals.sorted(by: >))
  #expect(residuals.last == 0)
  #expect(abs(try #require(all[8][.nrc3Rank]) - 1) < 1e-12)
  #expect(abs(try #require(all[8][.noiseAlignment])) < 1e-12)
}

@Test(arguments: 1...5)
func `for one direction the squares of cosine and sine add to one`(_ seed: Int) throws {
  let found = try RandomLayer(seed: seed).metrics(rank: 1)
  let (cosine, sine) = (try #require(found[.nrc3Rank]), try #require(found[.noiseAlignment]))
  #expect(abs(cosine * cosine + sine * sine - 1) < 1e-13)
}

@Test(arguments: 1...5)
func `CKA equals its N by N form`(_ seed: Int) throws {
  let layer = RandomLayer(seed: seed, samples: 25)
  let kernels = [layer.features, layer.targets].map { centred($0).times(centred($0), transposed: true) }
  let dot = { (left: Reals, right: Reals) in zip(left.entries, right.entries).reduce(0) { $0 + $1.0 * $1.1 } }
  let norms = kernels.map { dot($0, $0).squareRoot() }
  let expected = dot(kernels[0], kernels[1]) / (norms[0] * norms[1])
  #expect(abs(try #require(try layer.metrics()[.nrc2Full]) - expected) < 1e-12)
}

@Test(arguments: 1...5)
func `targets that are linear in the features are predicted, others never worse than by their variance`(
  _ seed: Int
) throws {
  var layer = RandomLayer(seed: seed)
  let linear = centred(layer.features).times(.normal(12, 3, &layer.stream))
  let intercept = Reals(
    layer.features.padded(1).rows(Array(0..<60)).entries.chunked(13) { $0.dropLast() + [1] })
  let zero = try metrics(intercept, layer.weights.padded(1), linear)
  #expect(try #require(zero[.nrc4]) < 1e-24)
  let variance = try layer.targets.withView { try #require(try Targets($0).variance) }
  #expect(try #require(try layer.metrics()[.nrc4]) <= variance)
}

private func centred(_ matrix: Reals) -> Reals {
  let means = matrix.withView { $0.columnMeans() }
  var result = matrix
  for row in 0..<matrix.rows { for column in 0..<matrix.columns { result[row, column] -= means[column] } }
  return result
}

extension Array where Element == Double {
  fileprivate func chunked(_ width: Int, _ change: (ArraySlice<Double>) -> [Double]) -> [[Double]] {
    stride(from: 0, to: count, by: width).map { change(self[$0..<$0 + width]) }
  }
}

@Test(arguments: 1...5)
func `noise beyond 2r is no more than beyond r, and dimensions grow with the share held`(_ seed: Int) throws {
  let found = try RandomLayer(seed: seed).metrics(rank: 2)
  let (double, single) = (try #require(found[.nrc1Double]), try #require(found[.nrc1Rank]))
  #expect(double < single)
  #expect(double == (try RandomLayer(seed: seed).metrics(rank: 4))[.nrc1Rank])
  let held = try [Metric.pca95, .pca99, .pca999].map { try #require(found[$0]) }
  #expect(held == held.sorted() && held[0] < held[2])
}

@Test(arguments: 1...5)
func `independent arrays with few samples are aligned by CKA and not once it is debiased`(_ seed: Int) throws
{
  var stream = RandomStream(seed: seed, for: .test)
  let (features, targets) = (Reals.normal(32, 64, &stream), Reals.normal(32, 64, &stream))
  let found = try metrics(features, .normal(3, 64, &stream), targets)
  #expect(try #require(found[.nrc2Full]) > 0.6)
  #expect(abs(try #require(found[.nrc2Debiased])) < 0.15)
  let same = try metrics(features, .normal(3, 64, &stream), features)
  #expect(abs(try #require(same[.nrc2Debiased]) - 1) < 1e-12)
  let three = try metrics(
    features.rows([0, 1, 2]), .normal(3, 64, &stream), targets.rows([0, 1, 2]))
  #expect(three[.nrc2Debiased] == nil && three[.nrc2Full] != nil)
}

@Test(arguments: [
  ([5.0, 4, 0.1, 0.05], 2.0), ([3, 3, 3], nil), ([2], nil), ([1, 1e-3, 1e-9], 1), ([4, 2, 1], 1),
])
func `the gap is where singular values fall most`(_ values: [Double], _ expected: Double?) throws {
  // Columns of +-s along rows of a Hadamard matrix: centred, and with these singular values.
  let signs: [[Double]] = [
    [1, -1, 1, -1, 1, -1, 1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, 1, 1, 1, -1, -1, -1, -1],
  ]
  let last: [Double] = [1, -1, -1, 1, 1, -1, -1, 1]
  let columns = (signs + [last]).prefix(values.count)
  let rows = (0..<8).map { row in zip(columns, values).map { $0[row] * $1 } }
  let found = try metrics(
    Reals(rows), Reals(rows: 1, columns: values.count, repeating: 1), Reals(rows: 8, columns: 1, repeating: 0)
  )
  #expect(found[.gapRank] == expected)
}
