import Foundation
import LinearAlgebra
import Surrogates
import SweepModel
import Testing

/// What numpy computed by loops: Fixtures/make_deep_rfm.py.
private struct NumpyLayer: Decodable {
  let inputs, classes: Int
  let x, y, agop, projected: [Double]
  let trainError: Double

  static func load() throws -> NumpyLayer {
    let file = try #require(
      Bundle.module.url(forResource: "deep_rfm", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(NumpyLayer.self, from: Data(contentsOf: file))
  }

  var samples: Matrix<Double> { Matrix(rows: x.count / inputs, columns: inputs, entries: x) }
  var targets: Matrix<Double> { Matrix(rows: x.count / inputs, columns: classes, entries: y) }
}

/// Classes of normal samples around random centres, and their labels coded as -1 and 1.
private func clusters(_ classes: Int, each: Int, inputs: Int, spread: Double) -> (
  Matrix<Double>, Matrix<Double>
) {
  var stream = RandomStream(seed: 11, for: .test)
  let centres = (0..<classes * inputs).map { _ in stream.normal() }
  var samples = Matrix<Double>(rows: classes * each, columns: inputs, repeating: 0)
  var targets = Matrix<Double>(rows: classes * each, columns: classes, repeating: -1)
  for row in 0..<samples.rows {
    targets[row, row % classes] = 1
    for column in 0..<inputs {
      samples[row, column] = centres[row % classes * inputs + column] + spread * stream.normal()
    }
  }
  return (samples, targets)
}

/// Trace of the covariance within classes over that between them.
private func variability(_ features: Matrix<Double>, classes: Int) -> Double {
  var means = Matrix<Double>(rows: classes, columns: features.columns, repeating: 0)
  let each = Double(features.rows / classes)
  for row in 0..<features.rows {
    for column in 0..<features.columns { means[row % classes, column] += features[row, column] / each }
  }
  var (within, between) = (0.0, 0.0)
  for column in 0..<features.columns {
    let centre = (0..<classes).reduce(0) { $0 + means[$1, column] } / Double(classes)
    for row in 0..<features.rows {
      let (value, mean) = (features[row, column], means[row % classes, column])
      within += (value - mean) * (value - mean)
      between += (mean - centre) * (mean - centre)
    }
  }
  return within / between
}

struct DeepRFMTests {
  @Test func `a layer is numpy's`() throws {
    let reference = try NumpyLayer.load()
    var machine = DeepRFM(reference.samples, targets: reference.targets, .init(width: 8), seed: 0)
    let layer = try machine.next()
    for (found, expected) in zip(layer.agop.entries, reference.agop) { #expect(abs(found - expected) < 1e-7) }
    for (found, expected) in zip(layer.projected.entries, reference.projected) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(abs(layer.trainError / reference.trainError - 1) < 1e-8)
  }

  @Test func `the root's square is the matrix`() throws {
    let reference = try NumpyLayer.load()
    var machine = DeepRFM(reference.samples, targets: reference.targets, .init(width: 8), seed: 0)
    let layer = try machine.next()
    for (found, expected) in zip(layer.root.times(layer.root).entries, layer.agop.entries) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test func `a turned input turns the gradients with it`() throws {
    let reference = try NumpyLayer.load()
    let plain = try LaplaceMachine(reference.samples, targets: reference.targets, bandwidth: 2, ridge: 1e-3)
    var turned = reference.samples
    let (sine, cosine) = (sin(0.7), cos(0.7))
    for row in 0..<turned.rows {
      let (a, b) = (turned[row, 0], turned[row, 1])
      (turned[row, 0], turned[row, 1]) = (cosine * a - sine * b, sine * a + cosine * b)
    }
    let other = try LaplaceMachine(turned, targets: reference.targets, bandwidth: 2, ridge: 1e-3)
    let (first, second) = (try plain.agop(), try other.agop())
    let trace = { (matrix: Matrix<Double>) in (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] } }
    #expect(abs(trace(first) / trace(second) - 1) < 1e-10)
    #expect(abs(first[2, 3] / second[2, 3] - 1) < 1e-8)
    let expected = cosine * first[0, 4] - sine * first[1, 4]
    #expect(abs(expected / second[0, 4] - 1) < 1e-8)
  }

  @Test(arguments: FeatureMap.allCases)
  func `classes collapse over layers, and do not without the projection`(map: FeatureMap) throws {
    let (samples, targets) = clusters(4, each: 40, inputs: 12, spread: 1)
    var settings = DeepRFM.Settings(width: 400, map: map)
    func path(_ settings: DeepRFM.Settings) throws -> [Double] {
      var machine = DeepRFM(samples, targets: targets, settings, seed: 1)
      return try (0..<5).map { _ in variability(try machine.next().features, classes: 4) }
    }
    let collapsing = try path(settings)
    settings.projects = false
    let control = try path(settings)
    #expect(collapsing[4] < collapsing[0] / 3)
    #expect(control[4] > control[0] / 2)
  }

  @Test func `the same seed gives the same features and another seed others`() throws {
    let reference = try NumpyLayer.load()
    func mapped(_ seed: Int) throws -> [Double] {
      var machine = DeepRFM(reference.samples, targets: reference.targets, .init(width: 8), seed: seed)
      return try machine.next().mapped.entries
    }
    #expect(try mapped(3) == mapped(3))
    #expect(try mapped(3) != mapped(4))
  }

  @Test func `equal samples without a ridge are refused`() throws {
    let twice = Matrix<Double>(rows: 2, columns: 1, repeating: 1)
    #expect(throws: LinearAlgebraError.self) {
      try LaplaceMachine(
        twice, targets: Matrix(rows: 2, columns: 1, entries: [1, -1]), bandwidth: 2, ridge: 0)
    }
  }
}
