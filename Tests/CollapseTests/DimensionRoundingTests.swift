import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Samples that precision blurs, and the dimension that scikit-dimension finds, from
/// `Fixtures/make_dimension_rounding.py`.
struct RoundingFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features: Int
  let isSingle: Bool
  let bytes: Data
  /// `nil` where the set's storage blurs it.
  let twonn, mle, leftOut: Double?

  var testDescription: String { name }

  static let all: [RoundingFixture] = {
    guard
      let file = Bundle.module.url(
        forResource: "dimension_rounding", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file)
    else { return [] }
    return (try? JSONDecoder().decode([RoundingFixture].self, from: data)) ?? []
  }()

  func metrics() throws -> [Metric: Double] {
    func numbers<Number>(_: Number.Type) -> [Number] {
      bytes.withUnsafeBytes { bytes in
        (0..<samples * features).map {
          bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self)
        }
      }
    }
    guard isSingle else {
      return try dimensions(Reals(rows: samples, columns: features, entries: numbers(Double.self)))
    }
    return try dimensions(Matrix(rows: samples, columns: features, entries: numbers(Float.self)))
  }
}

/// twonn and mle of floats, as a network's features are.
private func dimensions(_ features: Matrix<Float>) throws -> [Metric: Double] {
  try features.withView { try dimensions(of: $0) }
}

private func dimensions(_ features: Reals) throws -> [Metric: Double] {
  try features.withView { try dimensions(of: $0) }
}

private func dimensions(of view: MatrixView) throws -> [Metric: Double] {
  BLAS.useOneThread()
  let targets = try Reals(rows: view.rows, columns: 1, repeating: 0).withView { try Targets($0) }
  return try Reals(rows: 1, columns: view.columns, repeating: 1).withView { weights in
    try LayerArrays(number: 1, features: view, weights: weights)
      .metrics(against: targets, groups: [.intrinsicDimension])
  }
}

@Suite struct DimensionRoundingTests {
  @Test func `the fixture is there and whole`() { #expect(RoundingFixture.all.count == 22) }

  @Test(arguments: RoundingFixture.all)
  func `offsets, scales and near copies leave the dimension that scikit-dimension finds`(
    _ fixture: RoundingFixture
  ) throws {
    let found = try fixture.metrics()
    for (metric, expected) in [(Metric.twonn, fixture.twonn), (.mle, fixture.mle)] {
      guard let expected else {
        #expect(found[metric] == nil)
        continue
      }
      #expect(abs(try #require(found[metric]) - expected) < 1e-5 * expected, "\(metric)")
    }
    for metric in [Metric.twonnLeftOut, .mleLeftOut] {
      let leftOut = try #require(found[metric])
      if let expected = fixture.leftOut { #expect(abs(leftOut - expected) < 1e-12) }
      if fixture.twonn == nil { #expect(leftOut > 0.05 && leftOut <= 1) }
    }
  }

  /// Rows are about 7 long, so floats are the same up to 3e-6 apart and clear from 1.3e-5 on.
  @Test(arguments: [0, 4, 6, 7, 40])
  func `up to a twentieth of samples near rounding is left out, more leave no estimate`(
    _ copies: Int
  ) throws {
    var stream = RandomStream(seed: 3, for: .test)
    let base = Reals.normal(240, 5, &stream).scaled(1, plus: 3)
    var entries = base.entries.map { Float($0) }
    for row in 0..<copies {
      for column in 0..<5 { entries.append(Float(base[row, column]) + (column == row % 5 ? 6.5e-6 : 0)) }
    }
    let found = try dimensions(Matrix(rows: 240 + copies, columns: 5, entries: entries))
    let blurred = Double(2 * copies) / Double(240 + copies)
    #expect((found[.twonn] != nil) == (copies <= 6) && (blurred <= 0.05) == (copies <= 6))
    #expect((found[.mle] != nil) == (copies <= 6))
    #expect(abs(try #require(found[.mleLeftOut]) - blurred) < 1e-12)
  }

  /// A sample is a copy of one that is kept; the next one on, near the copy alone, is blurred and no copy.
  @Test func `a copy of a copy is none of the sample before`() throws {
    var stream = RandomStream(seed: 3, for: .test)
    var entries = Reals.normal(240, 5, &stream).scaled(1, plus: 3).entries.map { Float($0) }
    // Rows are about 7 long: 4 epsilon is 3.2e-6, 16 are 1.3e-5.
    let start: [Float] = [3, 3, 3, 3, 3]
    for step in 0..<3 { entries += start.enumerated().map { $0 == 0 ? $1 + 2.4e-6 * Float(step) : $1 } }
    let found = try dimensions(Matrix(rows: 243, columns: 5, entries: entries))
    // The copy, and the two others that lie within 16 epsilon of each other.
    #expect(abs(try #require(found[.twonnLeftOut]) - 3.0 / 243) < 1e-12)
  }

  @Test func `doubles keep a dimension that floats cannot hold`() throws {
    var stream = RandomStream(seed: 4, for: .test)
    let noise = Reals.normal(400, 3, &stream).scaled(1e-9, plus: 1)
    #expect(abs(try #require(try dimensions(noise)[.mle]) - 3) < 0.4)
    let single = Matrix(rows: 400, columns: 3, entries: noise.entries.map { Float($0) })
    #expect(try dimensions(single)[.mle] == nil)
  }
}
