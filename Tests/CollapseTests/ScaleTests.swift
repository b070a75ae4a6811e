import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Samples with what `Fixtures/make_scale.py` finds in them from all pairs' distances.
struct ScaleFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features, apart: Int
  let featureBytes: Data
  /// By the number of the farther neighbour; one that is not there is undefined.
  let scales: [String: Double]
  let twonn, mle: Double?

  var testDescription: String { name }

  static let all: [ScaleFixture] = {
    guard
      let file = Bundle.module.url(forResource: "scale", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file)
    else { return [] }
    return (try? JSONDecoder().decode([ScaleFixture].self, from: data)) ?? []
  }()

  var matrix: Matrix<Float> { RegressionFixture.matrix(featureBytes, samples, features) }

  var expected: [Metric: Double] {
    var metrics: [Metric: Double] = [.twonnLeftOut: 0, .mleLeftOut: 0]
    (metrics[.twonn], metrics[.mle]) = (twonn, mle)
    for (far, value) in scales { Metric.named("twonn_\(far)").map { metrics[$0] = value } }
    return metrics
  }
}

/// What both groups of dimension hold of features whose rows stand at these places.
private func dimensions(
  _ features: MatrixView, _ groups: [MetricGroup] = [.intrinsicDimension, .dimensionScale], apart: Int = 0,
  places: [Int]? = nil
) throws -> [Metric: Double] {
  BLAS.useOneThread()
  let targets = try Reals(rows: features.rows, columns: 1, repeating: 0).withView { try Targets($0) }
  return try Reals(rows: 1, columns: features.columns, repeating: 1).withView { weights in
    var meter = Meter(targets, groups)
    meter.window = TheilerWindow(apart, places: places)
    let arrays = LayerArrays(number: 1, features: features, weights: weights)
    return try meter.measured(MeteredLayer(arrays)).measure.metrics
  }
}

private func dimensions(
  _ features: Reals, _ groups: [MetricGroup] = [.intrinsicDimension, .dimensionScale], apart: Int = 0,
  places: [Int]? = nil
) throws -> [Metric: Double] {
  try features.withView { try dimensions($0, groups, apart: apart, places: places) }
}

@Suite struct ScaleTests {
  @Test func `the fixture is there and whole`() { #expect(ScaleFixture.all.count == 12) }

  @Test(arguments: ScaleFixture.all)
  func `the dimension over scales, with rows in time left out, is that of all pairs`(
    _ fixture: ScaleFixture
  ) throws {
    let found = try fixture.matrix.withView { try dimensions($0, apart: fixture.apart) }
    #expect(differences(found, fixture.expected) == [])
  }

  @Test func `each group brings its own metrics, and 64 neighbours change no bit of 20's`() throws {
    var stream = RandomStream(seed: 6, for: .test)
    let features = Reals.normal(400, 3, &stream)
    let both = try dimensions(features)
    let near = try dimensions(features, [.intrinsicDimension])
    let scales = try dimensions(features, [.dimensionScale])
    #expect(Set(near.keys) == Set(MetricGroup.intrinsicDimension.metrics))
    #expect(Set(scales.keys) == Set(MetricGroup.dimensionScale.metrics) && scales.count == 6)
    #expect(near.merging(scales) { $1 } == both)
  }

  @Test func `two ratios are solved by hand`() throws {
    // 0, 1, 3: mu = 3, 2 and 3/2, whose logarithms sum to ln 9.
    let found = try dimensions(Reals([[0], [1], [3]]), [.dimensionScale])
    let first = try #require(found[.twonn2])
    #expect(found.count == 1 && abs(first - 3 / log(9)) < 1e-14)
    // Fourth neighbours over second ones; with x = d ln mu the likeliest d is where these terms sum to 0.
    let square = try dimensions(Reals([[0], [1], [3], [7], [15]]), [.dimensionScale])
    let d = try #require(square[.twonn4])
    var rise = 0.0
    // 15 / 3, 14 / 2, 12 / 3, 8 / 6 and 15 / 12.
    let ratios: [Double] = [5, 7, 4, 4.0 / 3, 1.25]
    for mu in ratios {
      let x: Double = d * log(mu)
      let part: Double = x / (1 - exp(-x))
      rise += 1 + part - 3 * x
    }
    #expect(abs(rise) < 1e-12)
  }

  @Test(arguments: 1...3, [1, 2, 4])
  func `a flat set of many samples has its dimension at every scale`(_ seed: Int, _ dimension: Int) throws {
    var stream = RandomStream(seed: seed, for: .test)
    var flat = Reals.normal(1_000, dimension, &stream)
    for place in flat.entries.indices { flat.entries[place] = stream.uniform() }
    let found = try dimensions(flat.times(.normal(dimension, 12, &stream)), [.dimensionScale])
    for (metric, value) in found {
      #expect(abs(value - Double(dimension)) < 0.2 * Double(dimension), "\(metric)")
    }
    #expect(found.count == 6)
  }

  @Test func `noise on a curve is seen at its own scale and not at larger ones`() throws {
    var stream = RandomStream(seed: 8, for: .test)
    let noise = Reals.normal(1_500, 3, &stream)
    var curve = noise.scaled(0.01)
    for row in 0..<1_500 {
      let angle: Double = 2 * Double.pi * stream.uniform()
      curve[row, 0] += cos(angle)
      curve[row, 1] += sin(angle)
    }
    let found = try dimensions(curve, [.dimensionScale])
    let scales = MetricGroup.dimensionScale.metrics.compactMap { found[$0] }
    #expect(scales.count == 6 && scales == scales.sorted(by: >))
    #expect(scales[0] > 2 && scales[5] < 1.3)
  }

  @Test func `rows that a window leaves no neighbour have no dimension`() throws {
    var stream = RandomStream(seed: 2, for: .test)
    let features = Reals.normal(30, 2, &stream)
    #expect(try dimensions(features, apart: 15) == [.twonnLeftOut: 1, .mleLeftOut: 1])
    // The middle rows have one neighbour left, which is no pair.
    #expect(try Set(dimensions(features, apart: 14).keys) == [.twonnLeftOut, .mleLeftOut])
    #expect(try #require(try dimensions(features, apart: 13)[.twonn2]) > 0)
  }

  @Test func `places tell which rows are near in time, and none at all is a window of 0`() throws {
    var stream = RandomStream(seed: 3, for: .test)
    var whole = Reals.normal(400, 3, &stream).scaled(0.02)
    for row in 0..<400 {
      let time = Double(row)
      whole[row, 0] += sin(time / 9)
      whole[row, 1] += cos(time / 7)
      whole[row, 2] += sin(time / 23)
    }
    // Every other row of the file with a window of 10 is a window of 5 among themselves.
    let half = whole.rows(Array(stride(from: 0, to: 400, by: 2)))
    let byPlace = try dimensions(half, apart: 10, places: (0..<200).map { 2 * $0 })
    let plain = try dimensions(half)
    let five = try dimensions(half, apart: 5)
    #expect(byPlace == five && five != plain)
    #expect(try dimensions(half, apart: 11, places: (0..<200).map { 2 * $0 }) == five)
    #expect(try dimensions(half, apart: 10) != five)
    for apart in [0, 1] {
      #expect(try dimensions(half, apart: apart, places: (0..<200).map { 2 * $0 }) == plain)
    }
  }

  @Test func `copies count once wherever they stand in time`() throws {
    var stream = RandomStream(seed: 5, for: .test)
    let single = Reals.normal(150, 3, &stream)
    let doubled = single.rows((0..<300).map { $0 / 2 })
    let (one, two) = (
      try dimensions(single, apart: 3),
      try dimensions(doubled, apart: 6, places: (0..<300).map { $0 })
    )
    #expect(two[.twonnLeftOut] == 0.5)
    for metric in [Metric.twonn, .mle, .twonn64] { #expect(one[metric] == two[metric]) }
  }

  /// Rows closer than single precision tells squared lengths apart, so that products are repeated in double.
  @Test(arguments: [0, 3, 40]) func `a window holds where rounding leaves the neighbours unclear`(
    _ apart: Int
  )
    throws
  {
    var stream = RandomStream(seed: 4, for: .test)
    var features = Reals.normal(600, 1, &stream).times(.normal(1, 24, &stream))
    let noise = Reals.normal(600, 24, &stream)
    for place in features.entries.indices { features.entries[place] += 1e-4 * noise.entries[place] }
    var sum = 0.0
    for row in 0..<600 {
      var distances: [Double] = []
      for other in 0..<600 where abs(other - row) > apart {
        var square = 0.0
        for column in 0..<24 {
          let difference = features[row, column] - features[other, column]
          square += difference * difference
        }
        distances.append(square.squareRoot())
      }
      let near = distances.sorted().prefix(20)
      for distance in near { sum += log(near[19] / distance) }
    }
    let found = try #require(try dimensions(features, apart: apart)[.mle])
    #expect(abs(found - 19 * 600 / sum) <= 1e-9 * found)
  }
}
