import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Arrays and their figures from `Fixtures/make_regression.py`, which computes every figure another way.
struct RegressionFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features, outputs, dimension, rank: Int
  let featureBytes, weightBytes, targetBytes: Data
  let figures: [String: Double]
  let targets: [String: Double]

  var testDescription: String { name }

  static let all: [RegressionFixture] = {
    guard
      let file = Bundle.module.url(
        forResource: "regression", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file)
    else { return [] }
    return (try? JSONDecoder().decode([RegressionFixture].self, from: data)) ?? []
  }()

  static func matrix(_ data: Data, _ rows: Int, _ columns: Int) -> Matrix<Float> {
    let entries = data.withUnsafeBytes { bytes in
      (0..<rows * columns).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    return Matrix(rows: rows, columns: columns, entries: entries)
  }

  func prepared() throws -> Targets {
    try Self.matrix(targetBytes, samples, dimension).withView { try Targets($0, knownRank: rank) }
  }
}

@Test func `the fixture file is there and whole`() {
  #expect(RegressionFixture.all.count == 24)
}

@Test(arguments: RegressionFixture.all)
func `figures agree with numpy and scipy`(_ fixture: RegressionFixture) throws {
  let found = try figures(
    RegressionFixture.matrix(fixture.featureBytes, fixture.samples, fixture.features),
    RegressionFixture.matrix(fixture.weightBytes, fixture.outputs, fixture.features), fixture.prepared())
  var expected: [LayerFigure: Double] = [:]
  for (name, value) in fixture.figures { expected[try #require(LayerFigure(rawValue: name))] = value }
  let scale = fixture.targets["variance"] ?? 1
  #expect(differences(scaled(found, scale), scaled(expected, scale), floor: 1e-6) == [])
}

/// nrc4 has the targets' squared unit: compare it in units of their variance.
private func scaled(_ figures: [LayerFigure: Double], _ variance: Double) -> [LayerFigure: Double] {
  var figures = figures.filter { ![.twonn, .mle].contains($0.key) }
  if variance > 0 { figures[.nrc4] = figures[.nrc4].map { $0 / variance } }
  return figures
}

@Test(arguments: RegressionFixture.all)
func `targets agree with numpy`(_ fixture: RegressionFixture) throws {
  let targets = try fixture.prepared()
  var found: [String: Double] = ["variance": try #require(targets.variance)]
  for (figure, value) in targets.figures { found[figure.rawValue] = value }
  #expect(found.keys.sorted() == fixture.targets.keys.sorted())
  for (name, value) in fixture.targets {
    #expect(abs((found[name] ?? .nan) - value) <= 1e-10 * abs(value), "\(name)")
  }
}
