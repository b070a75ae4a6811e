import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Arrays and their metrics from `Fixtures/make_measures.py`, which computes every metric another way.
struct MeasureFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let samples, features, outputs, dimension, classCount: Int
  let labels: [Int]
  let weightDecay: Double
  let featureBytes, weightBytes, targetBytes, biasBytes, deltaBytes, jacobianBytes: Data
  let layer: [String: Double]
  let lastLayer: [String: Double]

  var testDescription: String { name }

  static let all: [MeasureFixture] = MeasureFixtures.file?.layers ?? []

  func arrays() -> LayerLab {
    let jacobian = jacobianBytes.count / 4 / max(1, features)
    return LayerLab(
      features: RegressionFixture.matrix(featureBytes, samples, features).doubled,
      weights: RegressionFixture.matrix(weightBytes, outputs, features).doubled,
      targets: RegressionFixture.matrix(targetBytes, samples, dimension).doubled,
      labels: labels, classCount: classCount,
      biases: RegressionFixture.matrix(biasBytes, 1, outputs).doubled.entries,
      deltas: RegressionFixture.matrix(deltaBytes, samples, outputs).doubled,
      jacobian: RegressionFixture.matrix(jacobianBytes, jacobian, features).doubled, weightDecay: weightDecay)
  }
}

private struct MeasureFixtures: Decodable {
  let layers: [MeasureFixture]

  static let file: MeasureFixtures? = {
    let name = Bundle.module.url(forResource: "measures", withExtension: "json", subdirectory: "Fixtures")
    // An unreadable file leaves no fixture, and the test that counts them fails.
    guard let name, let data = try? Data(contentsOf: name) else { return nil }
    return try? JSONDecoder().decode(MeasureFixtures.self, from: data)
  }()
}

@Test func `the file of measures is there and whole`() {
  #expect(MeasureFixture.all.count == 28)
}

@Test(arguments: MeasureFixture.all)
func `class, cluster and AGOP metrics agree with numpy and scipy`(_ fixture: MeasureFixture) throws {
  var expected: [Metric: Double] = [:]
  for (name, value) in fixture.layer { expected[try #require(Metric.named(name))] = value }
  let found = try fixture.arrays().layerMetrics()
  #expect(differences(relative(found, fixture), relative(expected, fixture), floor: 1e-7) == [])
}

/// Metrics with a unit, in units of the features' variation, so that one floor serves every scale.
private func relative(_ metrics: [Metric: Double], _ fixture: MeasureFixture) -> [Metric: Double] {
  guard let scale = fixture.layer["wcv"], scale > 0, fixture.name.contains("scale") else { return metrics }
  var metrics = metrics
  for metric in [Metric.wcv, .tcv] { metrics[metric] = metrics[metric].map { $0 / scale } }
  return metrics
}

@Test(arguments: MeasureFixture.all)
func `last-layer metrics agree with numpy and scipy`(_ fixture: MeasureFixture) throws {
  let found = try fixture.arrays().lastLayerMetrics()
  let names = Set(found.keys.map(\.name)).union(fixture.lastLayer.keys)
  for name in names.sorted() {
    let metric = try #require(Metric.named(name))
    let value = try #require(found[metric], "\(name) is expected")
    let expected = try #require(fixture.lastLayer[name], "\(name) is not expected: \(value)")
    #expect(abs(value - expected) <= 1e-8 * max(abs(expected), 1e-7), "\(name): \(value), \(expected)")
  }
}
