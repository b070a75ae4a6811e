import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Arrays and their metrics from `Fixtures/make_regression.py`, which computes every metric another way.
struct RegressionFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features, outputs, dimension, rank: Int
  let featureBytes, weightBytes, targetBytes: Data
  let metrics: [String: Double]
  let targets: [String: Double]

  enum CodingKeys: String, CodingKey {
    case name, samples, features, outputs, dimension, rank, featureBytes, weightBytes, targetBytes, targets
    case metrics = "figures"
  }

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
func `metrics agree with numpy and scipy`(_ fixture: RegressionFixture) throws {
  let found = try metrics(
    RegressionFixture.matrix(fixture.featureBytes, fixture.samples, fixture.features),
    RegressionFixture.matrix(fixture.weightBytes, fixture.outputs, fixture.features), fixture.prepared())
  var expected: [Metric: Double] = [:]
  for (name, value) in fixture.metrics { expected[try #require(Metric.named(name))] = value }
  let scale = fixture.targets["variance"] ?? 1
  #expect(differences(scaled(found, scale), scaled(expected, scale), floor: 1e-6) == [])
}

/// nrc4 has the targets' squared unit: compare it in units of their variance.
private func scaled(_ metrics: [Metric: Double], _ variance: Double) -> [Metric: Double] {
  var metrics = metrics.filter { $0.key.group != .intrinsicDimension && $0.key.group != .dimensionScale }
  if variance > 0 { metrics[.nrc4] = metrics[.nrc4].map { $0 / variance } }
  return metrics
}

@Test(arguments: RegressionFixture.all)
func `targets agree with numpy`(_ fixture: RegressionFixture) throws {
  let targets = try fixture.prepared()
  var found: [String: Double] = ["variance": try #require(targets.variance)]
  for (metric, value) in targets.metrics { found[metric.name] = value }
  #expect(found.keys.sorted() == fixture.targets.keys.sorted())
  for (name, value) in fixture.targets {
    #expect(abs((found[name] ?? .nan) - value) <= 1e-10 * abs(value), "\(name)")
  }
}
