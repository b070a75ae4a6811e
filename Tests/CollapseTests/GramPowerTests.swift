import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// A last layer with the outputs' covariance that is wanted: features with covariance I, W = U diag(sqrt of `outputs`) V'.
private struct GramLab {
  var features, weights, targets: Reals

  /// - Parameter outputs: eigenvalues of the covariance of H W', whose Gram matrix is W W' = U diag(outputs^power) U'.
  init(seed: Int, outputs: [Double], power: Double) {
    var stream = RandomStream(seed: seed, for: .test)
    let order = outputs.count
    let left = Reals.orthogonal(order, &stream)
    // Columns +-s_k on axis k, so that Hc'Hc/N is diagonal with outputs^(1 - power).
    var samples = Reals(rows: 2 * order, columns: order, repeating: 0)
    var map = left
    for column in 0..<order {
      let variance = pow(outputs[column], 1 - power)
      let size = (variance * Double(order)).squareRoot()
      (samples[2 * column, column], samples[2 * column + 1, column]) = (size, -size)
      for row in 0..<order { map[row, column] *= pow(outputs[column], power / 2) }
    }
    (features, weights) = (samples, map)
    targets = samples.times(map, transposed: true)
  }

  func metrics(gradients: Reals? = nil, depth: Int = 3) throws -> [Metric: Double] {
    BLAS.useOneThread()
    let prepared = try targets.withView { try Targets($0) }
    return try features.withView { features in
      try weights.withView { weights in
        try LayerArrays(number: depth, features: features, weights: weights)
          .gramPowerMetrics(targets: prepared, gradients: gradients, depth: depth)
      }
    }
  }
}

@Suite struct GramPowerTests {
  @Test(arguments: [0.25, 1.0 / 3, 0.5, 1, 1.75], 1...3)
  func `weights made of a power of the outputs' covariance have that power`(_ power: Double, _ seed: Int)
    throws
  {
    let lab = GramLab(seed: seed, outputs: [5, 2, 0.7, 0.1], power: power)
    let found = try lab.metrics(gradients: lab.weights.times(lab.weights, transposed: true), depth: 1)
    for metric in [Metric.gramPower, .gramPowerTargets] {
      #expect(abs(try #require(found[metric]) - power) < 1e-9, "\(metric)")
    }
    for metric in [Metric.gramPowerResidual, .gramPowerTargetsResidual, .gramGradientResidual] {
      #expect(try #require(found[metric]) < 1e-20, "\(metric)")
    }
  }

  @Test(arguments: [-0.5, 2.5])
  func `a power outside of 0 to 2 ends on the nearest end`(_ power: Double) throws {
    let found = try GramLab(seed: 1, outputs: [3, 2, 1], power: power).metrics()
    #expect(found[.gramPower] == (power < 0 ? 0 : 2))
    #expect(try #require(found[.gramPowerResidual]) > 1e-3)
  }

  @Test func `two directions are solved by hand`() throws {
    // WW' = diag(1, 1/16) and the targets' covariance diag(4, 1) up to a factor: 4^p = 16.
    var lab = GramLab(seed: 1, outputs: [1, 1], power: 0.5)
    lab.weights = Reals([[1, 0], [0, 0.25]])
    lab.targets = Reals([[2, 0], [-2, 0], [0, 1], [0, -1]])
    lab.features = Reals([[1, 0], [-1, 0], [0, 1], [0, -1]])
    let found = try lab.metrics(gradients: Reals([[8, 0], [0, 1]]), depth: 3)
    #expect(abs(try #require(found[.gramPowerTargets]) - 2) < 1e-9)
    // The outputs' covariance is WW' / 2 itself; the cube root of diag(8, 1) is diag(2, 1).
    #expect(abs(try #require(found[.gramPower]) - 1) < 1e-9)
    let lengths: Double = (257.0 / 256).squareRoot() * 5.0.squareRoot()
    let cosine: Double = 2.0625 / lengths
    #expect(abs(try #require(found[.gramGradientResidual]) - (2 - 2 * cosine)) < 1e-14)
  }

  /// The distance falls towards 2 and has a deeper dip near 0.086 that a search by halves does not meet.
  @Test func `a second, narrow dip is found`() throws {
    let logarithms = [0, -1.727_695_34, -6.479_670_49]
    let gram = [0.853_718_2, 0.130_720_36, 0.504_060_93]
    var lab = GramLab(seed: 1, outputs: [1, 1, 1], power: 1)
    var (targets, map) = (
      Reals(rows: 6, columns: 3, repeating: 0), Reals(rows: 3, columns: 3, repeating: 0)
    )
    for column in 0..<3 {
      let size = (exp(logarithms[column]) * 3).squareRoot()
      (targets[2 * column, column], targets[2 * column + 1, column]) = (size, -size)
      map[column, column] = gram[column].squareRoot()
    }
    (lab.targets, lab.weights) = (targets, map)
    let found = try lab.metrics()
    #expect(abs(try #require(found[.gramPowerTargets]) - 0.0862) < 1e-3)
    #expect(try #require(found[.gramPowerTargetsResidual]) < 0.256)
  }

  @Test(arguments: 1...40)
  func `no power of a fine grid comes nearer`(_ seed: Int) throws {
    var stream = RandomStream(seed: seed, for: .test)
    let order = 2 + seed % 5
    var lab = GramLab(
      seed: seed, outputs: (0..<order).map { _ in exp(5 * stream.normal()) }, power: 0.5)
    let diagonal = (0..<order).map { _ in exp(6 * stream.normal()) }
    var targets = Reals(rows: 2 * order, columns: order, repeating: 0)
    for column in 0..<order {
      (targets[2 * column, column], targets[2 * column + 1, column]) = (diagonal[column], -diagonal[column])
    }
    lab.targets = targets
    let best = try #require(try lab.metrics()[.gramPowerTargetsResidual])
    let gram = lab.weights.times(lab.weights, transposed: true)
    let norm: Double = gram.entries.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
    let largest = diagonal.max() ?? 0
    var logarithms: [Double] = diagonal.map { 2 * log($0 / largest) }
    for place in 0..<order where logarithms[place] < log(1e-12) { logarithms[place] = -.infinity }
    let parts: [Double] = (0..<order).map { gram[$0, $0] / norm }
    let residuals: [Double] = (0...20_000).map { (step: Int) -> Double in
      let power = Double(step) / 10_000
      let powers: [Double] = logarithms.map { $0.isFinite ? exp(power * $0) : 0 }
      let size = powers.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
      var product = 0.0
      for place in 0..<order { product += parts[place] * powers[place] }
      return 2 - 2 * product / size
    }
    let least = try #require(residuals.min())
    #expect(best <= least + 2e-12 && best > least - 1e-5)
  }

  @Test(arguments: 1...3)
  func `turning the outputs, scaling the weights and moving the features change nothing`(_ seed: Int) throws {
    var stream = RandomStream(seed: seed + 50, for: .test)
    var lab = GramLab(seed: seed, outputs: [5, 2, 0.7], power: 0.4)
    lab.weights = Reals.normal(3, 3, &stream)
    let gradients = Reals.normal(3, 3, &stream)
    let product = gradients.times(gradients, transposed: true)
    let expected = try lab.metrics(gradients: product)
    let rotation = Reals.orthogonal(3, &stream)
    var turned = lab
    turned.weights = rotation.times(lab.weights)
    turned.targets = lab.targets.times(rotation, transposed: true)
    turned.features = lab.features.scaled(1, plus: 3)
    let found = try turned.metrics(gradients: rotation.times(product).times(rotation, transposed: true))
    turned.weights = turned.weights.scaled(1e-30)
    let scaled = try turned.metrics(gradients: rotation.times(product).times(rotation, transposed: true))
    #expect(expected.count == 5)
    for (metric, value) in expected {
      for other in [found, scaled] {
        #expect(abs(try #require(other[metric]) - value) < 1e-8 * max(1e-3, abs(value)), "\(metric)")
      }
    }
  }

  @Test func `what is undefined is missing`() throws {
    var lab = GramLab(seed: 1, outputs: [2, 1], power: 0.5)
    // One output direction: every power is the same.
    lab.weights = Reals([[1, 0], [1, 0]])
    let one = try lab.metrics()
    #expect(one[.gramPower] == nil && one[.gramPowerResidual] != nil && one[.gramGradientResidual] == nil)
    lab.weights = Reals([[0, 0], [0, 0]])
    #expect(try lab.metrics() == [:])
    lab = GramLab(seed: 1, outputs: [2], power: 0.5)
    #expect(try lab.metrics(gradients: Reals([[1]])) == [:])
    lab = GramLab(seed: 1, outputs: [2, 1], power: 0.5)
    lab.features = lab.features.scaled(0)
    let still = try lab.metrics()
    #expect(still[.gramPower] == nil && still[.gramPowerTargets] != nil)
  }
}
