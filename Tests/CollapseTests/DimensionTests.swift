import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Samples and what scikit-dimension says of them, from `Fixtures/make_dimension.py`.
struct DimensionFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features: Int
  let featureBytes: Data
  let twonn, mle: Double

  var testDescription: String { name }

  static let all: [DimensionFixture] = {
    guard
      let file = Bundle.module.url(forResource: "dimension", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file)
    else { return [] }
    return (try? JSONDecoder().decode([DimensionFixture].self, from: data)) ?? []
  }()
}

/// twonn and mle of `features`.
private func dimensions(_ features: Reals) throws -> [Metric: Double] {
  try metrics(
    features, Reals(rows: 1, columns: features.columns, repeating: 1),
    Reals(rows: features.rows, columns: 1, repeating: 0), groups: [.intrinsicDimension]
  ).filter { [.twonn, .mle].contains($0.key) }
}

@Test func `the dimension fixture is there and whole`() {
  #expect(DimensionFixture.all.count == 9)
}

@Test(arguments: DimensionFixture.all)
func `twonn and mle agree with scikit-dimension`(_ fixture: DimensionFixture) throws {
  let single = RegressionFixture.matrix(fixture.featureBytes, fixture.samples, fixture.features)
  let found = try dimensions(
    Reals(rows: single.rows, columns: single.columns, entries: single.entries.map(Double.init)))
  #expect(differences(found, [.twonn: fixture.twonn, .mle: fixture.mle]) == [])
}

@Test func `mle of three points on a line is solved by hand`() throws {
  // Distances (1, 3), (1, 2), (2, 3), so m = 1 / ln of their ratios: 3, 2 and 3/2, whose product is 9.
  #expect(abs(try #require(try dimensions(Reals([[0], [1], [3]]))[.mle]) - 3 / log(9)) < 1e-14)
}

@Test func `twonn of four points on a line is solved by hand`() throws {
  // Points 0, 1, 3, 7: mu = 3, 2, 3/2 (2 and 3) and 3/2 (4 and 6). Three are kept: 3/2, 3/2, 2 at F = 1/4, 1/2, 3/4.
  let (x, y) = ([1.5, 1.5, 2].map { log($0) }, [0.25, 0.5, 0.75].map { -log(1 - $0) })
  let slope = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / x.reduce(0) { $0 + $1 * $1 }
  #expect(abs(try #require(try dimensions(Reals([[0], [1], [3], [7]]))[.twonn]) - slope) < 1e-14)
}

@Test(arguments: 1...3, [1, 2, 4])
func `a flat set of many samples has its dimension, wherever it lies`(_ seed: Int, _ dimension: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  var flat = Reals.normal(1_500, dimension, &stream)
  for place in flat.entries.indices { flat.entries[place] = stream.uniform() }
  let found = try dimensions(flat.times(.normal(dimension, 20, &stream)).scaled(1, plus: 30))
  #expect(abs(try #require(found[.twonn]) - Double(dimension)) < 0.12 * Double(dimension))
  #expect(abs(try #require(found[.mle]) - Double(dimension)) < 0.12 * Double(dimension))
}

@Test func `distances far below the samples' length keep their digits`() throws {
  // Two far clusters: products of rows keep six digits of a distance of 0.01 beside a length of 1e3.
  var stream = RandomStream(seed: 4, for: .test)
  let near = Reals.normal(80, 3, &stream)
  let far = Reals(
    (0..<160).map { row in (0..<3).map { near[row / 2, $0] * 0.05 + (row % 2 == 0 ? 1e3 : -1e3) } })
  let alone = try dimensions(near)
  let both = try dimensions(far)
  #expect(abs(try #require(both[.mle]) - (try #require(alone[.mle]))) < 1e-9)
}

@Test func `samples that differ by rounding alone have no dimension`() throws {
  var stream = RandomStream(seed: 4, for: .test)
  let noise = Reals.normal(50, 8, &stream).scaled(1e-16, plus: 1)
  #expect(try dimensions(noise) == [:])
  #expect(try dimensions(Reals(rows: 50, columns: 8, repeating: 1)) == [:])
  #expect(try dimensions(Reals([[1], [2]])) == [:])
}

@Test func `of more than 10,000 samples an even selection is taken`() throws {
  var stream = RandomStream(seed: 4, for: .test)
  let many = Reals(rows: 20_001, columns: 1, entries: (0..<20_001).map { _ in stream.uniform() })
  let chosen = many.rows((0..<10_000).map { Int(Double($0) * 2.0001) })
  #expect(differences(try dimensions(many), try dimensions(chosen)) == [])
}
