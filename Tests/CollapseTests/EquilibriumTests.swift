import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

@Suite struct LayerEquilibriumTests {
  private func equilibrium(_ lab: LayerLab, decay: Double) throws -> [Metric: Double] {
    BLAS.useOneThread()
    return try lab.withLayer { layer in
      try lab.deltas.withView {
        try layer.equilibriumMetrics(gradient: layer.meanGradient($0), weightDecay: decay)
      }
    }
  }

  /// Two samples on the axes, so that the mean gradient is half of the deltas' transpose.
  private func axes(_ deltas: [[Double]], weights: [[Double]]) -> LayerLab {
    var lab = LayerLab.random(seed: 1, samples: 2, width: 2)
    (lab.features, lab.weights, lab.deltas) = (Reals([[1, 0], [0, 1]]), Reals(weights), Reals(deltas))
    return lab
  }

  @Test func `two samples on the axes are solved by hand`() throws {
    // (1/N) deltas'H = diag(-1, 0), and lambda W = diag(1, 1): their sum has length 1, lambda W sqrt 2.
    let found = try equilibrium(axes([[-2, 0], [0, 0]], weights: [[2, 0], [0, 2]]), decay: 0.5)
    #expect(abs(try #require(found[.stationarity]) - 0.5.squareRoot()) < 1e-15)
    // W'W = diag(4, 4), FACT = diag(4, 0): entries less their means 2, 2, -2, -2 and 3, -1, -1, -1.
    #expect(abs(try #require(found[.factCorrelation]) - 8 / (4 * 12.0.squareRoot())) < 1e-14)
  }

  @Test func `at a critical point the gradient is none and both sides are the same matrix`() throws {
    let found = try equilibrium(axes([[-4, -1], [-3, -2]], weights: [[2, 1.5], [0.5, 1]]), decay: 1)
    #expect(try #require(found[.stationarity]) < 1e-15)
    #expect(abs(try #require(found[.factCorrelation]) - 1) < 1e-14)
    // The opposite sign is the opposite correlation, and twice as far.
    let other = try equilibrium(axes([[4, 1], [3, 2]], weights: [[2, 1.5], [0.5, 1]]), decay: 1)
    #expect(abs(try #require(other[.stationarity]) - 2) < 1e-14)
    #expect(abs(try #require(other[.factCorrelation]) + 1) < 1e-14)
  }

  /// Pearson's correlation entry by entry, of W'W and of the symmetric part of -W'G.
  private func correlation(_ map: Reals, _ gradient: Reals) -> Double {
    let (own, other) = (map.transposed.times(map), map.transposed.times(gradient))
    var (left, right): ([Double], [Double]) = ([], [])
    for row in 0..<own.rows {
      for column in 0..<own.columns {
        left.append(own[row, column])
        right.append(-(other[row, column] + other[column, row]) / 2)
      }
    }
    let count = Double(left.count)
    let means = (left.reduce(0, +) / count, right.reduce(0, +) / count)
    var (product, first, second) = (0.0, 0.0, 0.0)
    for (left, right) in zip(left, right) {
      product += (left - means.0) * (right - means.1)
      first += (left - means.0) * (left - means.0)
      second += (right - means.1) * (right - means.1)
    }
    return product / (first * second).squareRoot()
  }

  /// Of a map that is applied at one place a patch is a sample, and both forms are of the same matrices.
  @Test(arguments: 1...6)
  func `FACT is the symmetric part, and filters have the metrics of the same map`(_ seed: Int) throws {
    let lab = LayerLab.random(seed: seed, samples: 30, width: 3 + seed)
    try lab.withLayer { layer in
      let gradient = try lab.deltas.withView { try layer.meanGradient($0) }
      let dense = try layer.equilibriumMetrics(gradient: gradient, weightDecay: 0.3)
      #expect(
        abs(try #require(dense[.factCorrelation]) - correlation(lab.weights, gradient)) < 1e-12)
      let targets = try Reals(rows: 30, columns: 1, repeating: 0).withView { try Targets($0) }
      var metered = MeteredLayer(layer)
      (metered.patches, metered.weightDecay) = ((gradient, nil), 0.3)
      let filters = try Meter(targets, [.equilibrium]).measured(metered).measure.metrics
      #expect(differences(filters, dense, tolerance: 1e-12) == [])
      metered.weightDecay = 0
      #expect(try Meter(targets, [.equilibrium]).measured(metered).measure.metrics == [:])
      metered.weightDecay = nil
      #expect(try Meter(targets, [.equilibrium]).measured(metered).measure.metrics == [:])
      metered.weightDecay = 0.3
      #expect(try Meter(targets, [.nrc, .clusters]).measured(metered).measure.metrics[.stationarity] == nil)
    }
  }

  @Test func `filters at a critical point, without a gradient and of zeros`() throws {
    let targets = try Reals([[1], [2]]).withView { try Targets($0) }
    func metrics(_ weights: [[Double]], _ gradient: [[Double]]) throws -> [Metric: Double] {
      try axes([[0, 0], [0, 0]], weights: weights).withLayer { layer in
        var metered = MeteredLayer(layer)
        (metered.patches, metered.weightDecay) = ((Reals(gradient), nil), 0.5)
        return try Meter(targets, [.equilibrium]).measured(metered).measure.metrics
      }
    }
    let still = try metrics([[2, 1], [0, 3]], [[-1, -0.5], [0, -1.5]])
    #expect(still[.stationarity] == 0)
    #expect(abs(try #require(still[.factCorrelation]) - 1) < 1e-14)
    let flat = try metrics([[2, 1], [0, 3]], [[0, 0], [0, 0]])
    #expect(flat[.stationarity] == 1 && flat[.factCorrelation] == nil)
    #expect(try metrics([[0, 0], [0, 0]], [[1, 0], [0, 0]]) == [:])
  }

  @Test(arguments: [0, -1, .infinity, .nan]) func `without decay there is none`(_ decay: Double) throws {
    #expect(try equilibrium(LayerLab.random(seed: 1), decay: decay) == [:])
  }

  @Test func `without samples, weights or deltas that fit there is none`() throws {
    #expect(try equilibrium(axes([[1, 0], [0, 1]], weights: [[0, 0], [0, 0]]), decay: 1) == [:])
    #expect(throws: CollapseError.self) {
      try equilibrium(axes([[1, 0]], weights: [[1, 0], [0, 1]]), decay: 1)
    }
    let flat = try equilibrium(axes([[0, 0], [0, 0]], weights: [[1, 0], [0, 1]]), decay: 1)
    #expect(flat[.stationarity] == 1 && flat[.factCorrelation] == nil)
  }

  @Test func `balance is solved by hand, and missing where units differ`() throws {
    try axes([[0, 0], [0, 0]], weights: [[1, 0], [0, 2]]).withLayer { layer in
      // W W' = diag(1, 4), W2'W2 = diag(4, 0).
      #expect(layer.balance(with: Reals([[2, 0]])) == 5.0 / 4)
      #expect(layer.balance(with: Reals([[1, 0], [0, 2]])) == 0)
      #expect(layer.balance(with: Reals([[1, 0, 0]])) == nil && layer.balance(with: Reals([[0, 0]])) == nil)
    }
  }

  private func powers(_ gram: [Double], _ product: [Double]) throws -> [Metric: Double] {
    let weights = [[gram[0].squareRoot(), 0], [0, gram[1].squareRoot()]]
    return try axes([[0, 0], [0, 0]], weights: weights).withLayer { layer in
      let targets = try Reals([[1], [2]]).withView { try Targets($0) }
      var metered = MeteredLayer(layer)
      metered.agop = { _ in Reals([[product[0], 0], [0, product[1]]]) }
      return try Meter(targets, [.equilibrium]).measured(metered).measure.metrics
    }
  }

  @Test(arguments: [0.05, 0.1, 0.45, 0.55, 0.95, 1])
  func `every twentieth from 0.05 to 1 can be the power`(_ power: Double) throws {
    let found = try powers([1, pow(1e-3, power)], [1, 1e-3])
    #expect(found[.nfaExponent] == power)
    #expect(abs(try #require(found[.nfaCorrelation]) - 1) < 1e-14)
  }

  @Test func `a product of one direction has every power alike, of which the smallest counts`() throws {
    let one = try powers([4, 0.9], [1, 0])
    #expect(one[.nfaExponent] == 0.05)
    // What rounding leaves of a zero is no direction, though a small power would make much of it.
    let noise = try powers([4, 0.9], [1, 1e-13])
    #expect(noise[.nfaExponent] == 0.05 && noise[.nfaCorrelation] == one[.nfaCorrelation])
    #expect(
      try #require(try powers([4, 0.9], [1, 1e-11])[.nfaCorrelation]) > (try #require(one[.nfaCorrelation])))
  }

  @Test func `a power of the product is found, and the last layer has none`() throws {
    // W'W = AGOP^0.25 on two axes.
    let lab = axes([[0, 0], [0, 0]], weights: [[2, 0], [0, 1]])
    try lab.withLayer { layer in
      let targets = try Reals([[1], [2]]).withView { try Targets($0) }
      var metered = MeteredLayer(layer)
      metered.agop = { _ in Reals([[256, 0], [0, 1]]) }
      let meter = Meter(targets, [.equilibrium, .agop])
      let found = try meter.measured(metered).measure.metrics
      #expect(found[.nfaExponent] == 0.25)
      #expect(abs(try #require(found[.nfaCorrelation]) - 1) < 1e-14)
      #expect(try #require(found[.agopCorrelation]) < 1 - 1e-3)
      #expect(try Meter(targets, [.agop]).measured(metered).measure.metrics[.nfaExponent] == nil)
      #expect(
        try Set(Meter(targets, [.equilibrium]).measured(metered).measure.metrics.keys)
          == [.nfaExponent, .nfaCorrelation])
      metered.isLast = true
      #expect(try Set(meter.measured(metered).measure.metrics.keys) == [.agopParticipationRatio])
    }
  }
}
